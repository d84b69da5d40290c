import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_TOKEN, ServerProcess } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-import-'));
  server = await ServerProcess.start({ data, repository });
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
  listen(page, complaints);
  await page.goto(`${server.url}/data?show=imports#token=${ADMIN_TOKEN}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

const ORDERS = [
  'Order ID;Created at;Customer ID;Email;Lineitem sku;Lineitem price;Lineitem quantity',
  '1001;2026-01-02 10:11:12 +0100;771;ada@example.com;K1;20.00;1',
  '1001;2026-01-02 10:11:12 +0100;771;ada@example.com;C1;5.00;2',
  '1002;2026-01-03 09:00:00 +0100;772;bob@example.com;K1;20.00;1',
  '1003;soon;773;eve@example.com;K1;cheap;1',
].join('\n');

it('an export of orders is dropped in, mapped by suggestion, tried out and imported', async () => {
  const transfer = await page.evaluateHandle(`(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File([${JSON.stringify(ORDERS)}], 'orders_export.csv', { type: 'text/csv' }));
    return dropped;
  })()`);
  await page.dispatchEvent('.drop-target', 'drop', { dataTransfer: transfer });
  await page.getByRole('heading', { name: 'How orders_export.csv becomes events' }).waitFor();
  await expect(page.getByLabel('Becomes: Customer ID').inputValue()).resolves.toBe('userId');
  await expect(page.getByLabel('Becomes: Order ID').inputValue()).resolves.toBe('order');
  // One row's time is none, so that the column looks like text: somebody says what it is, and sees what comes of it.
  await page.getByLabel('Becomes: Created at').selectOption('time');
  await page.getByText('Of the first 4 rows come 2 items; 1 would be put aside.').waitFor();
  await page.screenshot({ path: join(tmpdir(), 'cusp-import-mapping.png'), fullPage: true });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('4 rows: 2 accepted, 0 duplicate, 1 quarantined').waitFor();
  await page.goto(`${server.url}/data?show=quarantine`);
  await page.getByRole('option', { name: 'orders-export · 1' }).waitFor({ state: 'attached' });
  // A mapping that is not whole yet is answered with what is missing, which the browser reports by itself.
  expect(complaints.filter((complaint) => !/422 .*\/preview$/.test(complaint))).toEqual([]);
});
