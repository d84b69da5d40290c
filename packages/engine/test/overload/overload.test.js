import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProcess } from '../chaos/server-process.js';
import { bestRate, quantile, Sender } from './open-loop.js';
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/** The slowest of a hundred admitted requests may wait the second that the door promises, with room for a busy machine. */
const MOST_WAIT_MS = 5_000;
/** So many that the server has more to do for an event than whoever sends it: or else the machine would be measured by its client. */
const SEGMENTS = 100;
const MOST_GROWTH_BYTES = 500 * 1024 * 1024;
let data;
let server;
let sender;
beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'cusp-overload-'));
    server = await ServerProcess.start({ data, repository });
    const definitions = Array.from({ length: SEGMENTS }, (_, index) => ({
        kind: 'segment',
        name: `boilers_${index}`,
        where: { performed: 'Kettle Boiled', where: { 'properties.cups': { gte: index / SEGMENTS } }, within: '1h' },
    }));
    await server.ask('PUT', '/definitions', { definitions });
    sender = new Sender(server.url);
    await sender.connect();
});
afterAll(async () => {
    sender?.close();
    await server?.kill();
    await rm(data, { recursive: true, force: true });
});
/** The most memory that the server ever had, in bytes. */
async function peakMemory() {
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
/** How long the management API took, asked again and again while something goes on. */
async function responsiveness(during) {
    const over = during.then(() => true);
    const took = [];
    do {
        const began = performance.now();
        await server.call('GET', '/overview');
        took.push(performance.now() - began);
    } while (!(await Promise.race([over, sleep(100)])));
    return took;
}
it('three times what it can take: quick for those let in, Retry-After for the others, and nothing acknowledged is lost', async () => {
    const calibration = await sender.closedLoop(32, 2_500);
    const capacity = bestRate(calibration);
    const before = await peakMemory();
    const flood = sender.openLoop(3 * capacity, 6_000);
    const asked = await responsiveness(flood);
    const answered = await flood;
    const grown = (await peakMemory()) - before;
    const taken = answered.filter(({ status }) => status === 200);
    const refused = answered.filter(({ status }) => status !== 200);
    const figures = {
        capacity: Math.round(capacity),
        p99Before: Math.round(quantile(times(calibration), 0.99)),
        sent: answered.length,
        taken: taken.length,
        refused: refused.length,
        p99OfTaken: Math.round(quantile(times(taken), 0.99)),
        p99OfRefused: Math.round(quantile(times(refused), 0.99)),
        p99OfOverview: Math.round(quantile(asked, 0.99)),
        grownMiB: Math.round(grown / 2 ** 20),
    };
    const said = JSON.stringify(figures);
    expect(new Set(refused.map(({ status }) => status)), said).toEqual(new Set([503]));
    expect(refused.filter(({ retryAfter }) => !(Number(retryAfter) >= 1)), said).toEqual([]);
    expect(taken.length, said).toBeGreaterThan(capacity);
    // A machine that is busy with other things is slow before the flood too.
    const mostWait = Math.max(MOST_WAIT_MS, 8 * figures.p99Before);
    expect(quantile(times(taken), 0.99), said).toBeLessThan(mostWait);
    expect(quantile(asked, 0.99), said).toBeLessThan(mostWait);
    expect(grown, said).toBeLessThan(MOST_GROWTH_BYTES);
    await expectAllThere([...calibration, ...taken], refused.length);
    process.stdout.write(`overload: ${said}\n`);
}, 150_000);
function times(answered) {
    return answered.map(({ tookMs }) => tookMs);
}
/** The ledger against the engine: every acknowledged event is there, and the books balance. */
async function expectAllThere(acknowledged, refused) {
    const ids = new Set(acknowledged.flatMap(({ ids: of }) => of));
    await server.flush();
    const [counted] = await server.sql('SELECT count() AS all, uniqExact(message_id) AS ids FROM events');
    expect([Number(counted?.all), Number(counted?.ids)]).toEqual([ids.size, ids.size]);
    const { sources } = await server.ask('GET', '/sources');
    expect(sources[0]?.accounting).toEqual({ received: ids.size, accepted: ids.size, duplicate: 0, quarantined: 0, refused });
}
