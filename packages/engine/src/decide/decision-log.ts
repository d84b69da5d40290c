import type { Offset } from '../journal/journal.js';
import type { Decision, DeliveryResult } from '../vocabulary/decision.js';
import { formatIdentifier, type Identifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';
import { FollowUps } from './follow-ups.js';
import { Reservations, type TakenSoFar } from './reservations.js';
import type { Sent } from './sent.js';

/** The first time that a campaign drew the lot of an identifier's customer. */
export interface Assignment {
  readonly identifier: Identifier;
  readonly at: Instant;
  readonly decisionId: string;
  /** Kept out, so that the effect can be measured. */
  readonly heldOut: boolean;
  /** The share that was kept out then, from 0 to 1. */
  readonly share: number;
}

interface CampaignRecord {
  readonly sends: Sent[];
  assignment: Assignment | undefined;
}

/**
 * What was decided before, folded from the journal's decisions: the memory that caps, holdouts, stock, follow-ups and "once" need.
 * Kept per identifier acted on, so that it follows merges and unmerges by itself.
 */
export class DecisionLog {
  /** Where the journal holds each decision; undefined until it is on disk. */
  readonly #known = new Map<string, Offset | undefined>();
  /** Identifier as text → campaign → record. */
  readonly #records = new Map<string, Map<string, CampaignRecord>>();
  readonly #reservations = new Reservations();
  /** What is to be sent later to whom something was sent. */
  readonly followUps = new FollowUps();

  /** True when this decision was taken already: a replay or a crash must not take it twice. */
  has(decisionId: string): boolean {
    return this.#known.has(decisionId);
  }

  /** Keeps in mind where the journal holds a decision. */
  located(decisionId: string, offset: Offset): void {
    this.#known.set(decisionId, offset);
  }

  /** Where the journal holds a decision; undefined when it is not known, or not on disk yet. */
  offsetOf(decisionId: string): Offset | undefined {
    return this.#known.get(decisionId);
  }

  /** Folds a journalled decision; one that is known already changes nothing. */
  fold(decision: Decision): void {
    if (this.#known.has(decision.decisionId)) return;
    this.#known.set(decision.decisionId, undefined);
    this.#reservations.fold(decision);
    this.followUps.fold(decision);
    const drawn = decision.checks.find(({ check }) => check === 'holdout');
    if (decision.outcome !== 'send' && drawn === undefined) return;
    const record = this.#record(decision);
    if (decision.outcome === 'send') record.sends.push(sentBy(decision));
    if (drawn !== undefined) {
      const { identifier, decidedAt: at, decisionId } = decision;
      const share = typeof drawn.saw.share === 'number' ? drawn.saw.share : 0;
      record.assignment = older(record.assignment, { identifier, at, decisionId, heldOut: !drawn.passed, share });
    }
  }

  /** Folds how a delivery ended: what is not going to be sent gives back what it reserved. */
  foldDelivery(result: DeliveryResult): void {
    this.#reservations.foldDelivery(result);
    this.followUps.foldDelivery(result);
  }

  /** When a campaign (any version) decided to send to any of these identifiers, in no particular order. */
  sends(campaign: string, identifiers: readonly Identifier[]): readonly Instant[] {
    return identifiers.flatMap(
      (identifier) =>
        this.#of(identifier)
          ?.get(campaign)
          ?.sends.map(({ at }) => at) ?? [],
    );
  }

  /** Everything that any campaign decided to send to any of these identifiers, in no particular order. */
  sent(identifiers: readonly Identifier[]): readonly Sent[] {
    return identifiers.flatMap((identifier) => [...(this.#of(identifier)?.values() ?? [])].flatMap(({ sends }) => sends));
  }

  /** The identifier by which a campaign (null: any) first drew the lot of the customer with these identifiers; undefined when it never did. */
  assignedBy(campaign: string | null, identifiers: readonly Identifier[]): Identifier | undefined {
    let first: Assignment | undefined;
    for (const identifier of identifiers) {
      const records = this.#of(identifier);
      if (records === undefined) continue;
      const ours = campaign === null ? records.values() : [records.get(campaign)];
      for (const record of ours) if (record?.assignment !== undefined) first = older(first, record.assignment);
    }
    return first?.identifier;
  }

  /** The first assignment of each identifier that a campaign (any version) acted on or held out, in no particular order. */
  *assignments(campaign: string): Generator<Assignment, void, undefined> {
    for (const campaigns of this.#records.values()) {
      const assignment = campaigns.get(campaign)?.assignment;
      if (assignment !== undefined) yield assignment;
    }
  }

  /** How many of a campaign's offer are reserved or gone; null as the offer: how many of its sends. */
  taken(campaign: string, offer: string | null): number {
    return this.#reservations.taken(campaign, offer);
  }

  /** Whether what a decision reserved is (still) reserved for it; true when it reserved nothing. */
  holdsReservation(decisionId: string): boolean {
    return this.#reservations.holds(decisionId);
  }

  /** What is taken of everything, for those who keep it over an erasure. */
  takenSoFar(): readonly TakenSoFar[] {
    return this.#reservations.all();
  }

  /** Takes over what had been taken, of which some decisions have been erased since. */
  keepTaken(taken: readonly TakenSoFar[]): void {
    this.#reservations.keep(taken);
  }

  /** Forgets what was decided about erased identifiers. Decision ids stay: they are hashes that name nobody; and what they took stays taken. */
  erase(identifiers: readonly Identifier[]): void {
    for (const identifier of identifiers) this.#records.delete(formatIdentifier(identifier));
    this.followUps.erase(identifiers);
  }

  #of(identifier: Identifier): ReadonlyMap<string, CampaignRecord> | undefined {
    return this.#records.get(formatIdentifier(identifier));
  }

  #record({ identifier, campaign }: Decision): CampaignRecord {
    const text = formatIdentifier(identifier);
    const campaigns = this.#records.get(text) ?? new Map<string, CampaignRecord>();
    this.#records.set(text, campaigns);
    const record = campaigns.get(campaign) ?? { sends: [], assignment: undefined };
    campaigns.set(campaign, record);
    return record;
  }
}

/** What caps see of a send. Decisions of before there were several channels went to the only one there was. */
function sentBy({ decisionId, campaign, channel = 'webhook', decidedAt, sendAt: at = decidedAt, priority = 0, value = 0 }: Decision): Sent {
  return { decisionId, campaign, channel, at, decidedAt, priority, value };
}

/** The older of two assignments, ties by id, so that the order of folding does not matter. */
function older(left: Assignment | undefined, right: Assignment): Assignment {
  if (left === undefined) return right;
  if (left.at !== right.at) return left.at < right.at ? left : right;
  return left.decisionId < right.decisionId ? left : right;
}
