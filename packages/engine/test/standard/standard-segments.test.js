/**
 * law: One meaning — the standard segments rest on metrics, on each other, on sessions, and on time that passes: as customers of the simulated
 * shop live on, their members are at each instant those that history and preview give.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readDemoWorkspace } from '../../src/simulation/demo/publish-workspace.js';
import { DAY } from '../../src/simulation/world/options.js';
import { createWorld } from '../../src/simulation/world/world.js';
import { definitionsOf, importedCounts, liveCounts, segmentsOf, withEngine } from '../real-data/three-ways.js';
const examples = (name) => fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));
const START = Date.UTC(2026, 2, 1);
const after = (days) => START + Math.floor(days * DAY);
const MIDDLE = after(35.3);
const END = after(60);
/** After all has happened, so that only time passes. Before it, history knows who proves later to be one person, and the present does not. */
const AFTERWARDS = [END, after(75.3), after(160), after(250)];
describe('the standard definitions', () => {
    test('have the same members live, from history and in preview', { timeout: 300_000 }, async () => {
        const definitions = await definitionsOf(examples('standard'));
        const world = createWorld({ seed: 'standard', customers: 150, start: START, end: END });
        const items = [...world.events()].map(({ at, call }) => ({
            source: 'shop',
            item: { ...call, timestamp: new Date(at).toISOString() },
        }));
        const live = await liveCounts(items, definitions, [MIDDLE, ...AFTERWARDS]);
        const soFar = items.filter(({ item }) => Date.parse(item.timestamp) <= MIDDLE);
        const early = await importedCounts(soFar, definitions, [MIDDLE]);
        const late = await importedCounts(items, definitions, AFTERWARDS);
        for (const { name } of segmentsOf(definitions)) {
            const counts = live.get(name) ?? [];
            expect({ name, counts: [...(early.filled.get(name) ?? []), ...(late.filled.get(name) ?? [])] }).toEqual({ name, counts });
            expect({ name, counts: [...(early.previewed.get(name) ?? []), ...(late.previewed.get(name) ?? [])] }).toEqual({ name, counts });
            expect(Math.max(...counts), name).toBeGreaterThan(0);
        }
    });
    test('can be published beside those of the demo shop', async () => {
        const shop = await readDemoWorkspace(examples('shop'), { url: 'https://shop.example/offers' });
        const published = await withEngine(async (engine) => engine.publish([...(await definitionsOf(examples('standard'))), ...shop], { by: 'test' }));
        expect(published.every(({ change }) => change === 'add')).toBe(true);
    });
});
