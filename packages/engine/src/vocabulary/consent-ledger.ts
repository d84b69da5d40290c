import type { Consent } from './consent.js';
import type { Identifier } from './identifier.js';
import type { Instant } from './instant.js';
import type { LegalBasis, PurposeDefinition } from './purpose.js';

/** By which way a choice came. */
export const CONSENT_WAYS = ['event', 'gpc', 'tcf', 'preferencePage', 'api', 'unsubscribeLink'] as const;
export type ConsentWay = (typeof CONSENT_WAYS)[number];

/** The sources under which choices are booked that the engine itself takes note of. */
export const PREFERENCES_SOURCE = 'preferences';
export const CONSENT_API_SOURCE = 'consent';

/** The event by which a choice on the preference page or over the API comes in. */
export const CONSENT_CHOSEN = 'Consent Chosen';

/** One choice, as it is kept. */
export interface LedgerEntry {
  readonly purpose: string;
  readonly granted: boolean;
  /** Since when it counts. */
  readonly at: Instant;
  readonly receivedAt: Instant;
  /** When a consent lapses by itself, or did; null for a denial, and where consents last until revoked. */
  readonly expires: Instant | null;
  readonly way: ConsentWay;
  readonly source: string;
  readonly identifier: Identifier;
  readonly messageId: string;
  /** The version of the text that was shown; null when nothing says which. */
  readonly text: string | null;
  /** Who entered it on the customer's behalf, and why; null when the customer chose. */
  readonly by: string | null;
  readonly reason: string | null;
}

/** What stands for one purpose, and why. */
export interface StandingConsent extends Consent {
  readonly title: string | null;
  readonly legalBasis: LegalBasis;
  /** When it lapses by itself; null when it does not. */
  readonly expires: Instant | null;
  /** Whether it may be used for. */
  readonly allowed: boolean;
  /** Why: a choice, a merge of customers who had chosen differently, or what silence means where the customer is. */
  readonly why: 'choice' | 'merge' | 'optIn' | 'optOut';
}

/** Everything about a customer's consent: what stands now, and every choice, newest first. */
export interface ConsentLedger {
  readonly customerId: string;
  readonly standing: readonly StandingConsent[];
  readonly choices: readonly LedgerEntry[];
}

/** How many customers have chosen what for a purpose. */
export interface ConsentCount {
  readonly purpose: string;
  /** Null when only campaigns name it. */
  readonly definition: PurposeDefinition | null;
  readonly granted: number;
  readonly denied: number;
  readonly unknown: number;
  /** Whose data may be used for it, by choice or by what silence means. */
  readonly allowed: number;
}

/** What all customers together had chosen. */
export interface ConsentCounts {
  readonly asOf: Instant;
  readonly purposes: readonly ConsentCount[];
}

/** How many of a segment, or of those in whom a moment is warm, may be contacted for a purpose, and of the others why not. */
export interface Contactable {
  /** When counting began. */
  readonly asOf: Instant;
  readonly purpose: string;
  readonly customers: number;
  readonly contactable: number;
  readonly refused: { readonly consent_denied: number; readonly consent_unknown: number; readonly no_address: number };
}
