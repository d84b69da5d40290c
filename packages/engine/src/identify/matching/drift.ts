/** How far records are from those that a model was learned from. */
export interface MatchDrift {
  readonly fields: readonly FieldDrift[];
  /** The largest index of all. */
  readonly index: number;
  readonly verdict: DriftVerdict;
}

/** How far one field is. Indices are population stability indices. */
export interface FieldDrift {
  readonly field: string;
  /** Share of the records without a value. */
  readonly missing: { readonly then: number; readonly now: number; readonly index: number };
  /** Of the levels on which linked pairs are; null while too few are linked. */
  readonly levels: { readonly index: number } | null;
}

/** As usual, worth a look, or time to learn again. */
export type DriftVerdict = 'stable' | 'shifting' | 'drifted';
