import type { Json } from '../vocabulary/json.js';
import { Fault } from './fault.js';
import { isSoundText } from './sound-text.js';

/** Characters that an identifier may have. */
export const MAX_IDENTIFIER = 512;

/**
 * Reads an identifier's value: text, or a number that is said as text.
 * @returns null when there is none: absent, null, or nothing but white space (what SDKs send for a visitor who is not logged in).
 */
export function identifierValue(given: Json | undefined, field: string): string | null | Fault {
  if (given === undefined || given === null) return null;
  if (typeof given === 'number') return numberAsText(given, field);
  if (typeof given !== 'string') return new Fault('invalid_identifier', field, 'is neither text nor a number');
  if (given.length > MAX_IDENTIFIER) {
    return new Fault('invalid_identifier', field, `${given.length} characters; at most ${MAX_IDENTIFIER}`);
  }
  if (given.trim() === '') return null;
  return isSoundText(given) ? given : new Fault('invalid_identifier', field, 'holds NUL or half a character');
}

/** Whole numbers beyond 2^53 arrive rounded, which would make one customer of several. */
function numberAsText(given: number, field: string): string | Fault {
  const exact = Number.isInteger(given) ? Number.isSafeInteger(given) : Number.isFinite(given);
  return exact ? String(given) : new Fault('invalid_identifier', field, 'the number is too large to be exact; send it as text');
}
