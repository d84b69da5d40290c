import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { violations } from './looked-at-page.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/** More than one request goes through. */
const UNREADABLE = 230;
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-quarantine-'));
  server = await ServerProcess.start({ data, repository });
  // A till writes its times as its cashiers do, and one sender forgets who it was.
  await send(
    Array.from({ length: UNREADABLE }, (_, index) =>
      paid(`u${index}`, { timestamp: `${String((index % 28) + 1).padStart(2, '0')}.10.2026 18:30` }),
    ),
  );
  await send([paid('', { messageId: 'nobody' }), paid('in-order', {})]);
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
  listen(page, complaints);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

function paid(userId: string, rest: object): object {
  return { type: 'track', event: 'Order Completed', userId, messageId: `m-${userId}`, properties: { total: 5 }, ...rest };
}

async function send(batch: readonly object[]): Promise<void> {
  const sent = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: WRITE_KEY, batch }) });
  expect(sent.status).toBe(200);
}

const accounting = async () =>
  (await server.ask<{ sources: readonly { accounting: Record<string, number> }[] }>('GET', '/sources')).sources[0]?.accounting;

it('what was put aside is repaired by a rule that is tried out first, and becomes events of customers', async () => {
  expect(await accounting()).toMatchObject({ received: UNREADABLE + 2, accepted: 1, quarantined: UNREADABLE + 1 });
  await page.goto(`${server.url}/data?show=quarantine#token=${ADMIN_TOKEN}`);
  await page.getByLabel('Reason').selectOption(`invalid timestamp · ${UNREADABLE}`);
  await page.getByRole('button', { name: 'Repair by rule…' }).click();
  // The field that these items stumbled over is there already.
  await expect(page.getByLabel('Field, such as properties.price').inputValue()).resolves.toBe('timestamp');
  await page.getByLabel('What the rule does').selectOption('Read as');
  await page.getByLabel('What it is read as').selectOption('a time');
  await page.getByLabel('dd.MM.yyyy HH:mm').fill('MM.dd.yyyy HH:mm');
  await page.getByText(/^[^0]\d* of \d+ would come through\.$/).waitFor();
  await expect(page.getByText('would come through').innerText()).resolves.not.toMatch(/^(\d+) of \1 /);
  await page.getByLabel('dd.MM.yyyy HH:mm').fill('dd.MM.yyyy HH:mm');
  await page.getByText(/^(\d+) of \1 would come through\.$/).waitFor();
  expect(await violations(page)).toEqual([]);
  // Trying out is no repair.
  expect(await accounting()).toMatchObject({ accepted: 1, quarantined: UNREADABLE + 1 });
  await page.getByRole('button', { name: `Repair and replay ${UNREADABLE}` }).click();
  await page.getByText(`${UNREADABLE} of ${UNREADABLE} came through.`).waitFor();
  await page.getByText('Nothing waits here.').waitFor();
  await expect(page.getByRole('button', { name: 'Repair and replay' }).isDisabled()).resolves.toBe(true);
  // What was put aside stays in the books; what is replayed is received once more.
  expect(await accounting()).toMatchObject({ received: 2 * UNREADABLE + 2, accepted: UNREADABLE + 1, quarantined: UNREADABLE + 1 });
  const { events } = await server.ask<{ events: readonly { timestamp: string }[] }>('GET', '/customers/userId:u3/timeline');
  expect(events.map(({ timestamp }) => timestamp)).toEqual(['2026-10-04T18:30:00.000Z']);
}, 60_000);

it('what one sender must mend is mended by hand: the one item is told who it was, and the page of that customer has it', async () => {
  await page.getByLabel('Reason').selectOption('missing identifier · 1');
  await page.getByLabel('What the rule does').selectOption('Set');
  await page.getByLabel('Field, such as properties.price').fill('userId');
  await page.getByLabel('Value', { exact: true }).fill('found-again');
  await page.getByText('1 of 1 would come through.').waitFor();
  await page.getByRole('button', { name: 'Repair and replay 1' }).click();
  await page.getByText('1 of 1 came through.').waitFor();
  await page.goto(`${server.url}/customers/userId:found-again`);
  await page.locator('.timeline').getByText('Order Completed').waitFor();
  // Each part of a repair is on record, with who made it.
  await page.goto(`${server.url}/settings?show=changes`);
  await expect.poll(() => page.getByText('repaired items of quarantine in').count()).toBe(3);
  await page.goto(`${server.url}/data`);
  await page.getByText('none waits').waitFor();
  expect(complaints).toEqual([]);
}, 60_000);

it('a tracking plan is made from what came, published, and its source held to it: what does not fit is put aside', async () => {
  await page.getByRole('link', { name: 'Tracking plans' }).click();
  await page.getByRole('button', { name: 'From http' }).click();
  const yaml = page.getByLabel('Definition as YAML');
  await expect.poll(async () => /total: \{ type: number \}/.test(await yaml.inputValue())).toBe(true);
  await yaml.fill((await yaml.inputValue()).replace('onViolation: allow', 'onViolation: block'));
  await page.getByLabel('Your name, for the record').last().fill('Ann Lee');
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByText('saved by Ann Lee').waitFor();
  expect(await violations(page)).toEqual([]);
  await publish('to find slips');
  await page.getByRole('button', { name: 'Hold http to it' }).click();
  await page.getByText('held to the tracking plan http').waitFor();
  await publish('to find slips in the shop');
  expect((await server.ask<{ definition: object }>('GET', '/definitions/source/http')).definition).toMatchObject({ trackingPlan: 'http' });
  await send([paid('slips', { properties: { total: 'five' } }), paid('fits', {})]);
  await page.goto(`${server.url}/data/plans/http`);
  await page.getByRole('link', { name: '1 item waits in quarantine for it' }).click();
  await page.getByText('by the tracking plan http').first().waitFor();
  expect(complaints.filter((complaint) => !/404 .*drafts|404 .*definitions/.test(complaint))).toEqual([]);
}, 60_000);

it('a column of a table is written into the query where the cursor is, and the query answers', async () => {
  await page.goto(`${server.url}/data?show=sql#token=${ADMIN_TOKEN}`);
  const query = page.getByLabel('Query');
  await query.fill('SELECT count() AS n FROM events WHERE  IS NOT NULL');
  await page.evaluate("document.getElementById('sql').setSelectionRange(38, 38)");
  await page.getByRole('region', { name: 'Tables' }).getByText('events', { exact: true }).click();
  await page.getByRole('button', { name: 'user_id' }).click();
  await expect.poll(() => query.inputValue()).toBe('SELECT count() AS n FROM events WHERE user_id IS NOT NULL');
  expect(await violations(page)).toEqual([]);
  await server.flush();
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByText('1 row in').waitFor();
}, 30_000);

async function publish(reason: string): Promise<void> {
  await page.getByLabel('Why, for the record').fill(reason);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('It is live.').waitFor();
}
