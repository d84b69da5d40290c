import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, type PreviewServer, preview } from 'vite';
import { ADMIN_TOKEN } from './mock/server.js';

let outDir: string;
let server: PreviewServer;
let browser: Browser;
let address: string;
/** What the browser complained of: errors of scripts, and whatever the content security policy forbade. */
const complaints: string[] = [];

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'cusp-console-'));
  const configFile = join(import.meta.dirname, 'vite.mock.config.ts');
  await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  server = await preview({ configFile, logLevel: 'error', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  address = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(outDir, { recursive: true, force: true });
});

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text());
  });
  await page.goto(`${address}${path}`);
  return page;
}

it('asks for the token, refuses a wrong one, and takes one out of the address', async () => {
  const page = await open('/segments');
  await page.getByRole('button', { name: 'Use the admin token' }).click();
  await page.getByLabel('Admin token').fill('wrong');
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByText('This is not the admin token.').waitFor();
  // The browser reports the refused requests themselves.
  complaints.length = 0;
  await page.goto(`${address}/segments#token=${ADMIN_TOKEN}`);
  await page.getByRole('heading', { name: 'Segments' }).waitFor();
  expect(page.url()).toBe(`${address}/segments`);
  await page.context().close();
});

it('shows what arrives, and what customers sent as text', async () => {
  const page = await open(`/#token=${ADMIN_TOKEN}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('.feed li').first().waitFor();
  await fetch(`${address}/v1/identify`, {
    method: 'POST',
    body: JSON.stringify({ messageId: 'i-1', userId: 'mallory', traits: { name: '<img src=x onerror=alert(1)>' } }),
  });
  await page.goto(`${address}/customers/userId%3Amallory`);
  await page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor();
  expect(await page.locator('main img').count()).toBe(0);
  await page.getByLabel('Choose a segment').selectOption('just_looking');
  await page.getByText('Not in just looking').waitFor();
  expect(page.url()).toContain('why=just_looking');
  await page.context().close();
});

it('shows metrics in words with how they are spread, times as lengths, and scores', async () => {
  const page = await open(`/customer-metrics#token=${ADMIN_TOKEN}`);
  await page.getByRole('heading', { name: 'Metrics' }).waitFor();
  await page.getByRole('row', { name: 'churn' }).waitFor();
  await page.locator('.metric-card .histogram').first().waitFor();
  await page.getByText('12 of 20 customers have a value').first().waitFor();
  await page.getByText('organic search 100 %').waitFor();
  await page.getByRole('link', { name: 'since order' }).click();
  await page.getByText('4 d', { exact: true }).first().waitFor();
  await page.getByText('recency: Order Completed').waitFor();
  expect(await page.locator('main').innerText()).not.toContain('86400000');
  await page.context().close();
});

it('shows what a campaign changed, on how many customers that rests, and that it may be watched', async () => {
  const page = await open(`/decisions#token=${ADMIN_TOKEN}`);
  const panel = page.getByRole('region', { name: 'What it changed: how to answer' });
  await panel.getByText('Less “Ticket Opened” for it').waitFor();
  const text = await panel.innerText();
  for (const said of [
    '140 of 1,000 customers',
    '85 of 250 customers',
    '−20.0 points',
    '−30.5 points to −9.5 points',
    'About 200 fewer',
    'Rests on 1,250 customers',
  ])
    expect(text).toContain(said);
  expect(text).toContain('however often it is looked at');
  await page.context().close();
});

it('shows Now without its chart in a browser whose language is no language tag', async () => {
  const context = await browser.newContext();
  await context.addInitScript(`Object.defineProperty(navigator, 'language', { get: () => 'en-US@posix' })`);
  const page = await context.newPage();
  await page.goto(`${address}/#token=${ADMIN_TOKEN}`);
  await page.getByRole('heading', { name: 'Latest moments' }).waitFor();
  await page.locator('.figure-rate .figure-value').waitFor();
  await page.waitForTimeout(1_000);
  expect(await page.getByRole('alert').count()).toBe(0);
  await context.close();
});

it('scrolls a million customers with a few rows drawn, says how long the list is, and keeps what is read in its place', async () => {
  const page = await open(`/#token=${ADMIN_TOKEN}`);
  await page.route('**/api/v1/customers?*', (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const [start, limit] = [Number(asked.get('cursor') ?? 0), Number(asked.get('limit'))];
    const customers = Array.from({ length: limit }, (_, place) => ({
      customerId: `c_${start + place}`,
      identifiers: [`userId:person-${start + place}`],
      lastSeen: '2011-03-01T12:00:00.000Z',
      events: 3,
    }));
    return route.fulfill({ json: { customers, total: 1_000_000, nextCursor: String(start + limit) } });
  });
  await page.getByRole('link', { name: 'Customers', exact: true }).click();
  const table = page.getByRole('table', { name: 'Customers' });
  await table.getByText('person-0', { exact: true }).waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe('1000001');
  const last = () => table.locator('tbody tr[data-index]').last();
  const placed = async () => Number(await last().getAttribute('data-index'));
  while ((await placed()) < 700) await page.evaluate('window.scrollBy(0, 3_000)').then(() => page.waitForTimeout(20));
  expect(await table.locator('tbody tr[data-index]').count()).toBeLessThan(100);
  expect(await last().getAttribute('aria-rowindex')).toBe(String((await placed()) + 2));
  // What is in sight is a row and no empty room, and it stays where it is while more comes.
  expect(await page.evaluate('document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest("tr[data-index]") !== null')).toBe(true);
  const place = await page.evaluate('document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest("tr").dataset.index');
  const row = table.locator(`tr[data-index="${place}"]`);
  const before = await row.boundingBox();
  await page.waitForTimeout(300);
  expect(await row.boundingBox()).toEqual(before);
  // A row with the focus stays while it is near; when it goes, the list has the focus, and not the page.
  await row.getByRole('link').focus();
  await page.evaluate('window.scrollBy(0, 900)');
  await page.waitForTimeout(100);
  expect(await page.evaluate('document.activeElement.closest("tr")?.dataset.index')).toBe(place);
  await page.evaluate('window.scrollTo(0, 0)');
  await table.getByText('person-0', { exact: true }).waitFor();
  expect(await page.evaluate('document.activeElement.tagName')).toBe('TBODY');
  await page.context().close();
});

it('is worked by keyboard: pages by two keys, search, finding by name, and help; who types is not disturbed', async () => {
  const page = await open(`/#token=${ADMIN_TOKEN}`);
  await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  // Whoever goes on by Tab begins with the new page.
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.keyboard.press('/');
  await page.keyboard.type('g?/m');
  expect(await page.getByLabel('Find by identifier').inputValue()).toBe('g?/m');
  await page.keyboard.press('Control+k');
  const find = page.getByRole('combobox', { name: 'Find or go to' });
  await find.fill('looking');
  await page.getByRole('option', { name: 'just looking segment' }).waitFor();
  await find.press('Enter');
  await page.getByRole('heading', { name: 'just looking', level: 1 }).waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await help.getByText('Go to Moments').waitFor();
  await help.getByLabel('Listen to single letters').uncheck();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Find or go to' }).waitFor();
  expect(await help.count()).toBe(0);
  await page.context().close();
});

it('says what to do when something is not there', async () => {
  const page = await open(`/customers/userId%3Anobody#token=${ADMIN_TOKEN}`);
  const alert = page.getByRole('alert');
  await alert.getByRole('heading', { name: 'No such customer' }).waitFor();
  expect(await alert.innerText()).toContain('check that an event of theirs has arrived');
  await page.context().close();
});

it('shows what a source sends, what it usually sends, and what was out of the ordinary', async () => {
  const page = await open(`/data#token=${ADMIN_TOKEN}`);
  await page.getByRole('heading', { name: 'Open alerts' }).waitFor();
  await page.getByRole('row', { name: 'web' }).getByRole('link', { name: 'web' }).click();
  await page.getByRole('heading', { name: 'web', exact: true }).waitFor();
  await page.getByText('properties.price is missing in 212 of 212').waitFor();
  await page.getByRole('img', { name: 'Events a day, and what was to be expected' }).waitFor();
  await page.locator('.fields summary').first().click();
  await page.getByText('values of fewer than three customers').first().waitFor();
  await page.goto(`${address}/data/sources/app`);
  await page.getByText('Nothing has come of this source yet.').waitFor();
  await page.goto(`${address}/data/sources/nobody`);
  await page.getByRole('alert').waitFor();
  await page.context().close();
});

it('shows how good the picture of who is who looks, and why two may be one person', async () => {
  const page = await open(`/customers#token=${ADMIN_TOKEN}`);
  await page.getByRole('link', { name: 'Identity' }).click();
  await page.getByText('1971-07-17').waitFor();
  await page.getByRole('link', { name: 'anonymousId:tablet' }).waitFor();
  await page.getByRole('link', { name: 'Suggestions' }).click();
  const rows = page.locator('.waterfall tbody tr');
  await rows.first().waitFor();
  expect((await rows.allInnerTexts()).map((row) => row.split(/\s/).at(-1))).toEqual(['−10.0', '+5.4', '+9.0', '−1.2', '−2.0', '+1.2']);
  await page.getByRole('link', { name: 'Matching' }).click();
  await page.getByText('first_name').click();
  await page.getByText('−3.3').waitFor();
  // Nothing stands out of a narrow page, and no two words of its navigation touch.
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBeLessThanOrEqual(0);
  const words = await page.locator('.side nav li span:visible').evaluateAll((spans) => spans.map((span) => span.getBoundingClientRect()));
  for (const [index, word] of words.slice(1).entries()) expect(word.left - (words[index]?.right ?? 0)).toBeGreaterThan(4);
  await page.context().close();
});

it('shows what customers search for in vain, look for after buying, and what became worse', async () => {
  const page = await open(`/insight#token=${ADMIN_TOKEN}`);
  const card = page.locator('.insight-card');
  await card.getByText('<b>teapot</b>').waitFor();
  expect(await card.innerText()).toContain('10 % of 40, comparable 35 % −25 (−35 to −15) points');
  await page.getByRole('link', { name: 'Help after buying' }).click();
  await card.getByText('How to descale').waitFor();
  await page.getByRole('link', { name: 'Features', exact: true }).click();
  await card.getByText('worse').waitFor();
  await page.getByLabel('Told apart by').fill('properties.model');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.waitForURL(/split=properties\.model/);
  await card.locator('.customer-link').click();
  await page.waitForURL(/\/customers\//);
});

it('shows how often a moment happens and what follows it, and draws what is discovered', async () => {
  const page = await open(`/moments#token=${ADMIN_TOKEN}`);
  await page.getByRole('list', { name: 'Published moments' }).getByRole('link', { name: 'comparing prices' }).click();
  await page.getByRole('row', { name: /Order Completed 31 % 4 % 1 h 30 min later/ }).waitFor();
  await page.getByText('Nothing yet: no moment is as long ago.').waitFor();
  await page.getByRole('link', { name: 'Discovery' }).first().click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Name the event that is the goal.').waitFor();
  await page.getByLabel('Goal').fill('Order Completed');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('img', { name: '2.9 times as often, between 2.1 and 4' }).waitFor();
  await page.getByText('Reversed: true of the segment alone.').waitFor();
  expect(page.url()).toContain('run=dis_1');
  expect(await page.getByRole('button', { name: 'Adopt: publish it' }).count()).toBe(2);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBeLessThanOrEqual(0);
  await page.context().close();
});

it('asks for journeys, and draws ways, steps, times and touches', async () => {
  const page = await open(`/journeys#token=${ADMIN_TOKEN}`);
  await page.getByText('Choose where journeys begin').waitFor();
  await page.getByLabel('From', { exact: true }).fill('Product Viewed');
  await page.getByLabel('To', { exact: true }).fill('Order Completed');
  await page.locator('select[name=by]').selectOption('channel');
  await page.getByLabel('each step only once').check();
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('heading', { name: 'Product Viewed → Order Completed' }).waitFor();
  expect(new URL(page.url()).search).toContain('once=yes');
  expect(await page.locator('.sankey-link').count()).toBe(4);
  await page.getByRole('row', { name: 'paid search' }).waitFor();
  await page.locator('.journey-steps a').first().waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBeLessThanOrEqual(0);
  await page.context().close();
});

it('lets a visitor compare prices, and shows moment, offer and countdown', async () => {
  const page = await open(`/tour#token=${ADMIN_TOKEN}`);
  const shop = page.frameLocator('iframe');
  await shop.getByRole('button', { name: 'Yes' }).click();
  for (const name of ['Brook', 'Tarn', 'Swan']) {
    await shop
      .getByRole('button', { name: `Look at ${name}` })
      .first()
      .click();
    await page.locator('.diary').getByText(name).first().waitFor();
  }
  await page.getByText('detected 4 ms after the event that completed it').waitFor();
  await page.getByText('An offer goes out to you').waitFor();
  await shop.getByText('KETTLE10').waitFor();
  await page.getByRole('timer').waitFor();
  await shop.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText('You entered filled cart.').waitFor();
  await page.context().close();
});

it('made the browser complain of nothing', () => {
  expect(complaints).toEqual([]);
});
