import type { AccessAct } from '../vocabulary/access.js';
import type { Alert } from '../vocabulary/alert.js';
import type { CampaignAct } from '../vocabulary/campaign-act.js';
import type { CampaignRun } from '../vocabulary/campaign-run.js';
import type { Decision, DeliveryAttempt, DeliveryResult } from '../vocabulary/decision.js';
import type { DraftEntry, Publication, PublicationMark } from '../vocabulary/definition.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { Instant } from '../vocabulary/instant.js';
import type { LearnedModel } from '../vocabulary/matching.js';
import type { Moment } from '../vocabulary/moment.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { RepairRule } from '../vocabulary/repair.js';
import type { SegmentChanges } from '../vocabulary/segment-change.js';
import type { Surge } from '../vocabulary/surge.js';
import type { Entry, Journal, Offset } from './journal.js';

/** Books of one source over one commit: what cannot be counted from other entries. */
export interface AccountingEntry {
  readonly source: string;
  readonly duplicate: number;
  readonly conflicting: number;
  readonly refused: number;
  readonly at: Instant;
}

/** What is counted by looking at the entries themselves. */
export interface CountedItems {
  readonly source: string;
  readonly accepted: number;
  readonly quarantined: number;
}

/** The record that somebody was erased: keyed hashes only, so that it names nobody. */
export interface ErasureEntry {
  readonly requestId: string;
  readonly at: Instant;
  /** HMAC-SHA-256 (hex) of each identifier, under the installation's erasure key. */
  readonly identifierHashes: readonly string[];
  /** The same for each erased event, as identifier and messageId together. */
  readonly messageHashes: readonly string[];
  /** `requested` first; `done` once no store holds a byte. */
  readonly status: 'requested' | 'done';
  /** Offsets to be redacted, so that an interrupted erasure can be finished; empty when done. */
  readonly offsets: readonly Offset[];
  /** How many items each source had brought until then: what is erased stays counted. Only while `requested`; older entries have none. */
  readonly counted?: readonly CountedItems[];
  /** How much of stock and budgets was taken by then: what was decided about the erased stays taken. As with `counted`. */
  readonly taken?: readonly TakenStock[];
}

/** How many of a campaign's offer (null: of its sends) are taken. */
export interface TakenStock {
  readonly campaign: string;
  readonly offer: string | null;
  readonly taken: number;
}

/** An item that left quarantine, and the places of the events that it became (none when it was somebody's who has been erased). */
export interface ReleasedItem {
  readonly offset: Offset;
  readonly events: readonly Offset[];
}

/** Items were sent through cleaning again, after rules had been applied to them. */
export interface RepairEntry {
  readonly repairId: string;
  /** `requested` before anything is taken in, so that a crash in between is made good; `done` with what has become of it. */
  readonly status: 'requested' | 'done';
  readonly at: Instant;
  readonly by: string;
  /** Empty when items were replayed as they were; null when the rules were erased with somebody whom they may name. */
  readonly rules: readonly RepairRule[] | null;
  readonly items: readonly ReleasedItem[];
}

/**
 * An act whose place among the events matters when the journal is read again: memberships move when customers are joined or parted,
 * so that what was told before must be folded before. It stands in the journal behind events that were appended before it was found,
 * and folded afterwards.
 */
export type Placed<T> = T & {
  /** Of the events before this entry, those before this offset had been folded; absent: all of them. */
  readonly foldedTo?: Offset;
};

/** What each kind of entry holds, as JSON. */
export interface EntryValues {
  event: CustomerEvent;
  quarantined: QuarantinedItem;
  publication: Publication;
  segmentChanges: Placed<SegmentChanges>;
  moment: Moment;
  decision: Decision;
  attempt: DeliveryAttempt;
  delivery: DeliveryResult;
  erasure: ErasureEntry;
  accounting: AccountingEntry;
  repair: RepairEntry;
  alert: Placed<Alert>;
  draft: DraftEntry;
  identityDecision: IdentityDecision;
  publicationMark: Placed<PublicationMark>;
  /** What matching links or no longer links; apart from people's decisions, of which there are few. */
  learnedLink: IdentityDecision;
  matchModel: LearnedModel;
  surge: Surge;
  campaignAct: CampaignAct;
  campaignRun: CampaignRun;
  accessAct: AccessAct;
}
export type ValueKind = keyof EntryValues;

/** Appends a value as an entry of its kind. */
export function appendValue<K extends ValueKind>(journal: Journal, kind: K, value: EntryValues[K]): Offset {
  return journal.append(kind, JSON.stringify(value));
}

/** Reads an entry's value back. The caller has looked at `entry.kind`. */
export function entryValue<K extends ValueKind>(entry: Entry, _kind: K): EntryValues[K] {
  return JSON.parse(entry.payload.toString('utf8')) as EntryValues[K];
}
