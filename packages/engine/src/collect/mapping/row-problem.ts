/** Why a row cannot be mapped: the column, and what is wrong with its value. */
export class RowProblem extends Error {
  readonly field: string;

  constructor(field: string, detail: string) {
    super(detail);
    this.field = field;
  }
}

/** Longest piece of a row's text that a message quotes. */
const QUOTED = 60;

/** A row's text as messages quote it. */
export function quoted(text: string): string {
  return `'${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}'`;
}
