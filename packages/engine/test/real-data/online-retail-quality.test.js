/**
 * Quality on data that nobody here wrote: the 305 days of Online Retail raise at most one alert as they are; and a field blanked for one
 * country on one day is told of when that day is over, by name. Prints the detection rate by the number of rows.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanItems } from '../../src/clean/clean-items.js';
import { Mapping } from '../../src/collect/mapping/mapping.js';
import { readMappedItems } from '../../src/collect/files/read-mapped-items.js';
import { Quality } from '../../src/quality/quality.js';
import { ERRORS } from '../../src/runtime/error-catalogue.js';
import { Random } from '../../src/simulation/random.js';
import { readDocument } from '../../src/workspace/read-document.js';
import { sharedData } from '../shared-data.js';
const EXAMPLE = fileURLToPath(new URL('../../../../examples/online-retail/', import.meta.url));
const FILE = sharedData('online-retail/online_retail.csv.gz');
const DAY = 86_400_000;
/** Faults are sought from the first day on which a month is known. */
const HISTORY_DAYS = 20;
const FIELDS = ['properties.description', 'properties.price', 'properties.quantity', 'userId'];
const SIZES = [
    [5, 9],
    [10, 19],
    [20, 49],
    [50, 199],
    [200, 9_999],
];
/** Of each field and size. */
const FAULTS = 8;
/** The whole file is `npm run accept`; here, what it begins with. */
const DAYS = process.env.CUSP_WHOLE === '1' ? 305 : 100;
if (FILE === undefined)
    console.warn('online-retail is not on this machine: its tests are skipped');
describe.skipIf(FILE === undefined)('the quality of Online Retail', () => {
    const days = new Map();
    const natural = [];
    const found = [];
    beforeAll(async () => {
        await readDays(days);
        const faults = drawFaults(days);
        const quality = watching(natural);
        for (const [day, events] of days) {
            const ofDay = faults.filter((fault) => fault.day === day);
            const before = ofDay.length > 0 ? JSON.stringify(quality.toJson()) : '';
            for (const fault of ofDay)
                found.push({ fault, alerts: alertsWith(fault, before, events) });
            for (const event of events)
                quality.fold(event);
        }
    }, 600_000);
    test('as it is, it raises at most one alert in its days', () => {
        expect(days.size).toBe(DAYS);
        expect(natural.map(({ words }) => words).length).toBeLessThanOrEqual(1);
    });
    test('a field blanked for one country on one day is told of by source, field, country and day, when the day is over', () => {
        const rates = FIELDS.map((field) => ({
            field,
            ...Object.fromEntries(SIZES.map(([least, most]) => [`${least}–${most} rows`, rateOf(field, least, most)])),
        }));
        console.table(rates);
        console.log(`alerts on the file as it is: ${natural.length}`);
        const always = found.filter(({ fault }) => fault.field !== 'userId');
        expect(always.filter(isTold).length / always.length).toBeGreaterThan(0.9);
        const large = always.filter(({ fault }) => fault.rows >= 20);
        expect(large.filter(isTold).length / large.length).toBeGreaterThan(0.95);
    });
    function rateOf(field, least, most) {
        const tried = found.filter(({ fault }) => fault.field === field && fault.rows >= least && fault.rows <= most);
        return `${tried.filter(isTold).length} of ${tried.length}`;
    }
});
function isTold({ fault, alerts }) {
    return alerts.some(({ source, kind, field, by, day }) => source === 'online-retail' &&
        kind === 'completeness' &&
        field === fault.field &&
        day === fault.day &&
        // Of one or two customers' countries the name is not kept.
        (by?.value === fault.country || by?.value === null));
}
function watching(alerts) {
    const definitions = [];
    return new Quality({ definitions: () => definitions, seed: 1, onAlert: (alert) => alerts.push(alert) });
}
/** What is told of a day with a fault, from what was known before it: when the day is over, and no later. */
function alertsWith({ country, field, day }, before, events) {
    const alerts = [];
    const quality = watching(alerts);
    quality.load(JSON.parse(before));
    for (const event of events)
        quality.fold(event.properties.country === country ? blanked(event, field) : event);
    quality.fold({ ...events[0], timestamp: Date.parse(day) + DAY });
    return alerts;
}
function blanked(event, field) {
    if (field === 'userId')
        return { ...event, userId: null, anonymousId: `invoice-${String(event.properties.invoice_no)}` };
    return { ...event, properties: { ...event.properties, [field.slice('properties.'.length)]: null } };
}
function drawFaults(days) {
    const random = Random.of(2011);
    const candidates = [...days].slice(HISTORY_DAYS).flatMap(([day, events]) => {
        const rows = new Map();
        for (const { properties } of events)
            rows.set(String(properties.country), (rows.get(String(properties.country)) ?? 0) + 1);
        return [...rows].map(([country, count]) => ({ day, country, rows: count }));
    });
    return FIELDS.flatMap((field) => SIZES.flatMap(([least, most]) => {
        const fitting = candidates.filter(({ rows }) => rows >= least && rows <= most);
        return Array.from({ length: FAULTS }, () => ({ ...fitting[random.integer(0, fitting.length - 1)], field }));
    }));
}
async function readDays(days) {
    const mapping = await readDocument(join(EXAMPLE, 'mapping.yaml'), Mapping, ERRORS.invalidMapping);
    const receivedAt = Date.UTC(2026, 0, 5);
    for await (const batch of readMappedItems({ file: FILE, mapping, source: 'online-retail', batchRows: 5_000 })) {
        const delivery = {
            source: 'online-retail',
            receivedAt,
            now: receivedAt,
            type: null,
            context: undefined,
            sentAt: undefined,
            retention: null,
            newMessageId: () => '',
        };
        for (const cleaned of cleanItems(batch.items, delivery)) {
            if (cleaned.kind !== 'event')
                continue;
            const day = new Date(cleaned.event.timestamp).toISOString().slice(0, 10);
            const events = days.get(day);
            if (events === undefined && days.size === DAYS)
                return;
            if (events === undefined)
                days.set(day, [cleaned.event]);
            else
                events.push(cleaned.event);
        }
    }
}
