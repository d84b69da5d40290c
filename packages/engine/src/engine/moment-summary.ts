import type { MomentFollowUp, MomentSummaryAnswer } from '../answers.js';
import type { LiveMoment } from '../detect/moments.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import type { Moment } from '../vocabulary/moment.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import { FollowUp } from './follow-up.js';
import { Turns } from './turns.js';

const DAY: Milliseconds = 86_400_000;
/** So many moments, evenly spread over all that can be followed, and as many periods without one, are looked at. */
const MOST_PERIODS = 4_000;
const STRIDE = 64;
/** How long an answer stands while nothing comes in: what counts as the last day moves with time. */
const STANDS: Milliseconds = 60_000;

/** A moment that stands, by numbers. */
interface Stood {
  readonly customer: number;
  readonly at: Instant;
}

interface Known {
  readonly live: LiveMoment;
  readonly position: number;
  readonly answer: MomentSummaryAnswer;
}

/**
 * How often moments happen and what usually follows them, worked out from history when it is asked for, in short turns. An answer is kept as
 * long as nothing has come in and a minute at most.
 */
export class MomentSummaries {
  readonly #pipeline: Pipeline;
  readonly #known = new Map<string, Known>();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** @param signal gives it up @throws CuspError unknown_moment; the signal's reason */
  async of(name: string, signal?: AbortSignal): Promise<MomentSummaryAnswer> {
    const { moments, journal, clock } = this.#pipeline;
    const live = moments.all().find(({ definition }) => definition.name === name);
    if (live === undefined) throw new CuspError(ERRORS.unknownMoment, name);
    const position = journal.durable;
    const known = this.#known.get(name);
    if (known?.live === live && known.position === position && clock.now() - known.answer.asOf < STANDS) return known.answer;
    const answer = await this.#workOut(live, signal);
    this.#known.set(name, { live, position, answer });
    return answer;
  }

  async #workOut(live: LiveMoment, signal: AbortSignal | undefined): Promise<MomentSummaryAnswer> {
    signal?.throwIfAborted();
    const asOf = this.#pipeline.clock.now();
    const stood = await this.#standing(live, signal);
    const { definition, version, compiled, status, givenUp } = live;
    const within = (length: Milliseconds): number => stood.filter(({ at }) => at > asOf - length).length;
    return {
      name: definition.name,
      title: definition.title ?? null,
      version,
      status,
      words: compiled.words,
      intent: definition.intent,
      feeling: definition.feeling ?? 'neutral',
      count: stood.length,
      customers: new Set(stood.map(({ customer }) => customer)).size,
      lastDay: within(DAY),
      lastWeek: within(7 * DAY),
      lastMonth: within(30 * DAY),
      givenUp,
      follows: [
        await this.#followUp({ stood, within: DAY, horizon: '1d', asOf }, signal),
        await this.#followUp({ stood, within: 7 * DAY, horizon: '7d', asOf }, signal),
      ],
      asOf,
    };
  }

  /** All that stand, customer by customer, each customer's oldest first. */
  async #standing(live: LiveMoment, signal: AbortSignal | undefined): Promise<readonly Stood[]> {
    const { moments, identities, timelines } = this.#pipeline;
    const turns = new Turns(signal);
    const found: Stood[] = [];
    let done = 0;
    for (const told of moments.standingOfAll(live)) {
      const [first] = told as readonly [Moment];
      const number = timelines.identifiers.find(formatIdentifier(first.identifier));
      if (number !== undefined) for (const { at } of told) found.push({ customer: identities.customerOf(number), at });
      if (++done % STRIDE === 0 && turns.isOver) await turns.next();
    }
    return found.sort((left, right) => left.customer - right.customer || left.at - right.at);
  }

  /** What customers did after their moments, beside what they and others did in as long periods without one. */
  async #followUp(
    { stood, within, horizon, asOf }: { readonly stood: readonly Stood[]; within: Milliseconds; horizon: string; asOf: Instant },
    signal: AbortSignal | undefined,
  ): Promise<MomentFollowUp> {
    const turns = new Turns(signal);
    const followUp = new FollowUp(this.#pipeline.timelines, within);
    const over = stood.filter(({ at }) => at + within <= asOf);
    for (const [index, { customer, at }] of spread(over).entries()) {
      followUp.after(customer, at);
      if (index % STRIDE === 0 && turns.isOver) await turns.next();
    }
    const instants = instantsByCustomer(stood);
    const { identifiers } = this.#pipeline.timelines;
    const step = Math.max(1, Math.floor(identifiers.size / MOST_PERIODS));
    for (let identifier = 0; identifier < identifiers.size; identifier += step) {
      if (this.#isCustomer(identifier)) followUp.without(identifier, instants.get(identifier) ?? [], asOf);
      if ((identifier / step) % STRIDE === 0 && turns.isOver) await turns.next();
    }
    return { horizon, ...followUp.answer() };
  }

  #isCustomer(identifier: number): boolean {
    const { timelines, identities } = this.#pipeline;
    return identities.customerOf(identifier) === identifier && timelines.count(identifier) > 0;
  }
}

function instantsByCustomer(stood: readonly Stood[]): ReadonlyMap<number, readonly Instant[]> {
  const instants = new Map<number, Instant[]>();
  for (const { customer, at } of stood) {
    const known = instants.get(customer);
    if (known === undefined) instants.set(customer, [at]);
    else known.push(at);
  }
  return instants;
}

/** Evenly spread over a list, so many at most. */
function spread<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MOST_PERIODS) return items;
  return Array.from({ length: MOST_PERIODS }, (_, index) => items[Math.floor((index * items.length) / MOST_PERIODS)] as T);
}
