import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagesOf, routes } from '../../../console/test/shots/pages.mjs';
import { ADMIN_TOKEN, ServerProcess } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import { type Measured, measureFromNowOn, openMeasured, standingOut, violations } from './looked-at-page.js';
import { listen, openAsVisitor } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } } as const;
/** Each page in two ways that differ in everything; the other two when there is time for everything. */
const LOOKS = [
  ['wide', 'light'],
  ['narrow', 'dark'],
  ...(process.env['CUSP_WHOLE'] === undefined
    ? []
    : ([
        ['wide', 'dark'],
        ['narrow', 'light'],
      ] as const)),
] as const;
/** What counts as calm to people who measure it. */
const CALM = 0.1;
const FIRST_PAGE_KB = 200;

const complaints: string[] = [];
const measured: (Measured & { readonly name: string })[] = [];
const barriers: string[] = [];
const standsOut: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-pages-'));
  server = await ServerProcess.start({ data, repository, args: ['--demo', '--customers', '60', '--days', '6'] });
  browser = await launchChromium();
  while (!server.output.includes('the customers live')) await sleep(50);
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  listen(page, complaints);
  await measureFromNowOn(page);
  await page.goto(`${server.url}/#token=${ADMIN_TOKEN}`);
  // The token is exchanged for a session first.
  await page.locator('.shell').waitFor();
  for (const { name, path } of await pagesOf(server.url, ADMIN_TOKEN))
    await look(page, name, path).catch((error: unknown) => complaints.push(`${name}: ${String(error)}`));
  for (const keys of ['Control+k', '?']) {
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor();
    await page.keyboard.press(keys);
    await page.getByRole('dialog').waitFor();
    for (const violation of await violations(page)) barriers.push(`${keys}: ${violation}`);
  }
  await context.close();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

async function look(page: Page, name: string, path: string): Promise<void> {
  await page.setViewportSize(SIZES.wide);
  await page.emulateMedia({ colorScheme: 'light' });
  measured.push({ name, ...(await openMeasured(page, `${server.url}${path}`)) });
  for (const [size, colorScheme] of LOOKS) {
    await page.setViewportSize(SIZES[size]);
    await page.emulateMedia({ colorScheme });
    // Colours that glide arrive a moment later.
    await page.waitForTimeout(60);
    for (const what of await standingOut(page)) standsOut.push(`${name} ${size}: ${what}`);
    for (const violation of await lasting(page)) barriers.push(`${name} ${size} ${colorScheme}: ${violation}`);
  }
}

/** What is there twice: while colours glide from light to dark, they may be caught half-way. */
async function lasting(page: Page): Promise<string[]> {
  const first = await violations(page);
  if (first.length === 0) return first;
  await page.waitForTimeout(300);
  return violations(page);
}

it('every address of the console was looked at', () => {
  expect(measured.length).toBeGreaterThanOrEqual(routes().length);
});

it('nothing keeps people out who use a keyboard or a screen reader, on no page, light or dark, wide or narrow', () => {
  expect(barriers).toEqual([]);
});

it('nothing stands out of a page sideways, on a phone neither', () => {
  expect(standsOut).toEqual([]);
});

it('pages are painted soon and stay where they are', () => {
  const line = ({ name, firstPaint, largestPaint, shift, requests }: (typeof measured)[number]) =>
    `${name.padEnd(28)} ${firstPaint.toFixed(0).padStart(5)} ms  ${largestPaint.toFixed(0).padStart(5)} ms  ${shift.toFixed(3)}  ${requests} requests`;
  console.log(['page: first paint, largest paint, layout shift', ...measured.map(line)].join('\n'));
  expect(measured.filter(({ shift }) => shift >= CALM)).toEqual([]);
  // A page that painted nothing would have been quick.
  expect(measured.filter(({ firstPaint }) => firstPaint <= 0)).toEqual([]);
});

it('the JavaScript that the first page waits for is small', async () => {
  const dist = join(repository, 'packages/console/dist');
  const manifest: Record<string, { file: string; imports?: string[] }> = JSON.parse(
    await readFile(join(dist, '.vite/manifest.json'), 'utf8'),
  );
  const needed = new Set<string>();
  const need = (key: string): void => {
    if (needed.has(key)) return;
    needed.add(key);
    manifest[key]?.imports?.forEach(need);
  };
  // Now draws its chart later; it counts all the same.
  ['index.html', 'src/components/rate-chart.tsx'].forEach(need);
  const files = [...needed].map((key) => manifest[key]?.file ?? key);
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(dist, file))).length));
  const whole = sizes.reduce((sum, size) => sum + size, 0) / 1_000;
  console.log(`JavaScript of the first page: ${whole.toFixed(0)} kB compressed, in ${files.length} files`);
  expect(whole).toBeGreaterThan(10);
  expect(whole).toBeLessThan(FIRST_PAGE_KB);
});

it('the tour notes by itself what was seen: a look, two customers who become one by a card, and who are two again', async () => {
  const { page, shop } = await openAsVisitor(browser, `${server.url}/tour#token=${ADMIN_TOKEN}`, 'card', complaints);
  const step = (name: string) => page.locator('.tour-steps > .check-passed', { hasText: name });
  await shop.getByRole('button', { name: 'Look at Brook' }).first().click();
  await step('Be a customer').waitFor();
  await page.getByRole('button', { name: 'Pay 49 € with the card' }).click();
  await page.getByText('Two customers: you in the browser').waitFor();
  await page.getByRole('button', { name: 'Show the card in the app' }).click();
  await page.getByText('One customer: your browser and the card.').waitFor();
  await step('Become one customer').waitFor();
  await page.getByRole('button', { name: 'Undo: take them apart' }).click();
  await step('Undo it').waitFor();
  await page.getByText('Two customers: you in the browser').waitFor();
  expect(await step('Read the proof').count()).toBe(0);
  await page.context().close();
});

it('the browser complains of nothing', () => {
  expect(complaints).toEqual([]);
});
