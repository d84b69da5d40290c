import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { type TwinDefinitions, type TwinGround } from '../twin/ground.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { endsOf, type TwinCustomer, type TwinIdentities, twinIdentities } from '../twin/identity.js';
import { type TwinRules, twinRules } from '../twin/rules.js';
import { ownerOf, type TwinLink } from '../twin/links.js';

/** Somebody who was erased, and what had arrived by then. */
interface Erased {
  readonly identifiers: ReadonlySet<string>;
  readonly at: Instant;
  readonly before: ReadonlySet<CustomerEvent>;
}

/**
 * The twin's customers of what has arrived so far. They are worked out anew at every event and decision; who did not change by it stays the same object,
 * so that what was found out about them need not be found out again.
 */
export class Customers {
  #arrived: readonly CustomerEvent[] = [];
  #decided: readonly IdentityDecision[] = [];
  #erasures: readonly Erased[] = [];
  #rules: TwinRules = twinRules();
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
    if (this.isErased(event)) return;
    this.#arrived = [...this.#arrived, event];
    this.#workOut();
  }

  decide(decisions: readonly IdentityDecision[]): void {
    this.#decided = [...this.#decided, ...decisions];
    this.#workOut();
  }

  /** What is published about types of identifiers holds from now on, for all events of before and after. */
  publish(definitions: readonly object[]): void {
    this.#rules = twinRules(definitions);
    this.#workOut();
  }

  /** Everything of some identifiers goes, and what others have said of them until now. */
  erase(identifiers: ReadonlySet<string>, at: Instant): void {
    this.#erasures = [...this.#erasures, { identifiers, at, before: new Set(this.#arrived) }];
    this.#arrived = this.#arrived.filter((event) => !identifiers.has(ownerOf(event)));
    this.#decided = this.#decided.filter((decision) => !endsOf(decision).some((end) => identifiers.has(end)));
    this.#workOut();
  }

  /** Whether an event comes too late: from before its sender's erasure, or one of those that went with it. */
  isErased(event: CustomerEvent): boolean {
    return this.#erasures.some(
      ({ identifiers, at, before }) =>
        identifiers.has(ownerOf(event)) && (event.timestamp <= at || [...before].some(({ messageId }) => messageId === event.messageId)),
    );
  }

  #workOut(): void {
    const isForgotten = ({ ends, event }: TwinLink): boolean =>
      this.#erasures.some(({ identifiers, before }) => event !== null && before.has(event) && ends.some((end) => identifiers.has(end)));
    this.#identities = twinIdentities(this.#arrived, this.#decided, { isForgotten, rules: this.#rules });
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
