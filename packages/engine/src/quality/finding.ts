import type { AlertKind } from '../vocabulary/alert.js';

/** Something that is not as it was, before it has words. */
export interface Finding {
  readonly kind: AlertKind;
  readonly event: string | null;
  readonly field: string | null;
  /** The hash of the value of `by`; null for all events. */
  readonly group: number | null;
  readonly day: number;
  readonly value: number;
  readonly expected: number | null;
  readonly score: number | null;
  /** How many events it is said of. */
  readonly rows: number;
  /** What more there is to say: the new type, the category, the commonest reason. */
  readonly detail: string | null;
}
