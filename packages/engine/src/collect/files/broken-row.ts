/** A row that cannot be read: told apart from its neighbours, but not into values. */
export class BrokenRow {
  /** The column at fault, or `row`. */
  readonly field: string;
  readonly detail: string;
  /** The beginning of its text; enough to find it in the file. */
  readonly text: string;

  constructor(field: string, detail: string, text: string) {
    this.field = field;
    this.detail = detail;
    this.text = text.slice(0, LONGEST_KEPT);
  }
}

/** Longest row, in characters: an unclosed quotation mark or bracket would otherwise swallow the rest of the file into memory. */
export const LONGEST_ROW = 1_048_576;

/** What is kept of a row that is longer, in characters. */
export const LONGEST_KEPT = 16_384;

/** What is wrong with a row that is longer. */
export const TOO_LONG = `is longer than ${LONGEST_ROW} characters, the most that a row may have`;
