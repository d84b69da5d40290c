import type { JsonObject } from '../../vocabulary/json.js';
import type { RowOwner } from './compile-mapping.js';

/** Customers remembered at most; beyond it the oldest are forgotten, and their traits said once more than needed. */
const CAPACITY = 200_000;

/**
 * Remembers the traits last said for each customer, so that a file with the same traits on every line gives one identify, not a million.
 * What it forgets depends on the file alone: a second import says exactly the same again.
 */
export class TraitMemory {
  readonly #capacity: number;
  readonly #last = new Map<string, string>();

  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
  }

  /** True when these traits differ from the customer's last ones; they are the last ones from now on. */
  changed(owner: RowOwner, traits: JsonObject): boolean {
    const customer = keyOf(owner);
    const said = JSON.stringify(traits);
    if (this.#last.get(customer) === said) return false;
    this.#last.delete(customer);
    this.#last.set(customer, said);
    const oldest = this.#last.size > this.#capacity ? this.#last.keys().next().value : undefined;
    if (oldest !== undefined) this.#last.delete(oldest);
    return true;
  }
}

function keyOf({ userId, anonymousId, externalIds }: RowOwner): string {
  if (userId !== undefined) return `userId:${userId}`;
  return anonymousId === undefined ? JSON.stringify(externalIds) : `anonymousId:${anonymousId}`;
}
