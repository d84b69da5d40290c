import type { DefinitionProblem } from '../vocabulary/definition.js';

/** A place in a file; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A problem with the place in the file that it is about; null when no file holds it. */
export interface LocatedProblem extends DefinitionProblem {
  readonly location: SourceLocation | null;
}

/** Says a place as compilers do: `segments.yaml:12:5`. */
export function formatLocation({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`;
}

/** Says a problem in two lines: where and what, then the remedy. */
export function formatProblem(problem: LocatedProblem): string {
  const where =
    problem.location === null
      ? `${problem.kind ?? 'definition'} ${problem.name ?? ''} ${problem.pointer}`
      : formatLocation(problem.location);
  return `${where}  ${problem.message}\n    ${problem.remedy}`;
}
