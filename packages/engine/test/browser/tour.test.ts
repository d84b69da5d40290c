import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerProcess } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { listen, lookAt, openAsVisitor, type Visitor } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/** What the browser complained of. */
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
/** The address that the server prints. */
let tour: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-tour-'));
  const args = ['--demo', '--customers', '120', '--days', '10'];
  server = await ServerProcess.start({ data, repository, args });
  browser = await launchChromium();
  while (!server.output.includes('the customers live')) await sleep(50);
  tour = /Be a customer\s+(\S+)/.exec(server.output)?.[1] ?? '';
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

/** Opens the console, signed in as the printed link does. */
async function openConsole(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  listen(page, complaints);
  await page.goto(tour);
  await page.getByRole('link', { name: 'Now', exact: true }).click();
  await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor();
  return page;
}

const numberIn = (text: string) => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));

async function leave({ page }: Visitor): Promise<void> {
  await page.context().close();
}

it('a visitor who compares three kettles on the phone sees their events, the moment, and the offer in the shop', async () => {
  const visitor = await openAsVisitor(browser, tour, 'comparing', complaints);
  const { page, shop, diary } = visitor;
  expect(page.url()).not.toContain('token');
  await expect(shop.getByLabel('Phone').isChecked()).resolves.toBe(true);
  await shop.getByRole('button', { name: 'Yes' }).click();
  await lookAt(visitor, 'Brook', 'Tarn', 'Swan');
  const moment = diary.locator('.diary-moment');
  await moment.getByText(/detected .* after the event that completed it/).waitFor();
  expect(await moment.innerText()).toMatch(/comparing prices/);
  await diary.locator('.diary-decision', { hasText: 'An offer goes out to you' }).waitFor();
  const banner = shop.getByRole('status', { name: 'An offer for you' });
  await banner.getByText('WARM10').waitFor();
  expect(await banner.innerText()).toContain('Still comparing?');
  const seen = page.locator('.tour-steps .check-passed');
  await expect.poll(() => seen.count()).toBe(3);
  const titles = await seen.allInnerTexts();
  await page.reload();
  await seen.first().waitFor();
  expect(await seen.allInnerTexts()).toEqual(titles);
  await leave(visitor);
});

it('a visitor who adds to the cart between the looks sees no moment, and why', async () => {
  const visitor = await openAsVisitor(browser, tour, 'decided', complaints);
  const { page, shop, diary } = visitor;
  await shop.getByRole('button', { name: 'Yes' }).click();
  await lookAt(visitor, 'Brook', 'Tarn');
  await page.getByText('2 of 3 steps so far.').waitFor();
  await shop.getByRole('button', { name: 'Add to cart' }).click();
  // Arrived, and not only sent: what the server takes for its time includes how long it was under way.
  await diary.locator('.diary-event', { hasText: 'Product Added' }).getByText('from click to here').waitFor();
  await lookAt(visitor, 'Swan');
  const moment = page.getByRole('region', { name: 'The moment “comparing prices”' });
  await moment.getByText('It does not fire: “Product Added” came in between.').waitFor();
  await diary.locator('.diary-event', { hasText: 'Product Added' }).getByText('This came in between').waitFor();
  expect(await diary.locator('.diary-moment').count()).toBe(0);
  expect(await shop.getByRole('status').count()).toBe(0);
  await leave(visitor);
});

it('a visitor who withdraws consent is sent nothing, and sees the refusal', async () => {
  const visitor = await openAsVisitor(browser, tour, 'withdrawn', complaints);
  const { shop, diary } = visitor;
  await shop.getByRole('button', { name: 'Yes' }).click();
  await shop.getByRole('switch', { name: 'Offers allowed' }).click();
  await shop.getByRole('switch', { name: 'No offers' }).waitFor();
  await lookAt(visitor, 'Brook', 'Tarn', 'Swan');
  const decision = diary.locator('.diary-decision');
  await decision.getByText('No offer for you').waitFor();
  expect(await decision.innerText()).toContain('the customer said no');
  expect(await decision.innerText()).toContain('marketing was denied');
  await sleep(500);
  expect(await shop.getByRole('status').count()).toBe(0);
  await leave(visitor);
});

it('thirty seconds after the last look the ring is at zero, and the visitor leaves the segment without an event', async () => {
  const visitor = await openAsVisitor(browser, tour, 'idle', complaints);
  const { page, diary } = visitor;
  await lookAt(visitor, 'Ember');
  const ring = page.getByRole('timer', { name: /^just looking: leaves in (2\d|30) seconds$/ });
  await ring.waitFor();
  const events = await diary.locator('.diary-event').count();
  await page.getByRole('timer', { name: /^just looking: leaves in [0-2] seconds$/ }).waitFor({ timeout: 40_000 });
  await diary.getByText(/You left just looking by time alone, without an event/).waitFor();
  await page.getByRole('timer', { name: /^just looking/ }).waitFor({ state: 'detached' });
  expect(await diary.locator('.diary-event').count()).toBe(events);
  await leave(visitor);
});

it('the page Now follows the engine', async () => {
  const page = await openConsole();
  await page.getByText('Live', { exact: true }).waitFor();
  const shown = page.locator('.figure', { hasText: 'Events' }).filter({ hasNotText: 'per second' }).locator('.figure-value');
  await expect.poll(async () => numberIn(await shown.innerText()), { timeout: 10_000 }).toBeGreaterThan(100);
  const before = numberIn(await shown.innerText());
  const messageId = `look-${before}`;
  const seen = await server.batch([
    { type: 'track', messageId, userId: 'ada', event: 'Product Viewed', properties: { name: 'Console kettle' } },
  ]);
  expect(seen.status).toBe(200);
  await page.locator('.feed').getByText('Console kettle').waitFor();
  await expect.poll(async () => numberIn(await shown.innerText()), { timeout: 10_000 }).toBeGreaterThan(before);
  await page.context().close();
});

it("a customer's page shows their timeline, and why they are in a segment and not in another", async () => {
  const page = await openConsole();
  await server.batch([{ type: 'page', messageId: 'grace-1', userId: 'grace', name: 'Home', properties: { path: '/' } }]);
  await page.getByRole('link', { name: 'Customers', exact: true }).click();
  await page.getByLabel('Find by identifier').fill('grace');
  await page.getByRole('link', { name: /grace/ }).first().click();
  await page.getByRole('heading', { name: 'grace', level: 1 }).waitFor();
  await page.locator('.timeline').getByText('Page Viewed').waitFor();
  const why = page.getByRole('region', { name: 'Why in or out of a segment' });
  await why.getByLabel('Choose a segment').selectOption('active_today');
  await why.getByText('In active today').waitFor();
  await why.getByText('Decided by').waitFor();
  await why.getByLabel('Choose a segment').selectOption('returning_buyers');
  await why.getByText('Not in returning buyers').waitFor();
  await page.context().close();
});

it("a segment's page shows the count that the engine answers", async () => {
  const page = await openConsole();
  await page.getByRole('link', { name: 'Segments', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: 'new customers' }).click();
  await page.getByRole('heading', { name: 'new customers', level: 1 }).waitFor();
  const { count } = await server.ask<{ count: number }>('GET', '/segments/new_customers');
  expect(count).toBeGreaterThan(0);
  await expect.poll(async () => numberIn(await page.locator('.moving-count').first().innerText())).toBe(count);
  expect(await page.getByRole('main').innerText()).toContain('Signed Up');
  await page.context().close();
});

it('the browser complains of nothing', () => {
  expect(complaints).toEqual([]);
});
