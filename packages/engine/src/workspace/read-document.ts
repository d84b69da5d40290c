import type { Static, TSchema } from 'typebox';
import type { ErrorKind } from '../runtime/errors.js';
import { CuspError } from '../runtime/errors.js';
import { isJsonObject } from '../vocabulary/json.js';
import { checkShape } from './check-shape.js';
import { formatProblem, type LocatedProblem } from './problem.js';
import { parseFile } from './read-workspace.js';

/**
 * Reads a file that holds one document of a given shape.
 * @throws CuspError unreadable_file, or `refused` with each problem and its line.
 */
export async function readDocument<T extends TSchema>(file: string, schema: T, refused: ErrorKind): Promise<Static<T>> {
  const { documents, problems } = await parseFile(file);
  const [document, ...more] = documents;
  if (problems.length > 0) throw refusal(refused, problems);
  if (document === undefined || more.length > 0) throw new CuspError(refused, `${file} holds ${documents.length} documents; one is wanted`);
  const { value } = document;
  if (!isJsonObject(value)) throw new CuspError(refused, `${file} is no map (key: value)`);
  const found = checkShape(value, schema).map((problem) => ({ ...problem, location: document.locate(problem.pointer) }));
  if (found.length > 0) throw refusal(refused, found);
  return value as Static<T>;
}

function refusal(kind: ErrorKind, problems: readonly LocatedProblem[]): CuspError {
  return new CuspError(kind, `\n${problems.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`);
}
