/** Why two identifiers may be one customer, and from which event that is known. */
export interface Link {
  readonly left: number;
  readonly right: number;
  /** `event` as soon as any event carries both, also when an alias says so too. */
  evidence: 'event' | 'alias';
  /** The row of an event that says so: the earliest one in timeline order. */
  row: number;
}
