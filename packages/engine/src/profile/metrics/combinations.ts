import type { Json } from '../../vocabulary/json.js';
import { exactSum } from '../exact-sum.js';

/** One way to compute a metric from others. Anything computed from a missing value has no value. */
export interface Combination {
  /** How many metrics it takes; any number when absent. */
  readonly parts?: number;
  readonly of: (values: readonly Json[]) => Json;
}

/** The combinations of the metric language. */
export const COMBINATIONS: Readonly<Record<string, Combination>> = {
  ratio: {
    parts: 2,
    of: ofNumbers(([numerator, denominator]) => (denominator === 0 ? null : (numerator as number) / (denominator as number))),
  },
  difference: { parts: 2, of: ofNumbers(([left, right]) => (left as number) - (right as number)) },
  sum: { of: ofNumbers((numbers) => exactSum(numbers)) },
};

function ofNumbers(compute: (numbers: readonly number[]) => number | null): Combination['of'] {
  return (values) => (values.every((value) => typeof value === 'number') ? compute(values as readonly number[]) : null);
}
