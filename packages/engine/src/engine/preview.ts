import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PreviewAnswer } from '../answers.js';
import { type CompiledSegment, compileSegment, type Ground } from '../detect/compile-segment.js';
import type { Pipeline } from '../pipeline.js';
import type { ReferencesInForce } from './references.js';
import type { Trial } from '../timeline/columns.js';
import type { SegmentDefinition } from '../vocabulary/definition.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { Candidates } from './candidates.js';
import { fillColumns, forEachCustomer } from './history.js';
import type { PreviewWork } from './previews/begun-previews.js';
import { estimateCount } from './previews/estimate.js';

/** How many customers a preview shows. */
const SAMPLE = 20;
/** Who changes a definition and looks again finds its columns filled for so long. */
const KEEP_COLUMNS: Milliseconds = 10 * 60_000;
/** At most so many previews that are over keep their columns. */
const MOST_KEPT = 20;
/** Of the work of an exact count, reading history takes about so much. */
const SHARE_OF_FILLING = 0.8;
/** How many cells are emptied before others get their turn. */
const CELLS_A_TURN = 100_000;

/** How a preview is asked for. */
export interface PreviewOptions {
  /** As of when; default: the present, when all has been read. */
  readonly now?: Instant | undefined;
  /** Gives it up: its work ends soon after, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** What its conditions may name; default: the definitions in force. */
  readonly references?: ReferencesInForce;
  /** Is told how much of the work is done, from 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/** Counts who would be in a segment, without publishing it. */
export class Previews {
  readonly #pipeline: Pipeline;
  readonly #ground: (references?: ReferencesInForce) => Ground;
  /** Previews that are over and keep their columns for the next, oldest first. */
  readonly #over = new Set<Trial<CompiledSegment>>();

  /** @param ground where published definitions are compiled too */
  constructor(pipeline: Pipeline, ground: (references?: ReferencesInForce) => Ground) {
    this.#pipeline = pipeline;
    this.#ground = ground;
  }

  /** Who would be in a segment, exactly, by the same evaluation that publishing uses. @param definition has been checked */
  async count(definition: SegmentDefinition, options: PreviewOptions = {}): Promise<PreviewAnswer> {
    const { now, signal, references, onShare = () => undefined } = options;
    const started = performance.now();
    const { columns, clock } = this.#pipeline;
    const trial = columns.tryOut(() => compileSegment(definition, this.#ground(references)));
    try {
      await fillColumns(this.#pipeline, signal, (share) => onShare(share * SHARE_OF_FILLING));
      const asOf = now ?? clock.now();
      const found = await this.#ask(trial.result, asOf, signal);
      signal?.throwIfAborted();
      this.#keepFor(trial);
      return { ...found, words: trial.result.words, asOf, tookMs: performance.now() - started };
    } catch (error) {
      // Others would have to fill its columns.
      this.#end(trial);
      throw error;
    }
  }

  /** The same in two steps over the same columns: about how many, by a random sample whose events alone are read, and then exactly. */
  soon(definition: SegmentDefinition, now?: Instant): PreviewWork {
    const trial = this.#pipeline.columns.tryOut(() => compileSegment(definition, this.#ground()));
    return {
      estimate: async (signal) => {
        let isFirst = false;
        try {
          const answer = await this.#estimate(trial.result, now, signal);
          isFirst = answer.estimate !== undefined;
          return answer;
        } finally {
          if (!isFirst) this.#end(trial);
        }
      },
      count: (signal, onShare) => {
        // What it is compiled for again holds the columns before they are let go here.
        const counting = this.count(definition, { now, signal, onShare });
        this.#end(trial);
        return counting;
      },
    };
  }

  async #estimate(compiled: CompiledSegment, now: Instant | undefined, signal: AbortSignal): Promise<PreviewAnswer> {
    const started = performance.now();
    const pipeline = this.#pipeline;
    const asOf = now ?? pipeline.clock.now();
    const found = await estimateCount({ pipeline, compiled, asOf, signal });
    return { ...found, words: compiled.words, asOf, tookMs: performance.now() - started };
  }

  async #ask(
    compiled: CompiledSegment,
    asOf: Instant,
    signal: AbortSignal | undefined,
  ): Promise<Pick<PreviewAnswer, 'count' | 'total' | 'sample'>> {
    const pipeline = this.#pipeline;
    const { condition } = compiled;
    const candidates = await new Candidates(pipeline).narrow([condition], signal);
    const sample: number[] = [];
    let total = 0;
    let count = 0;
    const ask = (customer: number): void => {
      if (!pipeline.exists(customer, asOf)) return;
      total++;
      if (!candidates.may(condition, customer) || !pipeline.segments.holdsAt(compiled, customer, asOf)) return;
      count++;
      if (sample.length < SAMPLE) sample.push(customer);
    };
    await forEachCustomer(pipeline, ask, signal);
    const { identities } = pipeline;
    return {
      count,
      total,
      sample: sample.map((customer) => ({ customerId: identities.customerId(customer), identifiers: identities.identifiersOf(customer) })),
    };
  }

  #keepFor(trial: Trial<CompiledSegment>): void {
    const { clock } = this.#pipeline;
    this.#over.add(trial);
    clock.wakeAt(clock.now() + KEEP_COLUMNS, () => this.#letGo(trial));
    for (const oldest of this.#over) {
      if (this.#over.size <= MOST_KEPT) break;
      this.#letGo(oldest);
    }
  }

  #letGo(trial: Trial<CompiledSegment>): void {
    if (this.#over.delete(trial)) this.#end(trial);
  }

  #end(trial: Trial<CompiledSegment>): void {
    trial.end();
    void this.#emptyColumns();
  }

  async #emptyColumns(): Promise<void> {
    while (this.#pipeline.columns.emptySome(CELLS_A_TURN)) await nextTurn();
  }
}
