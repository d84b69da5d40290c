import { expect, test } from 'vitest';
import { shareInterval } from './binomial-interval.js';
test.each([
    // The tables of Clopper and Pearson, and 1 − 0.025^(1/n) where nothing was seen.
    [0, 10, 0, 0.3085],
    [1, 10, 0.0025, 0.445],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [5, 100, 0.0164, 0.1128],
])('%i of %i', (seen, of, low, high) => {
    const interval = shareInterval(seen, of);
    expect(interval[0]).toBeCloseTo(low, 3);
    expect(interval[1]).toBeCloseTo(high, 3);
});
