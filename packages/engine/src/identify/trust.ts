import { compareUtf8, type Strength } from '../vocabulary/customer.js';
import { isFound, type Link } from './link.js';

/**
 * How much links are trusted: a person's decision most, what matching says least, and between them by the weaker of the two identifiers' types (two userIds before a userId
 * and a device), then by which was known first in event time.
 */
export class Trust {
  readonly #textOf: (identifier: number) => string;
  readonly #isBefore: (left: number, right: number) => boolean;

  readonly #strength: Strength;

  /** @param isBefore the order of timelines, by row; @param strength the rank of a type now */
  constructor(textOf: (identifier: number) => string, isBefore: (left: number, right: number) => boolean, strength: Strength) {
    this.#textOf = textOf;
    this.#isBefore = isBefore;
    this.#strength = strength;
  }

  /** Orders links, the most trusted first; no two are equal. */
  readonly compare = (left: Link, right: Link): number => {
    if (left === right) return 0;
    return (
      rankOf(left) - rankOf(right) ||
      moreBits(left, right) ||
      this.#weakness(left) - this.#weakness(right) ||
      this.#byAge(left, right) ||
      compareUtf8(this.#pair(left), this.#pair(right))
    );
  };

  #weakness({ left, right }: Link): number {
    return Math.max(this.#strength(typeOf(this.#textOf(left))), this.#strength(typeOf(this.#textOf(right))));
  }

  #byAge(left: Link, right: Link): number {
    if (!isFound(left) || !isFound(right)) return 0;
    if (this.#isBefore(left.row, right.row)) return -1;
    return this.#isBefore(right.row, left.row) ? 1 : 0;
  }

  #pair({ left, right }: Link): string {
    return [this.#textOf(left), this.#textOf(right)].sort(compareUtf8).join('\0');
  }
}

/** A person's word, an event's, matching's. */
function rankOf({ evidence }: Link): number {
  if (evidence === 'decision') return 0;
  return evidence === 'learned' ? 2 : 1;
}

/** Of two learned links, the surer one. */
function moreBits(left: Link, right: Link): number {
  if (left.evidence !== 'learned' || right.evidence !== 'learned') return 0;
  return (right.decision.learned?.bits ?? 0) - (left.decision.learned?.bits ?? 0);
}

function typeOf(text: string): string {
  return text.slice(0, text.indexOf(':'));
}
