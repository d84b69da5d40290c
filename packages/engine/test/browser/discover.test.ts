import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asEvents } from '../../src/simulation/situations/as-events.js';
import { madeWorld, nameOf } from '../../src/simulation/situations/made-world.js';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { violations } from './looked-at-page.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const DAY = 86_400_000;
const PART = 500;
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

/** A shop in which who compares after a view of theirs is far more likely to buy; sixty days of it, up to yesterday. */
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-discover-'));
  server = await ServerProcess.start({ data, repository });
  const effect = (visit: readonly { readonly name: number }[]): number => (visit.some(({ name }) => name === nameOf('Compare')) ? 6 : 1);
  const events = [...asEvents(madeWorld({ seed: 'shop', customers: 250, base: 0.1, effect }), Date.now() - 61 * DAY)];
  const calls = events.map(({ messageId, event, userId, timestamp, properties, context }) => ({
    type: 'track',
    messageId,
    event,
    userId,
    timestamp: new Date(timestamp).toISOString(),
    properties,
    context,
  }));
  for (let from = 0; from < calls.length; from += PART) await send(calls.slice(from, from + PART));
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
  listen(page, complaints);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

async function send(batch: readonly object[]): Promise<void> {
  const sent = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: WRITE_KEY, batch }) });
  expect(sent.status).toBe(200);
}

it('what precedes the goal is found, adopted with one click, and fires for the next customer who does it', async () => {
  await page.goto(`${server.url}/discover#token=${ADMIN_TOKEN}`);
  await page.getByLabel('Goal', { exact: true }).fill('Goal');
  await page.getByLabel('Within').fill('1d');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const finding = page.locator('.finding').first();
  await finding.waitFor({ timeout: 90_000 });
  expect(await finding.innerText()).toContain('Compare');
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(tmpdir(), 'cusp-discover.png'), fullPage: true });
  await finding.getByText('The moment that it would be').click();
  const name = /^name: (\S+)$/m.exec(await finding.locator('pre').innerText())?.[1] ?? '';
  await finding.getByRole('button', { name: 'Adopt: publish it' }).click();
  const live = finding.getByRole('link', { name: name.replaceAll('_', ' ') });
  await live.click();
  await page.getByRole('heading', { level: 1, name: name.replaceAll('_', ' ') }).waitFor();
  await send([{ type: 'track', event: 'Compare', userId: 'shopper', messageId: 'live', context: { device: { type: 'mobile' } } }]);
  await page.getByRole('link', { name: 'shopper' }).first().waitFor();
  await page.screenshot({ path: join(tmpdir(), 'cusp-adopted.png'), fullPage: true });
  expect(complaints).toEqual([]);
}, 180_000);
