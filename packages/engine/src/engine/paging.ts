import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 1_000;

/** How many items a page has, given how many were asked for. */
export function pageSize(limit: number | undefined): number {
  return Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), LARGEST_LIMIT);
}

/** The number that a cursor stands for. @throws CuspError invalid_request */
export function cursorNumber(cursor: string): number {
  const number = Number(cursor);
  if (!Number.isSafeInteger(number) || number < 0) throw new CuspError(ERRORS.invalidRequest, 'the cursor is not one that was given out');
  return number;
}
