import type { Instant } from './instant.js';

/** What a change is about: the kind of a definition, or `customer`, `person`, `source`, …, and its name. */
export interface ChangeSubject {
  readonly kind: string;
  readonly name: string;
}

/** One line of the journal of changes: who did what, when. */
export interface Change {
  /** Unique; changes are listed newest first. */
  readonly id: string;
  readonly at: Instant;
  readonly by: string;
  /** Such as `published`, `identity_merge`, `campaign_pause`, `person_invited`. */
  readonly action: string;
  readonly about: ChangeSubject;
  /** The version, the other identifier, the role; null: nothing more. */
  readonly detail: string | null;
  readonly reason: string | null;
}
