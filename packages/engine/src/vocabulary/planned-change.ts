import type { DefinitionKind, DefinitionProblem } from './definition.js';
import type { DefinitionDifference } from './difference.js';

/** What publishing a definition would do, or did. */
export interface PlannedChange {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly change: 'add' | 'change' | 'same' | 'remove';
  readonly version: number;
  readonly countNow: number | null;
  readonly countThen: number | null;
  /** How the text differs from the version in force; absent for what is new or gone. */
  readonly difference?: readonly DefinitionDifference[];
  /** What is no mistake and may still be meant otherwise; only in plans, absent when there is nothing. */
  readonly warnings?: readonly DefinitionProblem[];
  /** Of identifiers, in plans: what all that is planned for them together does to customers; null when that was not worked out. */
  readonly identities?: PlannedIdentities | null;
}

/** What other rules for types of identifiers would do to the customers of today. */
export interface PlannedIdentities {
  /** How many would be one with others. */
  readonly joined: number;
  /** How many would be several. */
  readonly parted: number;
  /** How many there would be. */
  readonly customers: number;
}
