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
/** The SDK with everything in it: the other one loads plugins from RudderStack's own servers. */
const PACKAGE = sdkScript('@rudderstack/analytics-js/bundled', '../../umd/index.js');
/** It has no screen call. */
const TYPES = ['identify', 'track', 'page', 'group', 'alias'];
/** Its queue holds 100 items unless told otherwise, and drops the oldest beyond. */
const ONE_BY_ONE = { queueOptions: { maxItems: 1000 } };
const IN_BATCHES = { queueOptions: { maxItems: 1000, batch: { enabled: true, maxItems: 20, flushInterval: 200 } } };
const BEACONS = { useBeacon: true, beaconQueueOptions: { maxItems: 20, flushQueueInterval: 200 } };
async function load(page, url, options) {
    await page.evaluate(([writeKey, server, given]) => {
        const sdk = globalThis;
        sdk.client = new sdk.rudderanalytics.RudderAnalytics();
        sdk.client.load(writeKey, server, { configUrl: server, logLevel: 'NONE', ...given });
    }, [WRITE_KEY, url, options]);
}
async function send(page, calls) {
    await page.evaluate((given) => {
        const { client } = globalThis;
        for (const { number, type, title } of given) {
            const options = { context: { call: number } };
            if (type === 'identify')
                client.identify(`user-${number % 7}`, { title }, options);
            if (type === 'track')
                client.track('Kettle Boiled', { title }, options);
            if (type === 'page')
                client.page('', 'Kettles', { title }, options);
            if (type === 'group')
                client.group('acme', { title }, options);
            if (type === 'alias')
                client.alias(`user-${number % 7}`, `older-${number}`, options);
        }
    }, calls);
}
describe('@rudderstack/analytics-js', () => {
    it('1,000 calls in batches arrive once through a kill -9', async () => {
        const server = await RestartingServer.start();
        const sdk = await openSdkPage(browser, PACKAGE);
        try {
            await load(sdk.page, server.url, IN_BATCHES);
            const calls = callsOf(1000, TYPES);
            await send(sdk.page, calls.slice(0, 500));
            await server.untilAccepted(200);
            await send(sdk.page, calls.slice(500));
            await server.restart();
            await server.untilAccepted(1000, 90_000);
            expectEachOnce(await server.arrived(), calls);
            expect(sdk.complaints).toEqual([]);
        }
        finally {
            await sdk.close();
            await server.stop();
        }
    });
    it.each([
        ['one by one, as by default, answered 429 while the source is over its limit', slowSource(20), ONE_BY_ONE, 100],
        ['in batches, answered 503 while the engine is overloaded', NARROW_DOOR, IN_BATCHES, 100],
        // More than 64 KB of beacons at a time the browser drops.
        ['as beacons, whose answers nobody hears', {}, BEACONS, 30],
    ])('calls %s', async (_name, limits, delivery, count) => {
        const server = await LimitedServer.start(limits);
        const sdk = await openSdkPage(browser, PACKAGE);
        try {
            let refused = 0;
            sdk.page.on('response', (response) => {
                if (response.status() === 429 || response.status() === 503)
                    refused++;
            });
            await load(sdk.page, server.url, delivery);
            const calls = callsOf(count, TYPES);
            const flood = 'inFlight' in limits ? server.flood(3_000) : Promise.resolve();
            await send(sdk.page, calls);
            await flood;
            await server.untilArrived(count);
            expect(refused > 0).toBe(delivery !== BEACONS);
            expectEachOnce(await server.arrived(), calls);
            expect(sdk.complaints).toEqual([]);
        }
        finally {
            await sdk.close();
            await server.stop();
        }
    });
}, 150_000);
