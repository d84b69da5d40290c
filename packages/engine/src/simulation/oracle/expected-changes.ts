import { representative } from '../../vocabulary/customer.js';
import type { SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { SegmentChange } from '../../vocabulary/segment-change.js';
import { twinTurns, twinUnchangedSince } from '../twin/course.js';
import type { TwinDefinitions } from '../twin/ground.js';
import { twinMember, wholeCondition } from '../twin/holds.js';
import type { TwinCustomer } from '../twin/identity.js';
import { type Customers, groundOf } from './customers.js';

/** The causes of changes that can be expected exactly; a publication and a regrouping of customers are left out. */
type ExpectedCause = 'time' | 'event' | 'recovery';

/**
 * The changes that the twin expects to be observed, worked out while a world lives: those that time causes, at their exact
 * instants, those that an event causes, and those that are found to have come about while the engine was off. What an event causes
 * that also joins or parts customers is left out.
 */
export class ExpectedChanges {
  readonly #customers: Customers;
  readonly #changes: string[] = [];
  /** Events that joined or parted customers, by messageId. */
  readonly #regrouping = new Set<string>();
  /** What is in force; replaced when definitions are published. */
  definitions: TwinDefinitions;

  constructor(customers: Customers, definitions: TwinDefinitions) {
    this.#customers = customers;
    this.definitions = definitions;
  }

  /** Time passes from `from` (exclusive) to `to` with nothing arriving. */
  timePasses(from: Instant, to: Instant): void {
    this.#each((customer, segment) => {
      const turns = twinTurns(wholeCondition(segment, this.definitions), customer.events, from, to, groundOf(customer, this.definitions));
      for (const { at, entered } of turns) this.#expect(segment, customer, entered, at, at, 'time');
    });
  }

  /** Time passes from `from` to `to` while the engine is off: what is different then is found when it comes back. */
  timePassesUnseen(from: Instant, to: Instant): void {
    this.#each((customer, segment) => {
      const condition = wholeCondition(segment, this.definitions);
      const ground = groundOf(customer, this.definitions);
      const member = twinMember(condition, customer.events, to, ground);
      if (member === twinMember(condition, customer.events, from, ground)) return;
      this.#expect(segment, customer, member, twinUnchangedSince(condition, customer.events, to, ground) ?? to, to, 'recovery');
    });
  }

  /** An event arrives: the customers take it. */
  eventArrives(event: CustomerEvent, now: Instant): void {
    const earlier = this.#customers.all;
    const before = this.#customers.ownerOf(event);
    this.#customers.take(event);
    const after = this.#customers.ownerOf(event);
    if (after === undefined) return;
    if (before !== undefined && !sameSet(before.identifiers, after.identifiers)) return void this.#regrouping.add(event.messageId);
    if (before === undefined && earlier.some((one) => [...one.identifiers].some((known) => after.identifiers.has(known)))) {
      return void this.#regrouping.add(event.messageId);
    }
    for (const segment of this.definitions.segments.values()) {
      const condition = wholeCondition(segment, this.definitions);
      const ground = groundOf(after, this.definitions);
      const member = twinMember(condition, after.events, now, ground);
      const was = before !== undefined && twinMember(condition, before.events, now, groundOf(before, this.definitions));
      if (member === was) continue;
      this.#expect(segment, after, member, twinUnchangedSince(condition, after.events, now, ground) ?? now, now, 'event');
    }
  }

  /** What was expected, sorted. */
  all(): readonly string[] {
    return [...this.#changes].sort();
  }

  /** The observed changes of these causes in the same words, sorted. */
  observed(changes: readonly SegmentChange[]): readonly string[] {
    const comparable = changes.filter(({ cause, because }) => {
      return cause === 'time' || cause === 'recovery' || (cause === 'event' && !because.some((id) => this.#regrouping.has(id)));
    });
    return comparable.map(words).sort();
  }

  #each(look: (customer: TwinCustomer, segment: SegmentDefinition) => void): void {
    for (const customer of this.#customers.all) for (const segment of this.definitions.segments.values()) look(customer, segment);
  }

  #expect(
    segment: SegmentDefinition,
    customer: TwinCustomer,
    entered: boolean,
    at: Instant,
    observedAt: Instant,
    cause: ExpectedCause,
  ): void {
    const identifier = representative([...customer.identifiers].map((text) => parseIdentifier(text) as Identifier));
    this.#changes.push(words({ segment: segment.name, identifier, entered, at, observedAt, cause }));
  }
}

function words(change: Pick<SegmentChange, 'segment' | 'identifier' | 'entered' | 'at' | 'observedAt' | 'cause'>): string {
  const { segment, identifier, entered, at, observedAt, cause } = change;
  return `${formatIdentifier(identifier)} ${entered ? 'enters' : 'leaves'} ${segment} at ${at}, seen at ${observedAt} by ${cause}`;
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((one) => right.has(one));
}
