import { ERRORS } from '../../../runtime/error-catalogue.js';
import { CuspError, type ErrorKind } from '../../../runtime/errors.js';

/** Failures by the first characters of their SQLSTATE; the longest that fits counts. */
const BY_STATE: readonly (readonly [string, ErrorKind, string])[] = [
  ['57014', ERRORS.sourceUnreachable, 'a statement took longer than statementTimeout'],
  ['42501', ERRORS.sourceRefused, 'the user may not read this'],
  ['3D000', ERRORS.sourceUnreadable, 'there is no such database'],
  ['42P01', ERRORS.sourceUnreadable, 'there is no such table'],
  ['42703', ERRORS.sourceUnreadable, 'there is no such column'],
  ['28', ERRORS.sourceRefused, 'the user or the password is refused'],
  ['08', ERRORS.sourceUnreachable, 'the connection broke'],
  ['57', ERRORS.sourceUnreachable, 'the server is going down or coming up'],
  ['53', ERRORS.sourceUnreachable, 'the server has too much to do'],
  ['40', ERRORS.sourceUnreachable, 'the server ended the transaction'],
];

/** SQLSTATEs whose message names tables and columns, and never holds data. */
const NAMES_ONLY: ReadonlySet<string> = new Set(['42P01', '42703', '3D000']);

/** Says a failure of the database in our words. What the server says may hold data and is left out, unless it is a name. */
export function postgresFailure(error: unknown): unknown {
  if (error instanceof CuspError) return error;
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error) return stateFailure(error, code);
  if (isProgrammingError(error)) return error;
  return new CuspError(ERRORS.sourceUnreachable, typeof code === 'string' ? code : 'the connection broke', { cause: error });
}

function stateFailure(error: Error, state: string): CuspError {
  const known = BY_STATE.find(([start]) => state.startsWith(start));
  const [, kind, words] = known ?? ['', ERRORS.sourceUnreadable, 'the server refused a statement'];
  const detail = NAMES_ONLY.has(state) ? `${words}: ${error.message}` : words;
  return new CuspError(kind, `${detail} (SQLSTATE ${state})`, { cause: error });
}

function isProgrammingError(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
