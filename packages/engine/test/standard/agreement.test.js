import { describe, expect, test } from 'vitest';
import { balancedAccuracy, deciles, spearman } from './agreement.js';
describe('measures of agreement', () => {
    test('Spearman looks at ranks alone, and shares them among equals', () => {
        expect(spearman([1, 2, 3, 4], [10, 200, 3_000, 40_000])).toBeCloseTo(1);
        expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1);
        // By hand: ranks 1 2.5 2.5 4 against 1 2 3 4.
        expect(spearman([1, 5, 5, 9], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5));
        expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
    });
    test('a balanced accuracy is not bought by always telling the same', () => {
        const mostlyFalse = [true, false, false, false].map((truth) => ({ truth, told: false }));
        expect(balancedAccuracy(mostlyFalse)).toBe(0.5);
        expect(balancedAccuracy(mostlyFalse.map(({ truth }) => ({ truth, told: truth })))).toBe(1);
    });
    test('deciles hold everybody once, in order', () => {
        const items = Array.from({ length: 25 }, (_, place) => ({ name: `${place}`, value: (place * 7) % 25 }));
        const groups = deciles(items);
        expect(groups.map((group) => group.length)).toEqual([2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
        expect(groups.flat().map(({ value }) => value)).toEqual(Array.from({ length: 25 }, (_, value) => value));
    });
});
