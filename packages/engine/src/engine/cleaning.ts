import { cleanAgain } from '../clean/clean-again.js';
import { cleanItems } from '../clean/clean-items.js';
import type { Arrival } from '../collect/collect-options.js';
import type { Clock } from '../runtime/clock.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';

export interface CleaningInput {
  readonly clock: Pick<Clock, 'now'>;
  /** How long events are kept; null for ever. */
  readonly retention: Milliseconds | null;
  /** Ids of items that bring none. */
  readonly newMessageId: () => string;
}

/** The clean stage as the engine uses it: the same for requests, files, connectors and replays. */
export class Cleaning {
  readonly #input: CleaningInput;

  constructor(input: CleaningInput) {
    this.#input = input;
  }

  /** Cleans items of one source: one answer per item, in order. */
  clean(items: readonly Json[], arrival: Arrival): readonly CleanedItem[] {
    const { retention, newMessageId } = this.#input;
    return cleanItems(items, { ...arrival, now: arrival.receivedAt, retention, newMessageId });
  }

  /** Sends a quarantined item through the rules that are in force now; `newMessageId` names it when it brought no id. */
  again(item: QuarantinedItem, newMessageId: () => string): CleanedItem {
    const { clock, retention } = this.#input;
    return cleanAgain(item, { now: clock.now(), retention, newMessageId });
  }
}
