import type { Identifier } from './vocabulary/identifier.js';
import type { IdentityDecision } from './vocabulary/identity-decision.js';
import type { Instant } from './vocabulary/instant.js';
import type { IdentityLink } from './identity-answers.js';

/**
 * How matching stands: nothing is defined (`undefined`); it is defined and has no model (`noModel`); records are being read (`starting`);
 * a model is being learned (`learning`); what changed is being matched (`matching`); all is in force (`live`); it has `failed`.
 */
export type MatchingState = 'undefined' | 'noModel' | 'starting' | 'learning' | 'matching' | 'live' | 'failed';

/** One outcome of comparing a field, and what it says. */
export interface MatchingLevel {
  readonly level: string;
  /** Its share among pairs of one person, and among pairs of two. */
  readonly m: number;
  readonly u: number;
  /** log2 of m over u. */
  readonly bits: number;
}

/** A field as the model in force knows it. */
export interface MatchingField {
  readonly name: string;
  /** What it holds: name, date, email, phone, code, text, category or list. */
  readonly kind: string;
  readonly levels: readonly MatchingLevel[];
  /** How far its values have moved since the model was learned: the population stability index; null when it is not known. */
  readonly drift: number | null;
}

/** The model in force. */
export interface MatchingModel {
  readonly modelId: string;
  readonly learnedAt: Instant;
  readonly by: string;
  /** How many records it was learned from. */
  readonly records: number;
  readonly linkFrom: number;
  readonly suggestFrom: number;
  /** Share of all pairs of records that are of one person. */
  readonly prior: number;
  readonly fields: readonly MatchingField[];
}

/** How matching stands. */
export interface MatchingAnswer {
  readonly state: MatchingState;
  /** The definition in force. */
  readonly matching: string | null;
  readonly title: string | null;
  readonly version: number | null;
  readonly model: MatchingModel | null;
  /** Records that are known. */
  readonly records: number;
  /** Records that changed and are still to be matched. */
  readonly waiting: number;
  /** Learned links in force. */
  readonly links: number;
  /** Pairs that may be one person, those among them that somebody has decided on. */
  readonly suggestions: number;
  /** Why it failed, in words; null when it has not. */
  readonly failure: string | null;
  /** How far records are from those that the model was learned from; null without a model. */
  readonly drift: { readonly index: number; readonly verdict: 'stable' | 'shifting' | 'drifted' } | null;
}

/** Somebody as an identifier, and the customer whose it is today. */
export interface NamedCustomer {
  readonly customerId: string;
  readonly identifier: Identifier;
}

/** What one field of two records says. */
export interface MatchingStep {
  readonly field: string;
  readonly level: string;
  /** The values as they were held against each other; null when missing. */
  readonly left: string | null;
  readonly right: string | null;
  /** What the level says, and what the value's rarity adds to it. */
  readonly bits: number;
  readonly rarityBits: number;
}

/** Why matching takes two records to be of one person or not: what is known before, what each field adds, and the sum. */
export interface MatchingExplanation {
  readonly modelId: string;
  readonly prior: { readonly probability: number; readonly bits: number };
  readonly steps: readonly MatchingStep[];
  /** What is taken off because two who look alike might be behind it: 0 or less. */
  readonly lookAlikeBits: number;
  readonly bits: number;
  readonly probability: number;
  readonly verdict: 'link' | 'suggestion' | 'none';
}

/** Two customers who may be one person, for somebody to decide. */
export interface MatchingSuggestion {
  readonly left: NamedCustomer;
  readonly right: NamedCustomer;
  readonly probability: number;
  readonly bits: number;
  readonly explanation: MatchingExplanation | null;
}

/** Why two are one customer, or not. */
export interface IdentityExplanation {
  readonly left: NamedCustomer;
  readonly right: NamedCustomer;
  readonly sameCustomer: boolean;
  /** The links on a shortest way from one to the other; none when they are two customers. */
  readonly links: readonly IdentityLink[];
  /** Links that would join them and do not, with their reasons: those on a shortest way, and those between the two themselves. */
  readonly refused: readonly IdentityLink[];
  /** People's decisions in force on the two, on those on the way, or between the two customers. */
  readonly decisions: readonly IdentityDecision[];
  /** Null when there is no model, or no record of either. */
  readonly matching: MatchingExplanation | null;
}
