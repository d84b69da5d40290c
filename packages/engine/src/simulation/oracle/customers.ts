import type { CustomerEvent } from '../../vocabulary/event.js';
import { type TwinDefinitions, type TwinGround } from '../twin/ground.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { type TwinCustomer, type TwinIdentities, twinIdentities } from '../twin/identity.js';
import { ownerOf } from '../twin/links.js';

/**
 * The twin's customers of what has arrived so far. They are worked out anew at every event and decision; who did not change by it stays the same object,
 * so that what was found out about them need not be found out again.
 */
export class Customers {
  #arrived: readonly CustomerEvent[] = [];
  #decided: readonly IdentityDecision[] = [];
  #identities: TwinIdentities = twinIdentities([], []);
  #all: readonly TwinCustomer[] = [];

  get arrived(): readonly CustomerEvent[] {
    return this.#arrived;
  }

  /** What was decided, in order of the journal. */
  get decided(): readonly IdentityDecision[] {
    return this.#decided;
  }

  get all(): readonly TwinCustomer[] {
    return this.#all;
  }

  /** Who is who, with all that is said of them. */
  get identities(): TwinIdentities {
    return this.#identities;
  }

  take(event: CustomerEvent): void {
    this.#arrived = [...this.#arrived, event];
    this.#workOut();
  }

  decide(decisions: readonly IdentityDecision[]): void {
    this.#decided = [...this.#decided, ...decisions];
    this.#workOut();
  }

  #workOut(): void {
    this.#identities = twinIdentities(this.#arrived, this.#decided);
    this.#all = this.#identities.customers.map((customer) => this.#all.find((known) => isSame(known, customer)) ?? customer);
  }

  /** Whose an event is, if anybody of that name is there. */
  ownerOf(event: CustomerEvent): TwinCustomer | undefined {
    const owner = ownerOf(event);
    return this.#all.find(({ identifiers }) => identifiers.has(owner));
  }
}

/** What the twin judges a customer's conditions by. */
export function groundOf(customer: TwinCustomer, definitions: TwinDefinitions): TwinGround {
  let ground = grounds.get(customer);
  if (ground?.definitions !== definitions) grounds.set(customer, (ground = { definitions, links: customer.links }));
  return ground;
}

/** One object for each customer, as long as the same definitions are in force. */
const grounds = new WeakMap<TwinCustomer, TwinGround>();

function isSame(one: TwinCustomer, other: TwinCustomer): boolean {
  return (
    sameItems([...one.identifiers], [...other.identifiers]) &&
    sameItems(one.events, other.events) &&
    sameItems(one.links.map(said), other.links.map(said))
  );
}

function said({ ends, at }: TwinCustomer['links'][number]): string {
  return `${ends.join(' ')} ${at}`;
}

function sameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
