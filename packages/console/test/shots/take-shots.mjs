import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';
import { inRepository } from '../../../../scripts/ready/repository.mjs';

const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const SCHEMES = /** @type {const} */ (['light', 'dark']);
/** How long a page may say that it is loading. */
const PATIENCE_MS = 90_000;
/** Charts are drawn, and pictures have come, a moment after the answers. */
const SETTLE_MS = 700;

/**
 * Takes the pictures, one page after the other.
 * @param {string} url
 * @param {string} token
 * @param {readonly {name: string, path: string}[]} pages
 * @returns {Promise<string[]>} what pages and browser complained of
 */
export async function takeShots(url, token, pages) {
  const folder = inRepository('shots');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const browser = await driver.launch({ executablePath: await browserFile(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  /** @type {string[]} */
  const complaints = [];
  try {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      for (const colorScheme of SCHEMES) {
        const context = await browser.newContext({ viewport, colorScheme, locale: 'en-US', reducedMotion: 'reduce' });
        const page = await context.newPage();
        page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
        page.on('console', (message) => {
          // Whoever is not known yet is asked for, and not found.
          if (message.type() === 'error' && !message.text().includes('404')) complaints.push(`${page.url()}: ${message.text()}`);
        });
        await page.goto(`${url}/#token=${token}`);
        // The token is exchanged for a session first.
        await page.locator('.shell').waitFor({ timeout: PATIENCE_MS });
        for (const { name, path } of pages) {
          const file = join(folder, `${name}-${width}-${colorScheme}.png`);
          const took = await open(page, `${url}${path}`);
          if (took === undefined) complaints.push(`${path}: was still loading after ${PATIENCE_MS / 1_000} s`);
          await page.screenshot({ path: file, fullPage: true });
          console.log(`${name} ${width} ${colorScheme}: ${took ?? 'never'} ms`);
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
  return complaints;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} address
 * @returns {Promise<number | undefined>} milliseconds until nothing was loading any more; undefined when something still is
 */
async function open(page, address) {
  const begun = performance.now();
  await page.goto(address);
  try {
    await page.locator('main h1, main h2').first().waitFor({ timeout: PATIENCE_MS });
    await page.waitForFunction(nothingLoads, undefined, { timeout: PATIENCE_MS });
  } catch {
    return undefined;
  }
  const took = Math.round(performance.now() - begun);
  await page.waitForTimeout(SETTLE_MS);
  return took;
}

/** Whether nothing of the page is loading. What is further down begins to when it is come by: so the page is gone through. */
function nothingLoads() {
  const waiting = document.querySelector('.loading');
  waiting?.scrollIntoView();
  if (waiting === null) window.scrollTo(0, 0);
  return waiting === null;
}

/** The packaged browser, else one that is installed. */
async function browserFile() {
  const packaged = await chromium.executablePath();
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return existsSync(packaged) ? packaged : (installed.find((path) => existsSync(path)) ?? packaged);
}
