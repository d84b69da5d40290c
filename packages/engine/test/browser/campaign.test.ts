import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lotOf } from '../../src/decide/checks/holdout.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const CUSTOMERS = 400;
const HOLDOUT = 0.5;
const BASE = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: 'lookers', where: { performed: 'Product Viewed', within: '1d' } },
];
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-campaign-'));
  server = await ServerProcess.start({ data, repository });
  await happen('Product Viewed', ['u-before']);
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const published = await fetch(`${server.url}/api/v1/definitions`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ definitions: BASE, reason: 'to begin with' }),
  });
  expect(published.status).toBe(200);
  browser = await launchChromium();
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
  listen(page, complaints);
  await page.goto(`${server.url}/new-campaign#token=${ADMIN_TOKEN}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

async function happen(event: string, users: readonly string[]): Promise<void> {
  const batch = users.map((userId) => ({ type: 'track', event, userId, messageId: `${event}-${userId}`, properties: {} }));
  const sent = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: WRITE_KEY, batch }) });
  expect(sent.status).toBe(200);
}

async function publish(reason: string): Promise<void> {
  await page.getByLabel('Why, for the record').fill(reason);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('It is live.').waitFor();
}

it('a campaign is built in the form, previewed, approved, runs, and its effect is read', async () => {
  await page.getByLabel('Name', { exact: true }).fill('hello');
  await page.getByLabel('Goal: they do').fill('Thanked');
  await page.getByLabel('Within').first().fill('1s');
  await page.getByLabel('Purpose').selectOption('service');
  await page.getByLabel('Webhook').uncheck();
  await page.getByLabel('On the site or in the app').check();
  await page.getByLabel('Held out, in %').fill(String(HOLDOUT * 100));
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const yaml = page.getByLabel('Definition as YAML');
  expect(await yaml.inputValue()).toMatch(/performed: Thanked\s+within: 1s[\s\S]*placement: banner/);
  // What the form has no field for stays, and is said.
  await yaml.fill((await yaml.inputValue()).replace('approval: true', 'approval: true\nvalue: 2'));
  await page.getByRole('button', { name: 'Form', exact: true }).click();
  await page.getByText('Also written, and kept as it is: value.').waitFor();
  await page.getByText('1 customer in its segment').waitFor();
  await page.getByLabel('Your name, for the record').fill('Ann Lee');
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await publish('to say hello');
  await page.getByRole('link', { name: 'Result' }).click();
  await page.getByText('Awaits approval').first().waitFor();
  await page.getByRole('button', { name: 'Approve version 1' }).click();
  await page.getByText('Runs', { exact: true }).first().waitFor();

  const users = Array.from({ length: CUSTOMERS }, (_, index) => `u${index}`);
  await happen('Product Viewed', users);
  const heldOut = (user: string) => lotOf('hello', personIdentifier('userId', user)) < HOLDOUT;
  await happen('Thanked', [...users.filter((user) => !heldOut(user)).slice(0, 150), ...users.filter(heldOut).slice(0, 20)]);
  await page.waitForTimeout(1_500);
  await page.reload();
  await page.getByText('It raises “Thanked”.').waitFor();
  await page.getByText('More “Thanked” for it').waitFor();
  await page.getByLabel('Told apart by segment').selectOption('lookers');
  await page.getByText('All customers', { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('by')).toBe('lookers');
  await page.getByRole('link', { name: 'Decisions that held out' }).waitFor();
}, 120_000);

it('an experiment is begun in the form, and says that nobody has seen it', async () => {
  await page.goto(`${server.url}/new-experiment`);
  await page.getByLabel('Name', { exact: true }).first().fill('greeting');
  await page.getByLabel('State').selectOption('running');
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await publish('to compare');
  await page.getByRole('link', { name: 'Result' }).click();
  await page.getByText('Nobody has seen a variant yet.').waitFor();
  await page.getByRole('link', { name: 'Plan' }).click();
  await page.getByText('How long it takes').waitFor();
  expect(complaints.filter((complaint) => !/40[04]|422/.test(complaint))).toEqual([]);
}, 60_000);
