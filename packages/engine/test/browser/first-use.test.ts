import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_TOKEN, ServerProcess } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { violations } from './looked-at-page.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-first-use-'));
  server = await ServerProcess.start({ data, repository });
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
  listen(page, complaints);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

it('who has no data is told how to send the first event; what is shown works as it stands, and the page goes on by itself', async () => {
  await page.goto(`${server.url}/#token=${ADMIN_TOKEN}`);
  await page.getByText('Waiting for your first event.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Or import a file' }).waitFor();
  await page.getByRole('button', { name: 'Node', exact: true }).click();
  const snippet = await page.getByLabel('What to run').innerText();
  expect(snippet).toContain(server.url);
  // Packages are looked for where the command runs.
  const cwd = `${repository}packages/engine`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', snippet], { cwd, timeout: 20_000 });
  await page.getByText('Waiting for your first event.').waitFor({ state: 'detached' });
  await page.getByText('Product Viewed').first().waitFor();
  expect(complaints).toEqual([]);
}, 60_000);
