import type { IncomingHttpHeaders } from 'node:http';
import type { Outcome } from '../vocabulary/outcome.js';

/** What every client is content with: SDKs look at the status only. */
export const SUCCESS = '{"success":true}';

/** An item's outcome as it is told to those who ask. */
export interface ToldOutcome {
  readonly status: Outcome['status'];
  readonly messageId: string | null;
  /** Why it was put aside, or `conflicting_duplicate` when another body came first under this messageId. */
  readonly reason: string | null;
  readonly field: string | null;
  readonly detail: string | null;
}

/** True when a request asks to be told each item's outcome: `?verbose=1`, or `Prefer: return=representation`. */
export function wantsOutcomes(query: { readonly verbose?: unknown }, headers: IncomingHttpHeaders): boolean {
  return query.verbose === '1' || query.verbose === 'true' || String(headers.prefer ?? '').includes('return=representation');
}

/** The answer that tells each item's outcome, in the order in which they came. */
export function tell(outcomes: readonly Outcome[]): string {
  return JSON.stringify({ success: true, outcomes: outcomes.map(told) });
}

function told(outcome: Outcome): ToldOutcome {
  const { status, messageId } = outcome;
  if (status === 'quarantined') return { status, messageId, reason: outcome.reason, field: outcome.field, detail: outcome.detail };
  const conflicting = status === 'duplicate' && outcome.conflicting;
  return { status, messageId, reason: conflicting ? 'conflicting_duplicate' : null, field: null, detail: null };
}
