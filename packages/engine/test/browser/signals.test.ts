/** What gets in the way on a website becomes a moment: real clicks in a real browser, the unchanged SDK, the plugin as it is built, and the ready moments. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { MomentList } from '../../src/api/contract.js';
import { ServerProcess, WRITE_KEY } from '../chaos/server-process.js';
import { launchChromium } from './chromium.js';
import type { OwnSite } from './own-site.js';
import { openSignalsSite } from './signals-site.js';
import { listen } from './visitor.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const PATIENCE_MS = 3_000;
const complaints: string[] = [];
let data: string;
let server: ServerProcess;
let browser: Browser;
let site: OwnSite;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'cusp-signals-'));
  server = await ServerProcess.start({ data, repository });
  const written = await readFile(join(repository, 'examples/moments/website.yaml'), 'utf8');
  const definitions = parseAllDocuments(written).map((document): unknown => document.toJS());
  await server.ask('PUT', '/definitions', { definitions });
  site = await openSignalsSite(join(repository, 'packages/tracker/dist/cusp-signals.iife.js'), WRITE_KEY, server.url);
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.stop();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

/** What the page's own scripts see. */
interface Client {
  identify(userId: string): Promise<unknown>;
  track(event: string): Promise<unknown>;
  deregister(plugin: string): Promise<unknown>;
}
type PageOf = { analytics: Client; registered: Promise<unknown> };

/** Opens the list as somebody new, with the plugin at work. */
async function visit(userId: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 900, height: 700 } })).newPage();
  listen(page, complaints);
  await page.goto(`${site.url}/list`);
  await page.evaluate(async (who) => {
    const { analytics, registered } = globalThis as unknown as PageOf;
    await registered;
    await analytics.identify(who);
  }, userId);
  return page;
}

/** Sends one last event, and gives all signals and moments that came before it, once it has come. */
async function toldBy(page: Page, userId: string): Promise<{ signals: unknown[]; moments: string[] }> {
  await page.evaluate(() => void (globalThis as unknown as PageOf).analytics.track('Left'));
  const timeline = async () => {
    const { status, text } = await server.call('GET', `/customers/userId:${userId}/timeline`);
    if (status === 404) return []; // nothing of theirs has arrived yet
    return (JSON.parse(text) as { events: { event?: string; properties?: unknown }[] }).events;
  };
  await vi.waitUntil(async () => (await timeline()).some(({ event }) => event === 'Left'), { timeout: 10_000, interval: 100 });
  const signals = (await timeline()).filter(({ event }) => /Clicked$|Backed Out$/.test(event ?? ''));
  const { moments } = await server.ask<MomentList>('GET', `/moments?customer=userId:${userId}`);
  await page.context().close();
  return { signals: signals.map(({ event, properties }) => ({ event, properties })).reverse(), moments: moments.map(({ name }) => name) };
}

async function click(page: Page, selector: string, times = 1): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the page`);
  for (let time = 0; time < times; time += 1) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

it.concurrent('four real clicks in a second are rage, told once, and fire the ready moment', async () => {
  const page = await visit('rager');
  await click(page, '#works', 7);
  expect(await toldBy(page, 'rager')).toEqual({
    signals: [{ event: 'Rage Clicked', properties: { page_path: '/list', selector: 'button#works', clicks: 4 } }],
    moments: ['rage_clicks'],
  });
});

it.concurrent('a card that looks as if it could be clicked, and does nothing, is dead; the second time it is a moment', async () => {
  const page = await visit('hopeful');
  await click(page, '.card');
  await page.waitForTimeout(PATIENCE_MS);
  await click(page, '.card');
  await page.waitForTimeout(PATIENCE_MS);
  const dead = { event: 'Dead Clicked', properties: { page_path: '/list', selector: 'div.card' } };
  const { signals, moments } = await toldBy(page, 'hopeful');
  expect(signals).toMatchObject([dead, dead]);
  expect(moments).toEqual(['dead_clicks']);
});

it.concurrent('two pages left at once by going back are a moment, whole pages and those of an app alike', async () => {
  const page = await visit('seeker');
  await click(page, '#a');
  await page.waitForURL('**/kettle?*');
  await page.evaluate(() => (globalThis as unknown as PageOf).registered);
  await page.goBack();
  await page.evaluate(() => (globalThis as unknown as PageOf).registered);
  await click(page, '#app');
  await page.goBack();
  const { signals, moments } = await toldBy(page, 'seeker');
  expect(signals).toMatchObject([
    { event: 'Quick Backed Out', properties: { page_path: '/kettle' } },
    { event: 'Quick Backed Out', properties: { page_path: '/app' } },
  ]);
  expect(JSON.stringify(signals)).not.toContain('secret');
  expect(moments).toEqual(['quick_back_outs']);
});

it.concurrent('what only looks like it tells nothing: a double click, a spinner, a menu, fields, links, and where it is told to keep out', async () => {
  const page = await visit('calm');
  await page.locator('#works').dblclick();
  for (const answered of ['#spins', '#menu', '#name', '#label', '#secret', '#mine']) await click(page, answered);
  await click(page, '#secret', 5);
  await click(page, '#mine', 5);
  await click(page, '#lamp');
  await page.waitForTimeout(PATIENCE_MS);
  await click(page, '#slow');
  await page.waitForURL('**/slow');
  expect(await toldBy(page, 'calm')).toEqual({ signals: [], moments: [] });
});

it.concurrent('a click before which the page had changed is still dead when nothing follows it, and nothing is heard after unloading', async () => {
  const page = await visit('leaver');
  await click(page, '#works');
  await page.waitForTimeout(100);
  await click(page, '.card');
  await page.waitForTimeout(PATIENCE_MS);
  await page.evaluate(() => (globalThis as unknown as PageOf).analytics.deregister('Cusp Signals'));
  await click(page, '#works', 6);
  const { signals } = await toldBy(page, 'leaver');
  expect(signals).toMatchObject([{ event: 'Dead Clicked' }]);
});

it('the pages complain of nothing', () => {
  expect(complaints).toEqual([]);
});
