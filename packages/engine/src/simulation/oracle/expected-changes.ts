import { representative } from '../../vocabulary/customer.js';
import type { SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier, type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { SegmentChange } from '../../vocabulary/segment-change.js';
import { turningPoints, twinMember, twinUnchangedSince } from '../twin/holds.js';
import { ownerOf, type TwinCustomer, twinCustomers } from '../twin/identity.js';
import { wholeCondition } from './whole-condition.js';

/**
 * The changes that the twin expects to be observed, worked out while a world lives: those that time causes, at their exact
 * instants, and those that an event causes. What an event causes that also joins or parts customers is left out.
 */
export class ExpectedChanges {
  readonly #segments: readonly SegmentDefinition[];
  readonly #changes: string[] = [];
  /** Events that joined or parted customers, by messageId. */
  readonly #regrouping = new Set<string>();

  constructor(segments: readonly SegmentDefinition[]) {
    this.#segments = segments;
  }

  /** Time passes from `from` (exclusive) to `to` with nothing arriving. */
  timePasses(arrived: readonly CustomerEvent[], from: Instant, to: Instant): void {
    for (const customer of twinCustomers(arrived)) {
      for (const segment of this.#segments) {
        const condition = wholeCondition(segment);
        let member = twinMember(condition, customer.events, from);
        for (const at of turningPoints(condition, customer.events, to).slice().reverse()) {
          if (at <= from || twinMember(condition, customer.events, at) === member) continue;
          member = !member;
          this.#expect(segment, customer, member, at, at, 'time');
        }
      }
    }
  }

  /** An event arrives. */
  eventArrives(arrived: readonly CustomerEvent[], event: CustomerEvent, now: Instant): void {
    const before = twinCustomers(arrived).find((one) => one.identifiers.has(ownerOf(event)));
    const after = twinCustomers([...arrived, event]).find((one) => one.identifiers.has(ownerOf(event)));
    if (after === undefined) return;
    if (before !== undefined && !sameSet(before.identifiers, after.identifiers)) return void this.#regrouping.add(event.messageId);
    if (before === undefined && twinCustomers(arrived).some((one) => [...one.identifiers].some((known) => after.identifiers.has(known)))) {
      return void this.#regrouping.add(event.messageId);
    }
    for (const segment of this.#segments) {
      const condition = wholeCondition(segment);
      const member = twinMember(condition, after.events, now);
      if (member === twinMember(condition, before?.events ?? [], now)) continue;
      this.#expect(segment, after, member, twinUnchangedSince(condition, after.events, now) ?? now, now, 'event');
    }
  }

  /** What was expected, sorted. */
  all(): readonly string[] {
    return [...this.#changes].sort();
  }

  /** The observed changes of these causes in the same words, sorted. */
  observed(changes: readonly SegmentChange[]): readonly string[] {
    const names = new Set(this.#segments.map(({ name }) => name));
    const comparable = changes.filter(({ segment, cause, because }) => {
      return names.has(segment) && (cause === 'time' || (cause === 'event' && !because.some((id) => this.#regrouping.has(id))));
    });
    return comparable.map(words).sort();
  }

  #expect(
    segment: SegmentDefinition,
    customer: TwinCustomer,
    entered: boolean,
    at: Instant,
    observedAt: Instant,
    cause: 'time' | 'event',
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
