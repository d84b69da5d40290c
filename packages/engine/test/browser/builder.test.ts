import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readWorkspace } from '../../src/workspace/read-workspace.js';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { violations } from './looked-at-page.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const PRICES = 'comparing_prices_on_a_phone';
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-builder-'));
  server = await ServerProcess.start({ data, repository });
  await send(['a', 'b', 'c'].flatMap((customer, index) => views(customer, index + 1)));
  await server.flush();
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

/** Different products of one category, looked at on a phone. */
function views(userId: string, times: number): readonly object[] {
  return Array.from({ length: times }, (_, index) => ({
    type: 'track',
    event: 'Product Viewed',
    userId,
    messageId: `${userId}-${index}`,
    context: { device: { type: 'mobile' } },
    properties: { product_id: `p${index}`, category: 'kettles' },
  }));
}

const field = (name: string, within: Page | Locator = page) => within.getByLabel(name, { exact: true });
const press = (name: string, within: Page | Locator = page) => within.getByRole('button', { name, exact: true }).click();
const stepOf = (number: number) => page.getByRole('group', { name: `Pattern ${number}`, exact: true }).first();

/** Adds one more filter to a step. */
async function looksAt(step: Locator, path: string, operator: string, ...values: readonly string[]): Promise<void> {
  await press('Add one more to Where', step);
  await field('What of it', step).last().fill(path);
  if (operator === 'is') {
    await step
      .getByRole('group', { name: path, exact: true })
      .getByLabel('is', { exact: true })
      .fill(values[0] ?? '');
    return;
  }
  await field(`How ${path} is compared`, step).selectOption(operator);
  const test = step.getByRole('group', { name: path, exact: true });
  for (const [index, value] of values.entries()) {
    if (index > 0) await press(`Add one more to ${operator}`, test);
    await field(`${operator} ${index + 1}`, test)
      .last()
      .fill(value);
  }
}

async function publish(): Promise<void> {
  await page.getByRole('heading', { name: 'Publish this draft' }).waitFor();
  await page.getByLabel('Why, for the record').fill('to begin with');
  await press('Publish');
  await page.getByText('It is live.').waitFor();
}

it('a segment is built by its form: counted while it is built, put among others, taken back, and published', async () => {
  await page.goto(`${server.url}/new-segment#token=${ADMIN_TOKEN}`);
  await field('Name').fill('keen');
  await field('Event').fill('Product Viewed');
  await press('Remove Within');
  await press('Add Times to Where');
  await page.getByText('2 of 3 customers').waitFor();
  await press('Put Where among others: All of these');
  const other = page.getByRole('group', { name: 'All 2', exact: true }).first();
  await other.getByRole('combobox').first().selectOption('Has a metric');
  // What is wrong is said beside its field, with everything else that is.
  await field('Metric', other).fill('nothing_known');
  await page.locator('.field-fault').getByText('there is no metric "nothing_known"').waitFor();
  await expect(page.getByRole('button', { name: 'Save as draft' }).isDisabled()).resolves.toBe(true);
  await other.getByRole('combobox').first().selectOption('Not');
  await press('Remove All 2');
  await press('Undo');
  await press('Remove All 2');
  await press('Take out what is in it');
  await page.getByText('2 of 3 customers').waitFor();
  await page.getByText('has done “Product Viewed” at least 2 times').waitFor();
  expect(await violations(page)).toEqual([]);
  await field('Your name, for the record').fill('Ann Lee');
  await press('Save as draft');
  await publish();
  const { definition } = await server.ask<{ definition: object }>('GET', '/definitions/segment/keen');
  expect(definition).toMatchObject({ where: { performed: 'Product Viewed', times: { atLeast: 2 } } });
  expect(Object.keys((definition as { where: object }).where)).toEqual(['performed', 'times']);
}, 60_000);

it('the moment of comparing prices is built without a line of YAML, is the one of the library, and fires', async () => {
  await page.goto(`${server.url}/new-moment#token=${ADMIN_TOKEN}`);
  await field('Name').fill(PRICES);
  const [first, second, third] = [stepOf(1), stepOf(2), stepOf(3)];
  await press('Add Where to Pattern 1', first);
  await looksAt(first, 'context.device.type', 'is', 'mobile');
  await field('Event', second).fill('Product Added');
  await field('How properties.product_id is compared', third).selectOption('differs from');
  await looksAt(third, 'context.device.type', 'is', 'mobile');
  await looksAt(third, 'properties.category', 'is the same as', 'first.properties.category');
  await press('Add As to Pattern 3', third);
  await field('As', third).fill('second');
  await press('Add one more to Pattern');
  await press('Add one more to Pattern');
  const [fourth, fifth] = [stepOf(4), stepOf(5)];
  await fourth.getByRole('combobox').first().selectOption('Does not');
  await field('Event', fourth).fill('Product Added');
  await field('Event', fifth).fill('Product Viewed');
  await press('Add Where to Pattern 5', fifth);
  await looksAt(fifth, 'context.device.type', 'is', 'mobile');
  await looksAt(fifth, 'properties.category', 'is the same as', 'first.properties.category');
  await looksAt(fifth, 'properties.product_id', 'differs from', 'first.properties.product_id', 'second.properties.product_id');
  await field('Within').fill('10m');
  await field('Cooldown').fill('1h');
  await press('Add Warm for to moment');
  await field('Warm for').fill('30m');
  expect(await violations(page)).toEqual([]);
  await press('Save as draft');
  await publish();
  expect(await published()).toEqual(await ofTheLibrary());
  await send(views('shopper', 3));
  const found = () => server.ask<{ moments: readonly { name: string }[] }>('GET', `/moments?customer=userId:shopper`);
  await vi.waitUntil(async () => (await found().catch(() => ({ moments: [] }))).moments.some(({ name }) => name === PRICES), {
    timeout: 10_000,
    interval: 100,
  });
}, 60_000);

it('what is written as YAML is in the form, and the other way round', async () => {
  await page.goto(`${server.url}/moments/${PRICES}?show=edit#token=${ADMIN_TOKEN}`);
  await press('YAML');
  const yaml = field('Definition as YAML');
  const text = await yaml.inputValue();
  expect(text).toContain('differsFrom: [first.properties.product_id, second.properties.product_id]');
  await yaml.fill(text.replace('within: 10m', 'within: 15m'));
  await press('Form');
  await expect(field('Within').inputValue()).resolves.toBe('15m');
  await press('Undo');
  await expect(field('Within').inputValue()).resolves.toBe('10m');
  await press('Move Pattern 2 up');
  await press('YAML');
  await page.getByText('a pattern may not begin with without').waitFor();
  // Who likes to write YAML finds it the next time.
  await page.reload();
  await expect(yaml.inputValue()).resolves.toBe(text);
  await press('Form');
  expect(complaints.filter((complaint) => !/40[04]|422/.test(complaint))).toEqual([]);
}, 60_000);

async function published(): Promise<object> {
  const { definition } = await server.ask<{ definition: object }>('GET', `/definitions/moment/${PRICES}`);
  return withoutProse(definition);
}

async function ofTheLibrary(): Promise<object> {
  const { definitions } = await readWorkspace(`${repository}examples/moments`);
  const found = definitions.find(({ definition }) => definition.name === PRICES);
  if (found === undefined) throw new Error(`${PRICES} is not in the library`);
  return withoutProse(found.definition);
}

function withoutProse(definition: object): object {
  return Object.fromEntries(Object.entries(definition).filter(([key]) => key !== 'title' && key !== 'description'));
}
