import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from './data-folder.js';
import { ServerEnded } from './server-process.js';
describe('bad input and bad surroundings', { timeout: 120_000 }, () => {
    let folder;
    let server;
    beforeEach(async () => {
        folder = await DataFolder.make();
        server = await folder.start();
    });
    afterEach(() => folder.close());
    async function isAlive() {
        const { status } = await server.batch([{ type: 'track', event: 'Alive', userId: 'u', messageId: `alive ${Math.random()}` }]);
        expect(status).toBe(200);
    }
    function codeOf({ text }) {
        return JSON.parse(text).code;
    }
    it('a second process on the same data is told so, and harms nothing', async () => {
        const second = await folder.start().then(() => undefined, (error) => error);
        expect(second).toBeInstanceOf(ServerEnded);
        expect(second.code).not.toBe(0);
        expect(second.output).toContain('data_locked');
        await isAlive();
    });
    it('a port that is taken is named, and the data is let go', async () => {
        const busy = createServer();
        await new Promise((resolve) => busy.listen(0, '127.0.0.1', resolve));
        await server.stop();
        try {
            const port = String(busy.address().port);
            const failed = await folder.start({ args: ['--port', port] }).then(() => undefined, (error) => error);
            expect(failed).toBeInstanceOf(ServerEnded);
            expect(failed.code).not.toBe(0);
            expect(failed.output).toContain('port_busy');
        }
        finally {
            await new Promise((resolve) => busy.close(resolve));
        }
        server = await folder.start();
        await isAlive();
    });
    it('bodies that cannot be taken are answered with a code and a remedy', async () => {
        const deep = `{"batch":[{"type":"track","event":"Deep","userId":"u","messageId":"deep","properties":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}]}`;
        const answers = {
            invalid: await server.track('/v1/batch', '{"batch": ['),
            oversize: await server.track('/v1/batch', JSON.stringify({ batch: [{ type: 'track', event: 'x'.repeat(5_000_000) }] })),
            'much too large': await server.track('/v1/batch', 'x'.repeat(12_000_000)),
            'too large for the API': await server.call('POST', '/sql', { query: 'x'.repeat(9_000_000) }),
            'broken gzip': await server.track('/v1/batch', 'no gzip at all', { 'content-encoding': 'gzip' }),
            'unknown key': await server.track('/v1/track', '{"event":"E","userId":"u"}', {
                authorization: `Basic ${Buffer.from('no:').toString('base64')}`,
            }),
            deep: await server.track('/v1/batch?verbose=1', deep),
        };
        for (const [what, { status }] of Object.entries(answers))
            expect([what, status >= 400 && status < 500]).toEqual([what, what !== 'deep']);
        for (const [what, answer] of Object.entries(answers))
            if (what !== 'deep')
                expect([what, typeof codeOf(answer)]).toEqual([what, 'string']);
        expect(answers.deep.text).toContain('quarantined');
        await isAlive();
    });
    it('items that cannot be events are put aside with a reason, and the rest of their batch counts', async () => {
        const track = { type: 'track', event: 'E', userId: 'u' };
        const items = [
            { ...track, messageId: 'good' },
            { ...track, messageId: 'polluting' },
            { ...track, messageId: 'future', timestamp: new Date(Date.now() + 3 * 86_400_000).toISOString() },
            { ...track, messageId: 'never', timestamp: 'never' },
            { ...track, messageId: 'nobody', userId: undefined },
            { ...track, messageId: 'unnamed', event: undefined },
            { ...track, messageId: 'large', properties: { text: 'x'.repeat(40_000) } },
            7,
            null,
        ];
        const body = JSON.stringify({ batch: items }).replace('"messageId":"polluting"', '"messageId":"polluting","properties":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
        const { status, text } = await server.track('/v1/batch?verbose=1', body);
        expect(status).toBe(200);
        const { outcomes } = JSON.parse(text);
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['accepted', ...items.slice(1).map(() => 'quarantined')]);
        expect(outcomes[2]?.reason).toBe('future_timestamp');
        expect(outcomes.slice(1).every(({ reason }) => typeof reason === 'string')).toBe(true);
        const { events } = await server.ask('GET', '/customers/userId:u/timeline');
        expect(events).toHaveLength(1);
        await server.flush();
        const [source] = (await server.ask('GET', '/sources')).sources;
        expect(source?.accounting).toMatchObject({ received: 9, accepted: 1, duplicate: 0, quarantined: 8 });
        await isAlive();
    });
});
