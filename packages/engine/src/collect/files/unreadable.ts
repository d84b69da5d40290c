import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';

/** A file that cannot be read any further: what came before is in. */
export function unreadable(path: string, cause: unknown): CuspError {
  if (cause instanceof CuspError) return cause;
  return new CuspError(ERRORS.unreadableFile, `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
