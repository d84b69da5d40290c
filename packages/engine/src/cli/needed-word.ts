import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/** A word of the command line that it cannot do without. @throws CuspError invalid_usage */
export function needed(word: string | undefined, what: string): string {
  if (word === undefined || word === '') throw new CuspError(ERRORS.invalidUsage, `${what} is missing`);
  return word;
}
