/** What an engine answers about what it has put aside. */
import type { PageRequest } from './answers.js';
import type { Outcome } from './vocabulary/outcome.js';
import type { QuarantineFilter } from './vocabulary/quarantine-group.js';
import type { QuarantinedItem } from './vocabulary/quarantined-item.js';
import type { QuarantineState, RepairChange, RepairRule } from './vocabulary/repair.js';

export interface QuarantineAnswer extends QuarantinedItem {
  readonly id: string;
  readonly state: QuarantineState;
}

/** Which quarantined items are asked for. */
export interface QuarantineRequest extends PageRequest, QuarantineFilter {}

/** Which items are to be mended, and how. Only those that wait are. */
export interface RepairRequest extends PageRequest {
  readonly filter: Pick<QuarantineFilter, 'source' | 'reason' | 'field'> & { readonly ids?: readonly string[] };
  readonly rules: readonly RepairRule[];
  /** Says what each item would become, and changes nothing. */
  readonly dryRun?: boolean;
  /** Who asks, for the record. */
  readonly by: string;
}

/** An item's text after the rules, and what they changed. */
export interface RepairedText {
  readonly raw: string;
  readonly changes: readonly RepairChange[];
}

export interface RepairResult {
  readonly id: string;
  /** What became of it, or would; a duplicate has left quarantine before, or its event is known. */
  readonly outcome: Outcome;
  readonly repaired: RepairedText | null;
}

export interface RepairAnswer {
  /** The repair on record; null when nothing left, or for a dry run. */
  readonly repairId: string | null;
  readonly results: readonly RepairResult[];
  /** Where the next part begins. */
  readonly nextCursor: string | null;
  /** How many items the filter left when this part began. */
  readonly matching: number;
}
