import { randomUUID } from 'node:crypto';
import type * as answers from '../answers.js';
import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError, type ErrorKind } from '../runtime/errors.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { IdentityAction, IdentityDecision } from '../vocabulary/identity-decision.js';
import { customerNamed, identifierMeant } from './named-customer.js';
import { cursorNumber, pageSize } from './paging.js';

/** What somebody asks for. */
export interface IdentityRequest {
  readonly action: IdentityAction;
  /** Two customers or more, each by any identifier. */
  readonly customers: readonly Identifier[];
  readonly by: string;
  readonly reason: string;
}

/** What is to be decided of two identifiers. */
type Planned = Pick<IdentityDecision, 'action' | 'identifiers' | 'parts'>;

/** Most customers that one request names. */
const MOST_CUSTOMERS = 20;

/**
 * People's word on who is one customer: merged, parted, kept apart, and all of it taken back. Requests are worked on one after the
 * other while nothing else changes, so that of two people who decide at once the second decides on what the first has made.
 */
export class IdentityDecisions {
  readonly #pipeline: Pipeline;
  readonly #find: (identifier: Identifier) => number | undefined;

  constructor(pipeline: Pipeline, find: (identifier: Identifier) => number | undefined) {
    this.#pipeline = pipeline;
    this.#find = find;
  }

  /**
   * Decides, writes it down and lets everything follow.
   * @throws CuspError unknown_customer, invalid_request, identity_joined, identity_not_joined, identity_blocked, identity_not_blocked
   */
  async decide({ action, customers, by, reason }: IdentityRequest): Promise<answers.IdentityDecided> {
    if (customers.length < 2 || customers.length > MOST_CUSTOMERS)
      throw new CuspError(ERRORS.invalidRequest, `${customers.length} customers: name 2 to ${MOST_CUSTOMERS}`);
    const named = new Set(customers.map(formatIdentifier));
    if (named.size < customers.length) throw new CuspError(ERRORS.invalidRequest, 'a customer is named twice');
    const requestId = randomUUID();
    return this.#pipeline.whenStill(async () => {
      // The newest is in force by its instant, also when the machine's clock has been set back between two starts.
      const at = Math.max(this.#pipeline.clock.now(), this.#pipeline.identities.decidedAt);
      const identifiers = customers.map((customer) => this.#identifierOf(customer));
      const planned = this.#plan(action, identifiers);
      const decisions = planned.map((plan, index) => ({ decisionId: `${requestId}/${index}`, requestId, ...plan, by, reason, at }));
      await this.#pipeline.decideIdentities(decisions);
      const after = new Set(identifiers.map((identifier) => this.#customerId(identifier)));
      return { requestId, decisions, customers: [...after] };
    });
  }

  /** Decisions on record, newest first. @throws CuspError invalid_request when the cursor is none */
  decisions({ cursor, limit }: answers.PageRequest): answers.Page<IdentityDecision> {
    const { acts, journal } = this.#pipeline;
    const size = pageSize(limit);
    const items: IdentityDecision[] = [];
    let last = Number.POSITIVE_INFINITY;
    for (const { offset } of acts.newestFirst(['identityDecision'], cursor === undefined ? undefined : cursorNumber(cursor))) {
      // Each is in the index under both of its identifiers.
      if (offset === last) continue;
      if (items.length === size) return { items, nextCursor: String(last) };
      last = offset;
      items.push(entryValue(journal.entryAt(offset), 'identityDecision'));
    }
    return { items, nextCursor: null };
  }

  #plan(action: IdentityAction, identifiers: readonly Identifier[]): readonly Planned[] {
    const [first, ...others] = identifiers as [Identifier, ...Identifier[]];
    const pairs = identifiers.flatMap((left, index) => identifiers.slice(index + 1).map((right) => [left, right] as const));
    if (action === 'merge') return others.map((other) => this.#merge([first, other], pairs));
    if (action === 'unmerge') return this.#unmerge(pairs);
    return pairs.map((pair) => (action === 'block' ? this.#block(pair) : this.#unblock(pair)));
  }

  #merge(pair: readonly [Identifier, Identifier], pairs: readonly (readonly [Identifier, Identifier])[]): Planned {
    const { identities } = this.#pipeline;
    if (this.#customer(pair[0]) === this.#customer(pair[1])) throw refused(ERRORS.identityJoined, pair);
    for (const [left, right] of pairs) {
      const [block] = identities.blocksBetween(this.#customer(left), this.#customer(right));
      if (block !== undefined) throw refused(ERRORS.identityBlocked, block.identifiers, ` by ${block.by}: ${block.reason}`);
    }
    // What was not believed before is not believed afterwards either, should this merge be taken back.
    const before = identities.decisionOn(this.#number(pair[0]), this.#number(pair[1]));
    return { action: 'merge', identifiers: pair, parts: before?.action === 'unmerge' };
  }

  #unmerge(pairs: readonly (readonly [Identifier, Identifier])[]): readonly Planned[] {
    const { identities } = this.#pipeline;
    const planned = new Map<string, Planned>();
    for (const pair of pairs) {
      if (this.#number(pair[0]) === this.#number(pair[1]))
        throw new CuspError(ERRORS.invalidRequest, `${formatIdentifier(pair[0])} is named twice, once by their customer's id`);
      if (this.#customer(pair[0]) !== this.#customer(pair[1])) throw refused(ERRORS.identityNotJoined, pair);
      for (const link of identities.linksToPart(this.#number(pair[0]), this.#number(pair[1]))) {
        const { left, right } = link;
        const key = `${Math.min(left, right)} ${Math.max(left, right)}`;
        const parts = link.evidence !== 'decision' || link.decision.parts || planned.get(key)?.parts === true;
        planned.set(key, { action: 'unmerge', identifiers: [identities.identifier(left), identities.identifier(right)], parts });
      }
    }
    return [...planned.values()];
  }

  #block(pair: readonly [Identifier, Identifier]): Planned {
    const known = this.#pipeline.identities.decisionOn(this.#number(pair[0]), this.#number(pair[1]));
    if (known?.action === 'block') throw refused(ERRORS.identityBlocked, pair, ` by ${known.by}: ${known.reason}`);
    if (this.#number(pair[0]) === this.#number(pair[1])) throw refused(ERRORS.identityJoined, pair);
    return { action: 'block', identifiers: pair, parts: false };
  }

  #unblock([left, right]: readonly [Identifier, Identifier]): Planned {
    const { identities } = this.#pipeline;
    const blocks = identities.blocksBetween(this.#customer(left), this.#customer(right));
    const named = identities.decisionOn(this.#number(left), this.#number(right));
    // Of several blocks between the two customers, the one on the very two that are named.
    const block = blocks.find((each) => each === named) ?? blocks[0];
    if (block === undefined) throw refused(ERRORS.identityNotBlocked, [left, right]);
    return { action: 'unblock', identifiers: block.identifiers, parts: false };
  }

  #identifierOf(identifier: Identifier): Identifier {
    return identifierMeant(this.#pipeline, identifier, this.#customer(identifier));
  }

  #customer(identifier: Identifier): number {
    return customerNamed(this.#pipeline, this.#find, identifier);
  }

  #number(identifier: Identifier): number {
    return this.#pipeline.timelines.identifiers.intern(formatIdentifier(identifier));
  }

  #customerId(identifier: Identifier): string {
    return this.#pipeline.identities.customerId(this.#customer(identifier));
  }
}

function refused(kind: ErrorKind, pair: readonly Identifier[], detail = ''): CuspError {
  return new CuspError(kind, `${pair.map(formatIdentifier).join(' and ')}${detail}`);
}
