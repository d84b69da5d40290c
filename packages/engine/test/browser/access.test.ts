import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { standingOut, violations } from './looked-at-page.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const PASSWORD = 'correct horse battery staple';
/** What would run, if it were taken for anything but text. */
const NAUGHTY = [
  '<script>window.hurt=1</script>',
  '<img src=x onerror="window.hurt=2">',
  '"><svg/onload=window.hurt=3>',
  "javascript:window.hurt=4//'",
  '{{constructor.constructor("window.hurt=5")()}}',
  '</title><style>*{display:none}</style>',
  '\u202Eevil\u0000\uFFFE',
];

const NOTHING_LOADS = "document.querySelector('.loading') === null";
const KEPT = '[document.cookie, JSON.stringify({ ...sessionStorage, ...localStorage })].join()';

/** Asks from outside: what waits inside the page is text that is run, which its content security policy forbids. */
async function untilNothingLoads(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(NOTHING_LOADS), { timeout: 20_000 }).toBe(true);
}

let data: string;
let server: ServerProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the content security policy forbade, and errors of scripts. */
const complaints: string[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-access-'));
  server = await ServerProcess.start({ data, repository });
  await fill();
  browser = await launchChromium();
  context = await newContext();
  page = await context.newPage();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

async function newContext(): Promise<BrowserContext> {
  const made = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  await made.exposeFunction('complain', (what: string) => void complaints.push(what));
  await made.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) => complain(location.href + ': ' + event.violatedDirective + ' ' + event.blockedURI));
    addEventListener('error', (event) => complain(location.href + ': ' + event.message));
  `);
  return made;
}

/** Customers, events, products, a definition and an item in quarantine, all named as nobody should be. */
async function fill(): Promise<void> {
  const batch = NAUGHTY.flatMap((text, index) => [
    { type: 'identify', messageId: `i${index}`, userId: `u${index} ${text}`, traits: { name: text, [text]: text } },
    {
      ...{ type: 'track', messageId: `t${index}`, userId: `u${index} ${text}`, event: text.replaceAll('\u0000', '') },
      properties: { name: text, products: [{ product_id: text, name: text }] },
    },
    { type: 'track', messageId: `q${index}`, event: 7, properties: { [text]: text } },
  ]);
  const sent = await fetch(`${server.url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey: WRITE_KEY, batch }) });
  expect(sent.status).toBe(200);
  const published = await fetch(`${server.url}/api/v1/definitions`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'content-type': 'application/json',
      'x-cusp-by': encodeURIComponent(NAUGHTY[1] as string),
    },
    body: JSON.stringify({
      definitions: [{ kind: 'segment', name: 'odd', title: NAUGHTY[0], where: { trait: 'name', exists: true } }],
      reason: NAUGHTY[2],
    }),
  });
  expect([published.status, await published.text()]).toEqual([200, expect.any(String)]);
}

it('a token is exchanged for a session, an invitation makes a person, and roles say what they may', async () => {
  await page.goto(`${server.url}/settings?show=people#token=${ADMIN_TOKEN}`);
  await page.getByRole('heading', { name: 'Invite somebody' }).waitFor();
  expect(page.url()).not.toContain(ADMIN_TOKEN);
  expect(await page.evaluate(KEPT)).not.toContain(ADMIN_TOKEN);
  await page.getByLabel('Name', { exact: true }).fill('Ann Lee');
  await page.getByLabel('Login').fill('ann@example.org');
  await page.getByLabel('Role', { exact: true }).selectOption('viewer');
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  const link = await page.getByLabel('Invitation link').inputValue();
  expect(link).toMatch(/#invitation=inv_/);

  const theirs = await newContext();
  const ann = await theirs.newPage();
  await ann.goto(link);
  await ann.getByLabel('New password').fill(PASSWORD);
  await ann.getByRole('button', { name: 'Set the password' }).click();
  await ann.getByRole('link', { name: /Signed in as Ann Lee, Viewer/ }).waitFor();
  await ann.goto(`${server.url}/settings?show=people`);
  await ann.getByText('This takes the role admin').waitFor();
  // What she may not do stands there, disabled, and says why.
  await ann.goto(`${server.url}/new-segment`);
  await ann.getByText('This takes the role editor').waitFor();
  expect(await ann.getByLabel('Event', { exact: true }).isDisabled()).toBe(true);
  expect(await ann.getByRole('button', { name: 'Save as draft' }).isDisabled()).toBe(true);
  expect(await violations(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'Sign out' }).click();
  await ann.getByLabel('Login').fill('ann@example.org');
  await ann.getByLabel('Password').fill('not the right one');
  await ann.getByRole('button', { name: 'Sign in' }).click();
  await ann.getByText('The login or the password is not right').first().waitFor();
  await ann.getByLabel('Password').fill(PASSWORD);
  await ann.getByRole('button', { name: 'Sign in' }).click();
  await ann.getByRole('link', { name: /Signed in as Ann Lee/ }).waitFor();

  await page.reload();
  await page.getByLabel('Role of Ann Lee').selectOption('editor');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Bring back' }).click();
  await page.getByText('Active').waitFor();
  // Another role has ended her session.
  await ann.reload();
  await ann.getByLabel('Login').waitFor();
  await theirs.close();

  await page.goto(`${server.url}/settings?show=changes&what=person`);
  await page.getByText('viewer → editor').waitFor();
  expect(await page.locator('tbody tr').count()).toBe(5);
});

it('the settings keep nobody out, and stand in a narrow window', async () => {
  for (const show of ['you', 'people', 'keys', 'changes']) {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`${server.url}/settings?show=${show}`);
    await page.locator('main h2').first().waitFor();
    await untilNothingLoads(page);
    expect([show, await standingOut(page), await violations(page)]).toEqual([show, [], []]);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
});

it('what customers and people wrote is text on every page, and no page breaks the content security policy', async () => {
  const customers = NAUGHTY.map((text, index) => `/customers/${encodeURIComponent(`userId:u${index} ${text}`)}`);
  const pages = ['/', '/customers', '/segments', '/segments/odd', '/segments/odd?show=versions', '/moments', '/data', '/decisions'];
  pages.push(
    '/insight',
    '/journeys',
    '/discover',
    '/identity',
    '/campaigns',
    '/customer-metrics',
    '/settings?show=changes',
    ...customers.slice(0, 3),
  );
  pages.push(...customers.slice(0, 2).flatMap((path) => ['identity', 'moments', 'decisions'].map((show) => `${path}?show=${show}`)));
  for (const path of pages) {
    await page.goto(`${server.url}${path}`);
    await page.locator('main h1, main h2').first().waitFor();
    await untilNothingLoads(page);
    expect([path, await page.evaluate('window.hurt')]).toEqual([path, undefined]);
    // Nothing that they wrote has become an element.
    expect([path, await page.locator('main script, main style, main img[src="x"], main svg[onload]').count()]).toEqual([path, 0]);
  }
  await page.goto(`${server.url}${customers[1]}`);
  await page
    .getByText(NAUGHTY[1] as string)
    .first()
    .waitFor();
  expect(complaints).toEqual([]);
}, 120_000);
