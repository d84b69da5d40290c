import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../../src/api/listen.js';
import { createServer } from '../../src/api/server.js';
import { openEngine } from '../../src/engine.js';
import { WRITE_KEY } from '../chaos/server-process.js';
import { ARRIVED } from './calls.js';
/** A source that may send so many events a second. */
export function slowSource(eventsPerSecond) {
    return { limits: { eventsPerSecond, burst: eventsPerSecond } };
}
const FLOOD = 'Flooded';
const NARROW = 12;
/** An engine that is overloaded as soon as more than a dozen events wait for the disk. */
export const NARROW_DOOR = { inFlight: { bytes: 1024 * 1024, items: NARROW } };
/** A real engine behind a real server with limits that an SDK soon meets. */
export class LimitedServer {
    url;
    #engine;
    #close;
    constructor(url, engine, close) {
        this.url = url;
        this.#engine = engine;
        this.#close = close;
    }
    static async start({ limits, ...door }) {
        const data = await mkdtemp(join(tmpdir(), 'cusp-limited-'));
        const engine = await openEngine({ data });
        if (limits !== undefined)
            await engine.publish([{ kind: 'source', name: 'shop', limits }], { by: 'test' });
        const writeKeys = (key) => (key === WRITE_KEY ? 'shop' : undefined);
        const app = await createServer({ engine, adminToken: 'token', writeKeys, ...door });
        const url = await listen(app, { host: '127.0.0.1', port: 0, adminTokenChosen: false });
        return new LimitedServer(url, engine, async () => {
            await app.close();
            await engine.close();
            await rm(data, { recursive: true, force: true });
        });
    }
    get books() {
        return (this.#engine.sources().find(({ name }) => name === 'shop')?.accounting ?? {
            received: 0,
            accepted: 0,
            duplicate: 0,
            quarantined: 0,
            refused: 0,
        });
    }
    /** Waits until so many events were taken in. @throws Error when it takes too long. */
    async untilAccepted(count, limitMs = 40_000) {
        const limit = Date.now() + limitMs;
        while (this.books.accepted < count) {
            if (Date.now() > limit)
                throw new Error(`${this.books.accepted} of ${count} events were accepted within ${limitMs} ms`);
            await sleep(20);
        }
    }
    /** Waits until so many events beside the flood are in the warehouse. @throws Error when it takes too long. */
    async untilArrived(count, limitMs = 60_000) {
        const limit = Date.now() + limitMs;
        while ((await this.arrived()).length < count) {
            if (Date.now() > limit)
                throw new Error(`fewer than ${count} events arrived within ${limitMs} ms`);
            await sleep(200);
        }
    }
    /** Overloads a {@link NARROW_DOOR} for a while: others send as much as it takes, and more. */
    async flood(forMs) {
        const end = Date.now() + forMs;
        let sent = 0;
        const sender = async () => {
            while (Date.now() < end) {
                const batch = Array.from({ length: NARROW }, () => ({
                    type: 'track',
                    event: FLOOD,
                    userId: 'flood',
                    messageId: `flood-${sent++}`,
                }));
                const answer = await fetch(`${this.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ batch, writeKey: WRITE_KEY }) });
                await answer.arrayBuffer();
            }
        };
        await Promise.all(Array.from({ length: 6 }, sender));
    }
    /** What arrived, without the flood. */
    async arrived() {
        await this.#engine.flush();
        const { rows } = await this.#engine.sql(ARRIVED, {});
        return rows.filter(({ event }) => event !== FLOOD);
    }
    stop() {
        return this.#close();
    }
}
