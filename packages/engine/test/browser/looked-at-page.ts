import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What the browser measured while it opened a page. Times in milliseconds from the navigation on. */
export interface Measured {
  readonly firstPaint: number;
  readonly largestPaint: number;
  /** The sum of all shifts of the layout that nobody asked for. */
  readonly shift: number;
  readonly requests: number;
  /** What moved. */
  readonly moved: readonly string[];
}

/** How long a page may say that it is loading, in milliseconds. */
const PATIENCE = 30_000;
/** Charts are drawn a moment after the answers. */
const SETTLE = 350;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Makes every page of `page` keep what the browser measures. To be called before the first is opened. */
export async function measureFromNowOn(page: Page): Promise<void> {
  await page.addInitScript(`
    window.measured = { largestPaint: 0, shift: 0, moved: [] };
    const nameOf = (node) => node?.outerHTML?.slice(0, 80) ?? node?.textContent?.slice(0, 40) ?? 'what is gone';
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.measured.largestPaint = entry.startTime; })
      .observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
      window.measured.shift += entry.value;
      window.measured.moved.push(entry.value.toFixed(3) + ' ' + entry.sources.map(({ node }) => nameOf(node)).join(' and '));
    } })
      .observe({ type: 'layout-shift', buffered: true });
  `);
}

/** Opens an address, waits until nothing of it is loading, and says what that took. */
export async function openMeasured(page: Page, address: string): Promise<Measured> {
  let requests = 0;
  const count = () => void (requests += 1);
  page.on('request', count);
  await page.goto(address);
  await page.locator('main h1, main h2').first().waitFor({ timeout: PATIENCE });
  // What is further down begins to load when it is come by.
  const isStill = '(() => { const still = document.querySelector(".loading"); still?.scrollIntoView(); return still === null; })()';
  const latest = performance.now() + PATIENCE;
  while (!(await page.evaluate<boolean>(isStill))) {
    if (performance.now() > latest) throw new Error(`${address} was still loading after ${PATIENCE} ms`);
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(SETTLE);
  page.off('request', count);
  await page.evaluate('window.scrollTo(0, 0)');
  const seen = await page.evaluate<Omit<Measured, 'requests'>>(
    '({ ...window.measured, firstPaint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1 })',
  );
  return { ...seen, requests };
}

/** What keeps people out of the page as it stands, by WCAG 2.2 A and AA: one line for each place. */
export async function violations(page: Page): Promise<string[]> {
  for (const frame of page.frames()) await frame.evaluate(axe.source);
  const options = JSON.stringify({
    runOnly: TAGS,
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  });
  const found = await page.evaluate<{ id: string; nodes: { target: unknown[]; summary: string }[] }[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => ({ target: node.target, summary: node.failureSummary })) })))`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, summary }) => `${id}: ${target.join(' ')}: ${summary.replaceAll(/\s+/g, ' ')}`),
  );
}

/** What stands out of the window sideways. */
export async function standingOut(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => element.outerHTML.slice(0, 100)).slice(0, 5);
  })()`);
}
