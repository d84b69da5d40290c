import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Mapping } from '../../src/collect/mapping/mapping.js';
import { readMappedItems } from '../../src/collect/files/read-mapped-items.js';
import { openEngine } from '../../src/engine.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { ERRORS } from '../../src/runtime/error-catalogue.js';
import { readDocument } from '../../src/workspace/read-document.js';
import { readWorkspace } from '../../src/workspace/read-workspace.js';
/** The items of files, each under its mapping's name, as `cusp import` would send them. */
export async function itemsOf(files) {
    const items = [];
    for (const { file, mapping: path, taken = () => true, lines } of files) {
        const mapping = await readDocument(path, Mapping, ERRORS.invalidMapping);
        for await (const batch of readMappedItems({ file, mapping, source: mapping.name, ...(lines && { input: linesOf(file, lines) }) })) {
            for (const item of batch.items)
                if (taken(item))
                    items.push({ source: mapping.name, item });
        }
    }
    return items;
}
/** The header of a gzipped file and the lines of it that are wanted. Of files whose fields hold no line breaks. */
async function* linesOf(file, wanted) {
    const [header = '', ...lines] = gunzipSync(await readFile(file))
        .toString('utf8')
        .split('\n');
    yield Buffer.from([header, ...lines.filter(wanted), ''].join('\n'));
}
/** The segments and metrics of a workspace's folder. */
export async function definitionsOf(folder) {
    const { definitions, problems } = await readWorkspace(folder);
    if (problems.length > 0)
        throw new Error(JSON.stringify(problems));
    return definitions.map(({ definition }) => definition);
}
const LONGEST_BATCH = 86_400_000;
const LARGEST_BATCH = 2_000;
/**
 * Publishes first and then lets everything happen: items come in at their own time, and at each instant the live members are counted.
 * No flood is looked for: a till's lines are no clicks.
 */
export async function liveCounts(items, definitions, nows) {
    const inTime = items
        .map((entry) => ({ ...entry, at: Date.parse(entry.item.timestamp) }))
        .toSorted((left, right) => left.at - right.at);
    const clock = new VirtualClock(Math.min(inTime[0]?.at ?? 0, nows[0] ?? 0) - 1_000);
    return withEngine(async (engine) => {
        await engine.publish(definitions, { by: 'test' });
        const counts = new Map(segmentsOf(definitions).map(({ name }) => [name, []]));
        let next = 0;
        for (const now of nows) {
            for (let batch = batchFrom(inTime, next, now); batch.length > 0; batch = batchFrom(inTime, next, now)) {
                next += batch.length;
                clock.advanceTo(batch.at(-1).at);
                await take(engine, batch);
            }
            clock.advanceTo(now);
            for (const [name, members] of counts)
                members.push(engine.segment(name)?.count ?? Number.NaN);
        }
        return counts;
    }, clock);
}
/** Takes everything in as history, then answers as of each instant; and by preview, before anything is published. */
export async function importedCounts(items, definitions, nows) {
    return withEngine(async (engine) => {
        for (let next = 0; next < items.length; next += LARGEST_BATCH)
            await take(engine, items.slice(next, next + LARGEST_BATCH));
        const others = definitions.filter(({ kind }) => kind !== 'segment');
        if (others.length > 0)
            await engine.publish(others, { by: 'test' });
        const previewed = new Map();
        for (const definition of segmentsOf(definitions)) {
            const counts = [];
            for (const now of nows)
                counts.push((await engine.preview(definition, now)).count);
            previewed.set(definition.name, counts);
            // One by one: a later segment may rest on an earlier one.
            await engine.publish([definition], { by: 'test' });
        }
        const filled = segmentsOf(definitions).map(({ name }) => [name, nows.map((now) => engine.segment(name, now)?.count ?? Number.NaN)]);
        return { previewed, filled: new Map(filled) };
    });
}
/** The definitions that are segments. */
export function segmentsOf(definitions) {
    return definitions.filter(({ kind }) => kind === 'segment');
}
/** Works with an engine on a folder of its own, which is gone afterwards. */
export async function withEngine(work, clock) {
    const data = mkdtempSync(join(tmpdir(), 'cusp-real-data-'));
    const engine = await openEngine({ data, ...(clock && { clock }) });
    try {
        return await work(engine);
    }
    finally {
        await engine.close();
        rmSync(data, { recursive: true, force: true });
    }
}
/** Takes items in, each for its source. @throws Error when one is not accepted. */
export async function take(engine, items) {
    for (const source of new Set(items.map((entry) => entry.source))) {
        const ofSource = items.filter((entry) => entry.source === source);
        const arrival = { source, receivedAt: engine.clock.now(), type: null, context: undefined, sentAt: undefined };
        const cleaned = engine.clean(ofSource.map(({ item }) => item), arrival, false);
        const refused = (await engine.accept(source, cleaned)).find(({ status }) => status !== 'accepted');
        if (refused !== undefined)
            throw new Error(`not accepted: ${JSON.stringify(refused)}`);
    }
}
/** The items from a place on that come in together: up to `now`, and not much apart. */
function batchFrom(items, from, now) {
    const end = Math.min((items[from]?.at ?? 0) + LONGEST_BATCH, now);
    let to = from;
    while (to < items.length && to - from < LARGEST_BATCH && items[to].at <= end)
        to++;
    return items.slice(from, to);
}
