/** Alerts from the front of the engine to its back: journalled once, on the stream, replayed, never derived again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEngine } from '../src/engine.js';
import { VirtualClock } from '../src/runtime/clock.js';
import { DAY, event, MONDAY } from '../src/quality/history-for-tests.js';
const DAYS = 41;
const ROWS = 60;
const COUNTRIES = ['DE', 'FR', 'MT'];
/** A day of the shop; on the last but one there are no prices in France. */
function dayOf(day) {
    return Array.from({ length: ROWS }, (_, n) => {
        const country = COUNTRIES[n % 3];
        return event(day, n, { country, price: day === DAYS - 2 && country === 'FR' ? null : 9.5 });
    });
}
async function sendDays(engine, clock, from, to) {
    for (let day = from; day < to; day++) {
        clock.advanceTo(MONDAY + day * DAY + 12 * 3_600_000);
        await engine.accept('shop', dayOf(day).map((it) => ({ kind: 'event', event: it })));
    }
}
async function firstAlert(happenings) {
    for await (const happening of happenings)
        return happening;
    return undefined;
}
describe('alerts', () => {
    let data;
    let engine;
    const clock = new VirtualClock(MONDAY);
    beforeEach(() => {
        data = mkdtempSync(join(tmpdir(), 'cusp-quality-'));
    });
    afterEach(async () => {
        await engine?.close();
        rmSync(data, { recursive: true, force: true });
    });
    test('are on record and on the stream, and the same after a restart, and after one without a snapshot', {
        timeout: 120_000,
    }, async () => {
        engine = await openEngine({ data, clock });
        const stop = new AbortController();
        const streamed = firstAlert(engine.follow(['alert'], undefined, stop.signal));
        await sendDays(engine, clock, 0, DAYS - 5);
        expect(engine.alerts({}).items).toEqual([]);
        // In the middle of its history.
        await engine.close();
        stop.abort();
        engine = await openEngine({ data, clock });
        const streaming = new AbortController();
        const next = firstAlert(engine.follow(['alert'], undefined, streaming.signal));
        await sendDays(engine, clock, DAYS - 5, DAYS);
        await engine.flush();
        const { items } = engine.alerts({});
        const france = items.filter(({ by }) => by?.value === 'FR');
        expect(france).toMatchObject([
            { source: 'shop', kind: 'completeness', field: 'properties.price', event: 'Product Purchased', day: '2026-02-13', open: true },
        ]);
        expect((await next)?.type).toBe('alert');
        expect(await streamed).toBeUndefined();
        const figures = engine.quality('shop', {});
        expect(figures?.days).toHaveLength(DAYS);
        for (const without of [[], ['snapshots']]) {
            await engine.close();
            for (const folder of without)
                rmSync(join(data, folder), { recursive: true });
            engine = await openEngine({ data, clock });
            expect(engine.alerts({}).items).toEqual(items);
            expect(engine.quality('shop', {})).toEqual(figures);
        }
        expect(engine.alerts({ source: 'other' }).items).toEqual([]);
        const first = engine.alerts({ source: 'shop', limit: 1 });
        const rest = first.nextCursor === null ? [] : engine.alerts({ source: 'shop', cursor: first.nextCursor }).items;
        expect([...first.items, ...rest]).toEqual(items);
        streaming.abort();
    });
    test('say when a source has fallen silent, with no event needed', { timeout: 120_000 }, async () => {
        clock.advanceTo(MONDAY + DAYS * DAY);
        engine = await openEngine({ data, clock });
        await engine.publish([{ kind: 'source', name: 'shop', quality: { alerts: { silence: { after: '2h' } } } }], { by: 'test' });
        const now = clock.now();
        await engine.accept('shop', [{ kind: 'event', event: { ...event(0, 0, {}), timestamp: now, receivedAt: now } }]);
        clock.advanceTo(now + 3_600_000);
        expect(engine.alerts({}).items).toEqual([]);
        clock.advanceTo(now + 2 * 3_600_000);
        await engine.flush();
        expect(engine.alerts({}).items).toMatchObject([{ kind: 'silence', source: 'shop', value: 7_200_000 }]);
        // Told once, also by an engine that starts anew while the silence lasts.
        for (const folder of ['', 'snapshots']) {
            await engine.close();
            if (folder !== '')
                rmSync(join(data, folder), { recursive: true });
            engine = await openEngine({ data, clock });
            clock.advanceTo(clock.now() + 3 * 3_600_000);
            await engine.flush();
            expect(engine.alerts({}).items).toHaveLength(1);
        }
    });
});
