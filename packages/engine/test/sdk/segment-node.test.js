import { Analytics } from '@segment/analytics-node';
import { describe, expect, it } from 'vitest';
import { WRITE_KEY } from '../chaos/server-process.js';
import { callsOf, expectEachOnce } from './calls.js';
import { LimitedServer, NARROW_DOOR, slowSource } from './limited-server.js';
import { RestartingServer } from './restarting-server.js';
/** A client with its default of ten retries; what it gives up is among the failures. */
function clientOf(host) {
    const failures = [];
    const client = new Analytics({ writeKey: WRITE_KEY, host, flushAt: 10, flushInterval: 200 });
    client.on('error', (error) => failures.push(error));
    return { client, failures };
}
function send(client, { number, type, title }) {
    const base = { userId: `user-${number % 7}`, context: { call: number } };
    if (type === 'identify')
        client.identify({ ...base, traits: { title } });
    if (type === 'track')
        client.track({ ...base, event: 'Kettle Boiled', properties: { title } });
    if (type === 'page')
        client.page({ ...base, name: 'Kettles', properties: { title } });
    if (type === 'screen')
        client.screen({ ...base, name: 'Kettles', properties: { title } });
    if (type === 'group')
        client.group({ ...base, groupId: 'acme', traits: { title } });
    if (type === 'alias')
        client.alias({ ...base, previousId: `older-${number}` });
}
describe('@segment/analytics-node', () => {
    it('1,000 calls arrive once through a kill -9', async () => {
        const server = await RestartingServer.start();
        try {
            const { client, failures } = clientOf(server.url);
            const calls = callsOf(1000);
            for (const call of calls.slice(0, 500))
                send(client, call);
            await server.untilAccepted(200);
            for (const call of calls.slice(500))
                send(client, call);
            await server.restart();
            await client.closeAndFlush({ timeout: 90_000 });
            expect(failures).toEqual([]);
            expectEachOnce(await server.arrived(), calls);
        }
        finally {
            await server.stop();
        }
    });
    it.each([
        ['429 while the source is over its limit', slowSource(60)],
        ['503 while the engine is overloaded', NARROW_DOOR],
    ])('sends again what was answered %s', async (_name, limits) => {
        const server = await LimitedServer.start(limits);
        try {
            const { client, failures } = clientOf(server.url);
            const calls = callsOf(300);
            for (const call of calls)
                send(client, call);
            await client.closeAndFlush({ timeout: 90_000 });
            expect(failures).toEqual([]);
            expect(server.books.refused).toBeGreaterThan(0);
            expectEachOnce(await server.arrived(), calls);
        }
        finally {
            await server.stop();
        }
    });
}, 150_000);
