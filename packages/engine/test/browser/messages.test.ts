/** A website shows a campaign's messages by the tracker's script alone, and what became of them is known: a real browser, the unchanged SDK, a real engine. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { DecideAnswer } from '../../src/api/contract.js';
import { ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { sdkScript } from '../sdk/sdk-page.js';
import { launchChromium } from './chromium.js';
import { openOwnSite, type OwnSite } from './own-site.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let site: OwnSite;

const campaign = (name: string, event: string, text: string) => [
  { kind: 'segment', name: `${name}_buyers`, title: name, where: { performed: event, within: '7d' } },
  {
    kind: 'campaign',
    name,
    trigger: { entered: `${name}_buyers` },
    purpose: 'marketing',
    channel: { site: { placement: 'banner' } },
    message: { text },
  },
];
const DEFINITIONS = [...campaign('kettles', 'Kettle Viewed', 'Tea?'), ...campaign('lamps', 'Lamp Viewed', 'Light?')];

/** All that a site needs of its own: somewhere to show a message, and what to do with it. */
const page = (engine: string) => `<!doctype html><title>Kettles</title><link rel="icon" href="data:,">
<script src="/sdk.js"></script><script src="/messages.js"></script>
<ul id="messages"></ul>
<script>
  analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${WRITE_KEY}', cdnURL: '${engine}' });
  analytics.ready(async () => {
    const user = await analytics.user();
    cusp.onDecision({ url: '${engine}', writeKey: '${WRITE_KEY}', anonymousId: user.anonymousId(), placements: ['banner'] }, (message) => {
      const item = document.createElement('li');
      item.textContent = message.message.text;
      for (const what of ['clicked', 'dismissed']) {
        const button = document.createElement('button');
        button.textContent = what;
        button.onclick = () => { cusp.respond(analytics, message, what, what === 'clicked' ? location.href : undefined); item.remove(); };
        item.append(button);
      }
      messages.append(item);
      cusp.respond(analytics, message, 'opened');
    });
  });
</script>`;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-messages-'));
  server = await ServerProcess.start({ data, repository });
  await server.ask('PUT', '/definitions', { definitions: DEFINITIONS });
  const scripts = new Map([
    ['/sdk.js', await readFile(sdkScript('@segment/analytics-next/dist/umd/index.js'))],
    ['/messages.js', await readFile(join(repository, 'packages/tracker/dist/cusp-messages.iife.js'))],
  ]);
  site = await openOwnSite((path) => {
    const body = scripts.get(path);
    return body === undefined ? { body: page(server.url), type: 'text/html' } : { body, type: 'text/javascript' };
  });
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

/** What the page's own scripts see. */
interface Client {
  track(event: string, properties: object, options: object): Promise<unknown>;
  user(): Promise<{ anonymousId(): string }>;
}
type PageOf = { analytics: Client };

async function visit(): Promise<{ readonly page: Page; readonly anonymousId: string }> {
  const opened = await (await browser.newContext({ locale: 'en-US' })).newPage();
  listen(opened, complaints);
  await opened.goto(site.url);
  const anonymousId = await opened.evaluate(async () => (await (globalThis as unknown as PageOf).analytics.user()).anonymousId());
  return { page: opened, anonymousId };
}

function look(opened: Page, event: string): Promise<void> {
  return opened.evaluate(async (name) => {
    const context = { consent: { categoryPreferences: { marketing: true } } };
    await (globalThis as unknown as PageOf).analytics.track(name, {}, { context });
  }, event);
}

/** The responses that have come, oldest first, once there are so many. */
async function responses(anonymousId: string, count: number): Promise<unknown[]> {
  const all = async () => {
    const { events } = await server.ask<{ events: { event?: string; properties?: unknown }[] }>(
      'GET',
      `/customers/anonymousId:${anonymousId}/timeline`,
    );
    return events.filter(({ event }) => event?.startsWith('Message ')).map(({ event, properties }) => ({ event, properties }));
  };
  await vi.waitUntil(async () => (await all()).length >= count, { timeout: 10_000, interval: 100 });
  return (await all()).reverse();
}

async function waitingFor(anonymousId: string): Promise<string[]> {
  const asked = { writeKey: WRITE_KEY, anonymousId, placements: ['banner'] };
  const response = await fetch(`${server.url}/api/v1/decide`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  return ((await response.json()) as DecideAnswer).messages.map(({ campaign: name }) => name);
}

it('shows a message as it comes, tells that it was seen and clicked, and does not show it again', async () => {
  const { page: opened, anonymousId } = await visit();
  await look(opened, 'Kettle Viewed');
  const shown = opened.locator('#messages li');
  await shown.filter({ hasText: 'Tea?' }).waitFor();
  expect(await waitingFor(anonymousId)).toEqual(['kettles']);
  await shown.getByRole('button', { name: 'clicked' }).click();
  const about = { campaign: 'kettles', placement: 'banner', channel: 'site' };
  expect(await responses(anonymousId, 2)).toMatchObject([
    { event: 'Message Opened', properties: about },
    { event: 'Message Clicked', properties: { ...about, url: `${site.url}/` } },
  ]);
  expect(await waitingFor(anonymousId)).toEqual([]);
  await look(opened, 'Lamp Viewed');
  await shown.filter({ hasText: 'Light?' }).waitFor();
  expect(await shown.count()).toBe(1);
  await opened.context().close();
});

it('a message that waits is shown on the next page too, until it is dismissed', async () => {
  const { page: opened, anonymousId } = await visit();
  await look(opened, 'Kettle Viewed');
  const shown = opened.locator('#messages li');
  await shown.waitFor();
  await opened.reload();
  await shown.waitFor();
  await shown.getByRole('button', { name: 'dismissed' }).click();
  expect(await responses(anonymousId, 3)).toMatchObject([
    { event: 'Message Opened' },
    { event: 'Message Opened' },
    { event: 'Message Dismissed' },
  ]);
  expect(await waitingFor(anonymousId)).toEqual([]);
  await opened.context().close();
});

it('who did not allow it is shown nothing', async () => {
  const { page: opened, anonymousId } = await visit();
  await opened.evaluate(() => (globalThis as unknown as PageOf).analytics.track('Kettle Viewed', {}, {}));
  await vi.waitUntil(async () => (await server.call('GET', `/customers/anonymousId:${anonymousId}`)).status === 200, { timeout: 10_000 });
  expect(await waitingFor(anonymousId)).toEqual([]);
  expect(await opened.locator('#messages li').count()).toBe(0);
  await opened.context().close();
});

it('finds the engine again when it was away', async () => {
  const { page: opened } = await visit();
  const { port } = new URL(server.url);
  await server.stop();
  server = await ServerProcess.start({ data, repository, args: ['--port', port] });
  const before = complaints.length;
  await look(opened, 'Lamp Viewed');
  await opened.locator('#messages li', { hasText: 'Light?' }).waitFor({ timeout: 20_000 });
  // The browser itself reports each connection that is refused, and nothing else is reported.
  expect(complaints.slice(before).filter((line) => !line.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  await opened.context().close();
});

it('the pages complain of nothing but that the engine was away', () => {
  expect(complaints.filter((line) => !/ERR_(?:CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING)/.test(line))).toEqual([]);
});
