import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { lotOf } from '../../src/decide/checks/holdout.js';
import { personIdentifier } from '../../src/vocabulary/identifier.js';

/** One person with a browser of their own, in the shop beside their own timeline. */
export interface Visitor {
  readonly page: Page;
  readonly shop: FrameLocator;
  /** What the page says of them, newest first. */
  readonly diary: Locator;
  readonly anonymousId: string;
}

const CAMPAIGN = 'kettle_offer';
/** The campaign's holdout, with room. */
const HELD_OUT_BELOW = 0.2;

/** Opens "Be a customer" as somebody whom the campaign does not hold out: the lot is drawn by the identifier. */
export async function openAsVisitor(browser: Browser, address: string, name: string, complaints: string[]): Promise<Visitor> {
  const anonymousId = identifierSentTo(name);
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 1000 } });
  // The analytics library takes over the id that it finds.
  const value = JSON.stringify(JSON.stringify(anonymousId));
  await context.addInitScript(`if (localStorage.getItem('ajs_anonymous_id') === null) localStorage.setItem('ajs_anonymous_id', ${value})`);
  const page = await context.newPage();
  listen(page, complaints);
  await page.goto(address);
  return { page, shop: page.frameLocator('iframe'), diary: page.locator('.diary'), anonymousId };
}

/** Collects what the browser complains of: errors of scripts, and whatever the content security policy forbade. */
export function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports the answer for somebody who is not known yet.
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(`${message.text()} ${message.location().url}`);
  });
}

/** Looks at products of the shop, each after the event before was seen, so that they come in this order. */
export async function lookAt({ shop, diary }: Visitor, ...products: readonly string[]): Promise<void> {
  for (const product of products) {
    const seen = await looksSeen(diary, product).count();
    await shop
      .getByRole('button', { name: `Look at ${product}` })
      .first()
      .click();
    await looksSeen(diary, product).nth(seen).waitFor();
  }
}

/** Looks at a product that the engine has seen, with the milliseconds from the click. */
function looksSeen(diary: Locator, product: string): Locator {
  return diary
    .locator('li', { hasText: /Product Viewed/ })
    .filter({ hasText: product })
    .filter({ hasText: 'from click to here' });
}

function identifierSentTo(name: string): string {
  for (let number = 0; ; number++) {
    const value = `${name}-${number}`;
    if (lotOf(CAMPAIGN, personIdentifier('anonymousId', value)) >= HELD_OUT_BELOW) return value;
  }
}
