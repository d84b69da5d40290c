/**
 * Rows that somebody has dirtied on purpose (blanks, mixed case, "nan", stray symbols) come in by a mapping and a tracking plan: what
 * fits is taken, what does not is put aside with the column that is at fault, and nothing in between.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cleanItems } from '../../src/clean/clean-items.js';
import { compileCleaning } from '../../src/clean/cleaning-rules.js';
import { readMappedItems } from '../../src/collect/files/read-mapped-items.js';
import { delivery } from '../cleaning.js';
import { sharedData } from '../shared-data.js';
const FILE = sharedData('dirty-online-shoppers/online_shoppers_intention_dirty.csv');
const spellings = (word, value) => ({
    [word.toLowerCase()]: value,
    [word.toUpperCase()]: value,
});
const MONTHS = ['feb', 'mar', 'may', 'june', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const VISITORS = ['returning_visitor', 'new_visitor', 'other'];
const YES_OR_NO = { ...spellings('true', true), ...spellings('false', false) };
const MAPPING = {
    kind: 'mapping',
    name: 'shoppers',
    missingValues: ['nan', 'NAN'],
    timestamp: { constant: '2026-11-01T00:00:00Z' },
    anonymousId: { constant: 'visitor' },
    event: 'Visit Ended',
    properties: {
        pages: { column: 'ProductRelated', type: 'number' },
        seconds: { column: 'ProductRelated_Duration', type: 'number' },
        bounces: { column: 'BounceRates', type: 'number' },
        value: { column: 'PageValues', type: 'number' },
        month: { column: 'Month', values: Object.assign({}, ...MONTHS.map((month) => spellings(month, month))) },
        visitor: { column: 'VisitorType' },
        weekend: { column: 'Weekend', values: YES_OR_NO },
        bought: { column: 'Revenue', values: YES_OR_NO },
    },
};
const PLAN = {
    kind: 'tracking-plan',
    name: 'visits',
    rules: {
        events: {
            'Visit Ended': {
                properties: {
                    properties: {
                        properties: {
                            pages: { type: 'number', minimum: 0 },
                            visitor: { type: 'string', pattern: `^(${VISITORS.join('|')}|${VISITORS.join('|').toUpperCase()})$` },
                            bought: { type: 'boolean' },
                        },
                    },
                },
            },
        },
    },
};
it.skipIf(FILE === undefined)(`dirty rows are told from clean ones${FILE === undefined ? ' (skipped: no shared/data)' : ''}`, async () => {
    const rules = compileCleaning({ kind: 'source', name: 'shoppers', from: { files: {} } }, PLAN);
    const counts = { rows: 0, clean: 0, mapping: 0, plan: 0 };
    const faults = new Map();
    const blame = (field) => void faults.set(field ?? '', (faults.get(field ?? '') ?? 0) + 1);
    for await (const batch of readMappedItems({ file: FILE, mapping: MAPPING, source: 'shoppers' })) {
        counts.rows += batch.rows;
        for (const { field } of batch.unmappable) {
            counts.mapping++;
            blame(field);
        }
        for (const cleaned of cleanItems(batch.items, delivery({ rules }))) {
            if (cleaned.kind === 'event')
                counts.clean++;
            else {
                expect(cleaned.item.reason).toBe('tracking_plan_violation');
                counts.plan++;
                blame(cleaned.item.field);
            }
        }
    }
    console.info(`dirty-online-shoppers: ${JSON.stringify(counts)}, put aside by ${JSON.stringify(Object.fromEntries(faults))}`);
    expect(counts.clean + counts.mapping + counts.plan).toBe(counts.rows);
    expect(counts.clean).toBe(cleanRows(readFileSync(FILE, 'utf8')));
    expect(counts.rows).toBe(12_946);
    expect([...faults.keys()].toSorted()).toEqual(['Month', 'Revenue', 'Weekend', 'properties.visitor']);
});
/** How many rows are clean, by a look at the four columns that hold words. */
function cleanRows(csv) {
    const fits = (text, words) => {
        if (text === '' || text === 'nan' || text === 'NAN')
            return true;
        return words.some((word) => text === word || text === word.toUpperCase());
    };
    return csv
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(','))
        .filter((cells) => fits(cells[10], MONTHS) && fits(cells[15], VISITORS) && fits(cells[16], ['true', 'false']) && fits(cells[17], ['true', 'false'])).length;
}
