/** What an engine answers about who is one customer. */
import type { Identifier } from './vocabulary/identifier.js';
import type { IdentityDecision, LearnedEvidence } from './vocabulary/identity-decision.js';
import type { Instant } from './vocabulary/instant.js';

/** What makes a customer one, and what keeps others apart from them. */
export interface IdentityAnswer {
  readonly customerId: string;
  readonly links: readonly IdentityLink[];
  /** People's decisions in force that name any of the customer's identifiers. */
  readonly decisions: readonly IdentityDecision[];
}

/** Somebody who looks like several people. */
export interface SuspiciousCustomer {
  readonly customerId: string;
  readonly identifiers: readonly Identifier[];
  /** In words. */
  readonly why: readonly string[];
  /** Traits that cannot all be true of one person, with what is said of which identifier. */
  readonly contradictions: readonly Contradiction[];
}

/** What the own events of a customer's identifiers say of one trait: some of the values, each with some identifiers. */
export interface Contradiction {
  readonly trait: string;
  readonly values: readonly { readonly value: string; readonly identifiers: readonly Identifier[] }[];
}

/** What a report on identities is to look at. */
export interface IdentityReportRequest {
  /** Traits of which one person has one value; default birthday and gender under their usual names. */
  readonly contradicting?: readonly string[];
  /** A trait whose value is the true person, to measure by. */
  readonly truth?: string;
  /** How many months at most; default 12. */
  readonly months?: number;
}

/** Pairs of identifiers that have a truth: those in one customer against those of one person. Shares are null where there is no pair. */
export interface IdentityTruth {
  readonly trait: string;
  /** How many identifiers have a truth. */
  readonly identifiers: number;
  /** How many different truths there are. */
  readonly people: number;
  readonly truePairs: number;
  /** Pairs in one customer. */
  readonly joinedPairs: number;
  /** Pairs in one customer and of one person. */
  readonly rightPairs: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** What a month (UTC) of event time has brought, seen from today's identity. */
export interface IdentityMonth {
  /** `2026-11` */
  readonly month: string;
  /** Whose events begin in it. */
  readonly customers: number;
  /** First seen in it, with an event of their own or in a link. */
  readonly identifiers: number;
  /** Over all who were there at its end; null while there was nobody. */
  readonly identifiersPerCustomer: number | null;
  /** Links that join, known since then. */
  readonly links: number;
  /** Links that join nobody, known since then. */
  readonly refusedLinks: number;
  readonly events: number;
  readonly withoutUserId: number;
}

/** How good the picture of who is who looks. */
export interface IdentityReport {
  readonly customers: number;
  readonly identifiers: number;
  /** How many customers have so many identifiers. */
  readonly sizes: readonly { readonly identifiers: number; readonly customers: number }[];
  readonly refusedLinks: number;
  readonly sharedIdentifiers: number;
  /** Of these at most a hundred. */
  readonly shared: readonly { readonly identifier: string; readonly why: string }[];
  /** People's decisions that are in force. */
  readonly decisions: number;
  readonly suspiciousCustomers: number;
  /** Of these at most a hundred, those with most reasons and then most identifiers first. */
  readonly suspicious: readonly SuspiciousCustomer[];
  /** The traits that were looked at, with how many customers contradict themselves. */
  readonly contradicting: readonly { readonly trait: string; readonly customers: number }[];
  /** Null when no truth was named. */
  readonly truth: IdentityTruth | null;
  /** Oldest first. */
  readonly months: readonly IdentityMonth[];
}

/** What a request about identities has led to. */
export interface IdentityDecided {
  readonly requestId: string;
  readonly decisions: readonly IdentityDecision[];
  /** customerIds of those who were named, as they are now. */
  readonly customers: readonly string[];
}

export interface IdentityLink {
  readonly identifiers: readonly [Identifier, Identifier];
  readonly evidence: string;
  readonly messageId: string | null;
  readonly at: Instant | null;
  readonly refused: string | null;
  /** Where matching says it: by which model, and how sure it is. */
  readonly learned?: LearnedEvidence;
}
