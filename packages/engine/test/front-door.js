import Fastify, {} from 'fastify';
import { cleanItems } from '../src/clean/clean-items.js';
import { collectRoutes } from '../src/collect/collect-routes.js';
import { RECEIVED_AT } from './cleaning.js';
import { FakeAccept } from './fake-accept.js';
export const WRITE_KEY = 'wk_web';
/** A front door with the real cleaning behind it and books in memory; not listening yet. */
export async function frontDoor(over = {}) {
    const engine = new FakeAccept();
    let ids = 0;
    const newMessageId = () => `generated-${++ids}`;
    const app = Fastify();
    await app.register(collectRoutes, {
        clock: { now: () => RECEIVED_AT },
        writeKeys: (key) => (key === WRITE_KEY ? 'web' : undefined),
        clean: (items, arrival) => cleanItems(items, { ...arrival, now: RECEIVED_AT, retention: null, newMessageId }),
        accept: engine.accept,
        recordRefused: engine.recordRefused,
        ...over,
    });
    return { app, engine };
}
/** The Basic header that SDKs send. */
export function basic(writeKey) {
    return `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
}
