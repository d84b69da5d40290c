import { createHash } from 'node:crypto';
import type { Draw } from '../vocabulary/decision.js';

/** A number that is evenly spread over [0, 1), the same for ever for the same words, and independent of that for others. */
export function lot(...words: readonly string[]): number {
  return createHash('sha256').update(JSON.stringify(words)).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Something that may be drawn. */
export interface Drawable {
  readonly name: string;
  readonly weight?: number;
}

/**
 * Chooses among what fits equally well: where anything has a weight, by lot in proportion to the weights (1 for those without), else the first.
 * @param at the lot, from 0 up to 1
 * @returns undefined when there is nothing to choose from; `draw` is there when there was a lot with more than one possible outcome
 */
export function choose<T extends Drawable>(
  of: Draw['of'],
  options: readonly T[],
  at: number,
): { readonly chosen: T; readonly draw?: Draw } | undefined {
  const [first] = options;
  if (first === undefined) return undefined;
  if (options.length === 1 || options.every(({ weight }) => weight === undefined)) return { chosen: first };
  const total = options.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const shares = options.map(({ name, weight = 1 }) => ({ name, propensity: weight / total }));
  let chosen = options.length - 1;
  for (let index = 0, sum = 0; index < shares.length; index++) {
    sum += (shares[index] as (typeof shares)[number]).propensity;
    if (at >= sum) continue;
    chosen = index;
    break;
  }
  const { name, propensity } = shares[chosen] as (typeof shares)[number];
  return { chosen: options[chosen] as T, draw: { of, options: shares, chosen: name, propensity } };
}
