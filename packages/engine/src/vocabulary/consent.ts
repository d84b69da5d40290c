import type { Instant } from './instant.js';

/** What is known of a customer's choice for a purpose. Silence is `unknown`, which is no choice. */
export type ConsentState = 'granted' | 'denied' | 'unknown';

/** The path at which events carry the choice for a purpose. */
export function consentPath(purpose: string): string {
  return `context.consent.categoryPreferences.${purpose}`;
}

/** A customer's newest choice for one purpose, as of an instant. */
export interface Consent {
  readonly purpose: string;
  readonly state: ConsentState;
  /** Since when it counts: the earlier of the choice's timestamp and its arrival. Null when unknown. */
  readonly since: Instant | null;
  /** The event that carried the choice. */
  readonly messageId: string | null;
}
