import { DEFAULT_SHOW_FOR } from '../act/channels/site.js';
import type { DeliveryRecord } from '../act/delivery-book.js';
import type { RecheckAnswer } from '../act/recheck.js';
import { entryValue } from '../journal/entries.js';
import type { Pipeline } from '../pipeline.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { channelNamed } from '../vocabulary/channel-spec.js';
import type { Decision } from '../vocabulary/decision.js';
import type { Identifier } from '../vocabulary/identifier.js';
import { type Instant, type Milliseconds, parseDuration } from '../vocabulary/instant.js';
import { type JsonObject, ownValue } from '../vocabulary/json.js';
import { RESPONSE_EVENTS } from '../vocabulary/response.js';

export interface SiteDeskInput {
  readonly pipeline: Pipeline;
  readonly find: (identifier: Identifier) => number | undefined;
  readonly deliveryOf: (decisionId: string) => DeliveryRecord;
  /** Whether what was decided may still be shown. */
  readonly recheck: (decision: Decision) => Promise<RecheckAnswer>;
}

/** A message that waits to be shown. */
export interface WaitingMessage {
  readonly decisionId: string;
  readonly campaign: string;
  readonly placement: string;
  readonly message: JsonObject;
  readonly decidedAt: Instant;
  /** It waits no longer than until then. */
  readonly until: Instant;
}

/** A message that was answered by the customer is shown no more. */
const ANSWERED = [RESPONSE_EVENTS.clicked, RESPONSE_EVENTS.dismissed, RESPONSE_EVENTS.converted];
/** Messages of one answer at most: the newest. */
const MOST_MESSAGES = 20;
/** Decisions that are looked at for one answer. */
const MOST_READ = 1_000;

/** Says what a site or an app is to show a customer now. It keeps nothing: what waits is read from the journal, and asked about anew each time. */
export class SiteDesk {
  readonly #input: SiteDeskInput;
  readonly #listeners = new Set<(identifier: Identifier) => void>();

  constructor(input: SiteDeskInput) {
    this.#input = input;
  }

  /** What waits for the customer with an identifier on some placements, newest first; nothing for who is not known. */
  async waiting(identifier: Identifier, placements: readonly string[]): Promise<readonly WaitingMessage[]> {
    const customer = this.#input.find(identifier);
    if (customer === undefined) return [];
    const found: WaitingMessage[] = [];
    const answered = this.#answeredBy(customer);
    for (const decision of this.#decisionsFor(customer)) {
      if (found.length === MOST_MESSAGES) break;
      const waits = this.#waits(decision, placements);
      if (waits === undefined || answered.has(decision.decisionId)) continue;
      if ((await this.#input.recheck(decision)).ok) found.push(waits);
    }
    return found;
  }

  /** Calls `listener` when something was handed over to the customer with an identifier. @returns ends that */
  listen(identifier: Identifier, listener: () => void): () => void {
    const told = (other: Identifier): void => {
      const customer = this.#input.find(identifier);
      if (customer !== undefined && customer === this.#input.find(other)) listener();
    };
    this.#listeners.add(told);
    return () => void this.#listeners.delete(told);
  }

  /** Something was handed over, and is on record: whoever listens for this customer looks anew. */
  handedOver(identifier: Identifier): void {
    for (const listener of this.#listeners) listener(identifier);
  }

  #waits(decision: Decision, placements: readonly string[]): WaitingMessage | undefined {
    const { pipeline, deliveryOf } = this.#input;
    const campaign = pipeline.definitions.campaign(decision.campaign, decision.version);
    const spec = campaign && channelNamed(campaign.definition, decision.channel);
    if (spec === undefined || !('site' in spec) || !placements.includes(spec.site.placement)) return undefined;
    const { decisionId, decidedAt, message } = decision;
    const until = decidedAt + (parseDuration(spec.site.showFor ?? DEFAULT_SHOW_FOR) as Milliseconds);
    if (until <= pipeline.clock.now() || deliveryOf(decisionId).status !== 'delivered') return undefined;
    return { decisionId, campaign: decision.campaign, placement: spec.site.placement, message: message ?? {}, decidedAt, until };
  }

  /** Sends decided about a customer, newest first. */
  *#decisionsFor(customer: number): Iterable<Decision> {
    const { identities, acts, journal } = this.#input.pipeline;
    const sends = identities.membersOf(customer).flatMap((member) => [...acts.of(member)].filter(({ kind }) => kind === 'decision'));
    const newest = sends.sort((left, right) => right.offset - left.offset).slice(0, MOST_READ);
    for (const { offset } of newest) {
      const decision = entryValue(journal.entryAt(offset), 'decision');
      if (decision.outcome === 'send') yield decision;
    }
  }

  #answeredBy(customer: number): ReadonlySet<string> {
    const { timelines, journal } = this.#input.pipeline;
    const names = ANSWERED.flatMap((name) => timelines.names.find(name) ?? []);
    const answered = new Set<string>();
    if (names.length === 0) return answered;
    const { rows } = timelines;
    for (let row = timelines.newest(customer); row !== NO_ROW; row = rows.previous(row)) {
      if (!names.includes(rows.name(row))) continue;
      const decisionId = ownValue(entryValue(journal.entryAt(rows.offset(row)), 'event').properties, 'decisionId');
      if (typeof decisionId === 'string') answered.add(decisionId);
    }
    return answered;
  }
}
