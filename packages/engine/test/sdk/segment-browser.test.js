import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/chromium.js';
import { WRITE_KEY } from '../chaos/server-process.js';
import { callsOf, expectEachOnce } from './calls.js';
import { LimitedServer, NARROW_DOOR, slowSource } from './limited-server.js';
import { RestartingServer } from './restarting-server.js';
import { openSdkPage, sdkScript } from './sdk-page.js';
let browser;
beforeAll(async () => {
    browser = await launchChromium();
});
afterAll(() => browser.close());
/** Loads the SDK as its documentation says for a host of one's own. */
async function load(page, url, delivery) {
    await page.evaluate(([writeKey, cdnURL, deliveryStrategy]) => {
        const sdk = globalThis;
        sdk.failures = [];
        sdk.client = sdk.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL }, { integrations: { 'Segment.io': { deliveryStrategy } } });
        sdk.client.on('error', (error) => sdk.failures.push(JSON.stringify(error)));
    }, [WRITE_KEY, url, delivery]);
}
async function send(page, calls) {
    await page.evaluate((given) => {
        const { client } = globalThis;
        for (const { number, type, title } of given) {
            const options = { context: { call: number } };
            if (type === 'identify')
                void client.identify(`user-${number % 7}`, { title }, options);
            if (type === 'track')
                void client.track('Kettle Boiled', { title }, options);
            if (type === 'page')
                void client.page('', 'Kettles', { title }, options);
            if (type === 'screen')
                void client.screen('', 'Kettles', { title }, options);
            if (type === 'group')
                void client.group('acme', { title }, options);
            if (type === 'alias')
                void client.alias(`user-${number % 7}`, `older-${number}`, options);
        }
    }, calls);
}
async function expectNoComplaint({ page, complaints }) {
    expect(await page.evaluate(() => globalThis.failures)).toEqual([]);
    expect(complaints).toEqual([]);
}
const PACKAGE = sdkScript('@segment/analytics-next/dist/umd/index.js');
const ONE_BY_ONE = {};
const IN_BATCHES = { strategy: 'batching', config: { size: 20, timeout: 200 } };
describe('@segment/analytics-next', () => {
    it.each([
        ['1,000 calls one by one, as by default,', ONE_BY_ONE, 1000],
        ['400 calls in batches', IN_BATCHES, 400],
    ])('%s arrive once through a kill -9', async (_name, delivery, count) => {
        const server = await RestartingServer.start();
        const sdk = await openSdkPage(browser, PACKAGE);
        try {
            await load(sdk.page, server.url, delivery);
            const calls = callsOf(count);
            await send(sdk.page, calls.slice(0, count / 2));
            await server.untilAccepted(count / 5);
            await send(sdk.page, calls.slice(count / 2));
            await server.restart();
            await server.untilAccepted(count, 90_000);
            expectEachOnce(await server.arrived(), calls);
            await expectNoComplaint(sdk);
        }
        finally {
            await sdk.close();
            await server.stop();
        }
    });
    it('sends again what was answered 429 while the source is over its limit', async () => {
        const server = await LimitedServer.start(slowSource(10));
        const sdk = await openSdkPage(browser, PACKAGE);
        try {
            await load(sdk.page, server.url, IN_BATCHES);
            const calls = callsOf(100);
            await send(sdk.page, calls);
            await server.untilAccepted(100);
            expect(server.books.refused).toBeGreaterThan(0);
            expectEachOnce(await server.arrived(), calls);
            await expectNoComplaint(sdk);
        }
        finally {
            await sdk.close();
            await server.stop();
        }
    });
    it('sends again what was answered 503 while the engine is overloaded', async () => {
        const server = await LimitedServer.start(NARROW_DOOR);
        const sdk = await openSdkPage(browser, PACKAGE);
        try {
            await load(sdk.page, server.url, ONE_BY_ONE);
            let refused = 0;
            sdk.page.on('response', (response) => {
                if (response.status() === 503)
                    refused++;
            });
            const calls = callsOf(100);
            const flood = server.flood(3_000);
            await send(sdk.page, calls);
            await flood;
            await server.untilArrived(100);
            expect(refused).toBeGreaterThan(0);
            expectEachOnce(await server.arrived(), calls);
            await expectNoComplaint(sdk);
        }
        finally {
            await sdk.close();
            await server.stop();
        }
    });
}, 120_000);
