import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder, eventually } from './data-folder.js';
import { WebhookReceiver } from './webhook-receiver.js';
const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
describe('law: Consent at the act', { timeout: 120_000 }, () => {
    let folder;
    let receiver;
    let server;
    beforeEach(async () => {
        folder = await DataFolder.make();
        receiver = await WebhookReceiver.listen();
        server = await folder.start();
        const channel = { webhook: { url: receiver.url, secret: SECRET } };
        await server.ask('PUT', '/definitions', {
            definitions: [
                { kind: 'purpose', name: 'marketing', consent: 'optIn' },
                { kind: 'segment', name: 'buyers', where: { performed: 'Order Completed' } },
                { kind: 'campaign', name: 'thanks', trigger: { entered: 'buyers' }, purpose: 'marketing', channel, message: { text: 'thank you' } },
            ],
        });
    });
    afterEach(async () => {
        await folder.close();
        await receiver.close();
    });
    async function buys(userId, more = {}) {
        const { status } = await server.batch([{ type: 'track', event: 'Order Completed', userId, messageId: `${userId} buys`, ...more }]);
        expect(status).toBe(200);
    }
    async function chooses(userId, marketing) {
        const item = {
            type: 'track',
            event: 'Preferences Saved',
            userId,
            messageId: `${userId} says ${marketing}`,
            context: { consent: { categoryPreferences: { marketing } } },
        };
        expect((await server.batch([item])).status).toBe(200);
    }
    function decided(userId, isSo) {
        const ask = async () => (await server.ask('GET', `/decisions?customer=${encodeURIComponent(`userId:${userId}`)}`)).decisions[0];
        return eventually(ask, (decision) => decision !== undefined && isSo(decision));
    }
    it('unknown is refused, granted is delivered and signed, and history is stale', async () => {
        await buys('silent');
        expect(await decided('silent', () => true)).toMatchObject({
            outcome: 'refused',
            reason: 'consent_unknown',
            delivery: { status: 'none' },
        });
        await chooses('late', true);
        await buys('late', { timestamp: new Date(Date.now() - 3 * 3_600_000).toISOString() });
        expect(await decided('late', () => true)).toMatchObject({ outcome: 'refused', reason: 'stale', delivery: { status: 'none' } });
        await chooses('willing', true);
        await buys('willing');
        expect(await decided('willing', ({ delivery }) => delivery.status !== 'pending')).toMatchObject({
            outcome: 'send',
            delivery: { status: 'delivered', attempts: 1 },
        });
        expect(receiver.received).toHaveLength(1);
        const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
        const message = new Webhook(SECRET).verify(body, headers);
        expect(message).toMatchObject({
            type: 'campaign.message',
            data: { campaign: 'thanks', customer: 'userId:willing', message: { text: 'thank you' } },
        });
        expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow();
    });
    it('a withdrawal between two attempts ends the delivery, also across a kill', async () => {
        receiver.status = 503;
        for (const userId of ['changes', 'changes too']) {
            await chooses(userId, true);
            await buys(userId);
            await decided(userId, ({ delivery }) => delivery.attempts === 1);
        }
        await eventually(() => Promise.resolve(receiver.received.length), (count) => count === 2);
        receiver.status = 200;
        await chooses('changes', false);
        await chooses('changes too', false);
        await server.kill();
        server = await folder.start();
        for (const userId of ['changes', 'changes too']) {
            const decision = await decided(userId, ({ delivery }) => delivery.status !== 'pending');
            expect(decision).toMatchObject({
                outcome: 'send',
                delivery: { status: 'refused', attempts: 1, detail: expect.stringContaining('consent_denied') },
            });
        }
        expect(receiver.received).toHaveLength(2);
    });
    it('what became true while the server was off is decided and delivered by the next start', async () => {
        await chooses('coming', true);
        await buys('coming', { timestamp: new Date(Date.now() + 2_000).toISOString() });
        await server.kill();
        await sleep(2_000);
        server = await folder.start();
        expect(await decided('coming', ({ delivery }) => delivery.status === 'delivered')).toMatchObject({
            outcome: 'send',
            delivery: { attempts: 1 },
        });
        expect(receiver.received).toHaveLength(1);
    });
});
