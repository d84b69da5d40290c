import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Offset, Position } from './journal.js';

/** The only partition there is as long as one process holds the whole journal. */
const PARTITION = '0';
const TEXT = /^0:(0|[1-9]\d{0,15})$/;

/** Says an offset as a position for outsiders: `0:123`. */
export function positionOf(offset: Offset): Position {
  return `${PARTITION}:${offset}` as Position;
}

/**
 * Reads the text of a position.
 * @throws CuspError invalid_request when it is none, or lies beyond `head`.
 */
export function parsePosition(text: string, head: Offset): Offset {
  const digits = TEXT.exec(text)?.[1];
  const offset = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(offset)) throw notAPosition(text, 'it is not written as 0:number');
  if (offset > head) throw notAPosition(text, 'it lies beyond the end of the journal');
  return offset;
}

/** The error of a position that this journal has not given out. */
export function notAPosition(text: string, why: string): CuspError {
  return new CuspError(ERRORS.invalidRequest, `${JSON.stringify(text.slice(0, 40))} is not a position of this journal: ${why}`);
}
