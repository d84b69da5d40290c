import type * as answers from '../answers.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { LiveSurge } from '../surge/live-surge.js';
import type { Instant } from '../vocabulary/instant.js';
import type { SurgeStretch, SurgeValue } from '../vocabulary/surge.js';
import { cursorNumber, pageSize } from './paging.js';

/** How many events are told as examples, each of another customer. */
const EXAMPLES = 10;
/** How many buckets of a series are told at most: the newest. */
const MOST_POINTS = 2_000;
/** The half width of the band: two standard deviations. */
const BAND = 2;

/** Which surges are asked for. */
export interface SurgesRequest extends answers.PageRequest {
  readonly name?: string;
  readonly status?: SurgeStretch['status'];
  /** Only those that were not over at this instant. */
  readonly since?: Instant;
}

/** Answers questions about surges, by what has been judged so far. */
export class SurgeQuestions {
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Those that began last first. @throws CuspError invalid_request, unknown_surge */
  list({ name, status, since, limit, cursor }: SurgesRequest): answers.Page<answers.SurgeAnswer> {
    const asked = name === undefined ? this.#pipeline.surges.all() : [this.#get(name)];
    const isWanted = (one: SurgeStretch): boolean =>
      (status === undefined || one.status === status) && (since === undefined || one.until === null || one.until > since);
    const found = asked.flatMap((surge) => this.#pipeline.surges.stretchesOf(surge)).filter(isWanted);
    found.sort((left, right) => right.from - left.from || (left.surgeId < right.surgeId ? -1 : 1));
    const from = cursor === undefined ? 0 : cursorNumber(cursor);
    const to = from + pageSize(limit);
    return { items: found.slice(from, to).map((one) => this.#answer(one)), nextCursor: to < found.length ? String(to) : null };
  }

  /**
   * A value's counts beside what was expected of it, from an instant on.
   * @param value when undefined, that of the surge which began last; with none, all together
   * @throws CuspError unknown_surge
   */
  series(name: string, value?: SurgeValue, since: Instant = 0): answers.SurgeSeries {
    const surge = this.#get(name);
    const { surges, clock } = this.#pipeline;
    const asOf = clock.now();
    const all = surges.stretchesOf(surge);
    const shown = value === undefined ? (newestOf(all)?.value ?? null) : value;
    const number = surge.values.find(shown);
    const ofValue = all.filter((one) => one.value === shown);
    const { definition, version, compiled, board } = surge;
    const newest = newestOf(ofValue.filter(({ status }) => status !== 'withdrawn'));
    return {
      name,
      title: definition.title ?? null,
      version,
      words: compiled.words,
      by: definition.by ?? null,
      every: compiled.judgement.buckets.length,
      asOf,
      values: board.size,
      leftOut: board.leftOut,
      value: shown,
      surges: ofValue.sort((left, right) => right.from - left.from).map((one) => this.#answer(one)),
      series: number === undefined ? [] : this.#points(surge, number, since, asOf),
      evidence: number === undefined || newest === undefined ? null : this.#evidence(surge, number, newest),
    };
  }

  #get(name: string): LiveSurge {
    const surge = this.#pipeline.surges.get(name);
    if (surge === undefined) throw new CuspError(ERRORS.unknownSurge, name);
    return surge;
  }

  #answer(stretch: SurgeStretch): answers.SurgeAnswer {
    return { ...stretch, toldAt: this.#pipeline.surges.toldAt(stretch.surgeId) ?? null };
  }

  #points({ board, compiled }: LiveSurge, number: number, since: Instant, now: Instant): readonly answers.SurgePoint[] {
    const { buckets } = compiled.judgement;
    return board
      .series(number, buckets.at(since), now)
      .slice(-MOST_POINTS)
      .map(({ bucket, observed, expected, deviation, running }) => ({
        at: buckets.start(bucket),
        observed,
        expected,
        low: Math.max(0, expected - BAND * deviation),
        high: expected + BAND * deviation,
        running,
      }));
  }

  #evidence(surge: LiveSurge, number: number, { from, until }: SurgeStretch): answers.SurgeSeries['evidence'] {
    const { timelines, identities } = this.#pipeline;
    const { buckets } = surge.compiled.judgement;
    const end = until ?? Number.POSITIVE_INFINITY;
    const customers = surge.customersOf(number, buckets.at(from), Number.isFinite(end) ? buckets.at(end) : end);
    const examples: answers.SurgeExample[] = [];
    for (const customer of customers) {
      if (examples.length === EXAMPLES) break;
      const row = surge.evidenceOf(customer, number, from, end);
      if (row === undefined) continue;
      examples.push({
        customerId: identities.customerId(customer),
        messageId: timelines.messageIdOf(row),
        at: timelines.rows.timestamp(row),
      });
    }
    return { customers: customers.length, examples };
  }
}

function newestOf(stretches: readonly SurgeStretch[]): SurgeStretch | undefined {
  return stretches.reduce<SurgeStretch | undefined>(
    (newest, one) => (newest !== undefined && newest.from >= one.from ? newest : one),
    undefined,
  );
}
