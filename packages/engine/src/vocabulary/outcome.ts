/** Why an item was put aside. Listed, with remedies, in docs/guide/quarantine.md. */
export const QUARANTINE_REASONS = [
  'invalid_item',
  'invalid_type',
  'missing_identifier',
  'invalid_identifier',
  'missing_event_name',
  'invalid_event_name',
  'invalid_properties',
  'invalid_context',
  'invalid_traits',
  'invalid_message_id',
  'invalid_timestamp',
  'future_timestamp',
  'past_retention',
  'forbidden_key',
  'too_large',
  'too_deep',
  'unmappable_row',
  'tracking_plan_violation',
  'unplanned_event',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** What became of one received item. `received = accepted + duplicate + quarantined`, always. */
export type Outcome =
  | { readonly status: 'accepted'; readonly messageId: string }
  | { readonly status: 'duplicate'; readonly messageId: string | null; readonly conflicting: boolean }
  | {
      readonly status: 'quarantined';
      readonly messageId: string | null;
      readonly reason: QuarantineReason;
      readonly field: string | null;
      readonly detail: string;
    };

/** A source's books. `refused` items were answered 4xx or 5xx and never taken in; they are not part of `received`. */
export interface Accounting {
  received: number;
  accepted: number;
  duplicate: number;
  quarantined: number;
  refused: number;
}
