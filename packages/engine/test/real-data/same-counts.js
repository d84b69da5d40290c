import { beforeAll, expect, test } from 'vitest';
import { countsTable } from './counts-table.js';
import { rawCounts } from './raw-sql.js';
import { definitionsOf, importedCounts, liveCounts, segmentsOf } from './three-ways.js';
/** Tests that each segment of an example has the same counts live, from history, in preview, and by SQL. @returns what was read, for further tests */
export function testSameCounts({ title, example, items: read, setup, sql, nows }) {
    const data = { definitions: [], items: [] };
    let counts;
    beforeAll(async () => {
        data.definitions = await definitionsOf(example);
        data.items = await read();
        const { definitions, items } = data;
        const live = await liveCounts(items, definitions, nows);
        counts = { live, ...(await importedCounts(items, definitions, nows)), sql: await rawCounts(setup, sql, nows) };
        console.info(countsTable(`${title}, ${items.length} events`, counts, nows));
    }, 3_600_000);
    test.each(Object.keys(sql))('%s', (name) => {
        const asked = counts.sql.get(name);
        expect(Math.max(...asked), 'somebody is in it at some instant').toBeGreaterThan(0);
        expect(counts.live.get(name)).toEqual(asked);
        expect(counts.filled.get(name)).toEqual(asked);
        expect(counts.previewed.get(name)).toEqual(asked);
    });
    test('every example segment is asked', () => {
        const names = segmentsOf(data.definitions).map(({ name }) => name);
        expect(names.toSorted()).toEqual(Object.keys(sql).toSorted());
    });
    return data;
}
