import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-editing-'));
  server = await ServerProcess.start({ data, repository });
  // u0 looks at one product, u1 at two, … u5 at six.
  const batch = Array.from({ length: 6 }, (_, customer) =>
    Array.from({ length: customer + 1 }, (__, index) => ({
      type: 'track',
      event: 'Product Viewed',
      userId: `u${customer}`,
      messageId: `m${customer}-${index}`,
      properties: { product_id: `p${index}` },
    })),
  ).flat();
  const sent = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: WRITE_KEY, batch }) });
  expect(sent.status).toBe(200);
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
  listen(page, complaints);
  await page.goto(`${server.url}/segments#token=${ADMIN_TOKEN}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

const viewers = (times: string) => `kind: segment\nname: keen\nwhere:\n  performed: Product Viewed\n  times: { atLeast: ${times} }\n`;

async function publish(reason: string): Promise<void> {
  await page.getByLabel('Why, for the record').fill(reason);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('It is live.').waitFor();
}

it('a segment is begun, counted while it is written, kept, compared, published, and brought back', async () => {
  await page.getByRole('link', { name: 'New segment' }).click();
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const editor = page.getByLabel('Definition as YAML');
  await editor.fill(viewers('many'));
  await page.getByText('Line 5:').waitFor();
  await expect(page.getByRole('button', { name: 'Save as draft' }).isDisabled()).resolves.toBe(true);
  await editor.fill(viewers('4').replace('Viewed', 'Viewd'));
  await page.getByText("did you mean 'Product Viewed'?").waitFor();
  await page.getByText('Line 4:').waitFor();
  await expect(page.getByRole('button', { name: 'Save as draft' }).isEnabled()).resolves.toBe(true);
  await editor.fill(viewers('4'));
  await page.getByText('3 of 6 customers').waitFor();
  await page.getByLabel('Your name, for the record').fill('Ann Lee');
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByRole('heading', { name: 'Publish this draft' }).waitFor();
  await publish('to begin with');
  await editor.fill(viewers('2'));
  await page.getByText('2 customers more than now').waitFor();
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByText('2 would enter').click();
  await page.getByRole('link', { name: 'u1', exact: true }).first().waitFor();
  await page.getByText('atLeast 4 → 2').waitFor();
  await publish('wider');
  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Bring back version 1' }).click();
  await page.getByLabel('Why, for the record').fill('too wide');
  await page.getByRole('button', { name: 'Bring back version 1' }).click();
  await page.getByRole('heading', { name: 'Version 3' }).waitFor();
  await page.getByText('brings back version 1').waitFor();
  await page.getByRole('link', { name: 'Why?' }).click();
  await page.getByLabel('Customer').fill('userId:u1');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('Not in keen').waitFor();
  expect(complaints.filter((complaint) => !/40[04]|422/.test(complaint))).toEqual([]);
}, 120_000);

it('a question in SQL is answered as a chart and a table, saved as a file, and can be sent as an address', async () => {
  await server.flush();
  const query = 'SELECT user_id, count() AS looks FROM events GROUP BY user_id ORDER BY user_id';
  await page.goto(`${server.url}/data?query=${encodeURIComponent(query)}#token=${ADMIN_TOKEN}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const bars = page.getByRole('list', { name: 'looks of each' }).getByRole('listitem');
  await bars.first().waitFor();
  expect(await bars.allTextContents()).toEqual(['u01', 'u12', 'u23', 'u34', 'u45', 'u56']);
  const rows = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'looks' }) });
  expect(await rows.getByRole('cell').allTextContents()).toEqual(['u0', '1', 'u1', '2', 'u2', '3', 'u3', '4', 'u4', '5', 'u5', '6']);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
  expect(await readFile(await file.path(), 'utf8')).toBe('user_id,looks\r\nu0,1\r\nu1,2\r\nu2,3\r\nu3,4\r\nu4,5\r\nu5,6\r\n');
}, 60_000);
