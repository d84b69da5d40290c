import { formatInstant, type Instant } from '../vocabulary/instant.js';
import type { JsonObject } from '../vocabulary/json.js';
import type { TimedCall } from './tracking-call.js';
import { VisitQueue } from './world/visit-queue.js';

/** Calls on their way out together, as JSON. */
export interface CallBatch {
  readonly items: readonly string[];
  /** Every call up to and including this instant is in this batch or in one before it. */
  readonly through: Instant;
}

/** A batch is closed at this many calls, unless more were made in the same millisecond. */
export const BATCH_CALLS = 500;
/** A batch is closed at this many bytes; the tracking API takes 500 KB, and more than one call may share the last millisecond. */
export const BATCH_BYTES = 400_000;

/** A world's calls in time order, with room to add calls that the world did not foresee. */
export class CallFeed {
  readonly #calls: Iterator<TimedCall>;
  readonly #added = new VisitQueue();
  #next: TimedCall | undefined;

  constructor(calls: Iterable<TimedCall>) {
    this.#calls = calls[Symbol.iterator]();
    this.#advance();
  }

  /** Adds calls, in time order among themselves. */
  add(calls: readonly TimedCall[]): void {
    this.#added.add(calls);
  }

  /** The instant of the next call; undefined when there is none left. */
  get nextAt(): Instant | undefined {
    const added = this.#added.peek();
    if (added === undefined) return this.#next?.at;
    return this.#next === undefined ? added.at : Math.min(added.at, this.#next.at);
  }

  /**
   * Takes the next batch of calls made up to `until` (inclusive), without parting calls of the same millisecond,
   * so that "sent up to an instant" has one meaning. @returns undefined when no call is that early.
   */
  takeBatch(until: Instant): CallBatch | undefined {
    const items: string[] = [];
    let bytes = 0;
    let through = Number.NEGATIVE_INFINITY;
    for (let at = this.nextAt; at !== undefined && at <= until; at = this.nextAt) {
      const full = items.length >= BATCH_CALLS || bytes >= BATCH_BYTES;
      if (full && at > through) break;
      const item = asItem(this.#take());
      items.push(item);
      bytes += Buffer.byteLength(item) + 1;
      through = at;
    }
    return items.length === 0 ? undefined : { items, through };
  }

  #take(): TimedCall {
    const added = this.#added.peek();
    const next = this.#next;
    if (next === undefined || (added !== undefined && added.at < next.at)) return this.#added.take();
    this.#advance();
    return next;
  }

  #advance(): void {
    const result = this.#calls.next();
    this.#next = result.done === true ? undefined : result.value;
  }
}

/** The call as JSON, with its instant as the client's `timestamp`. */
function asItem({ at, call }: TimedCall): string {
  const { messageId, type, userId, anonymousId, event, name, properties, traits, context } = call;
  const rest = JSON.stringify({ messageId, type, userId, anonymousId, event, name, properties, traits });
  return `${rest.slice(0, -1)},"context":${asContext(context)},"timestamp":"${formatInstant(at)}"}`;
}

/** Contexts as JSON, for as long as they are in use: the calls made on one page share theirs. */
const CONTEXTS = new WeakMap<JsonObject, string>();

function asContext(context: JsonObject): string {
  const known = CONTEXTS.get(context);
  if (known !== undefined) return known;
  const text = JSON.stringify(context);
  CONTEXTS.set(context, text);
  return text;
}
