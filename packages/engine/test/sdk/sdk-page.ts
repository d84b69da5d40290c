import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

/** A page of somebody's own site, on an origin of its own, with an SDK as its package publishes it for browsers. */
export interface SdkPage {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** What people use, not what tests do: a headless browser would be taken for a bot. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';

/** The package's main script for browsers, from a path that it exports and one beside it. */
export function sdkScript(exported: string, beside = '.'): string {
  return join(createRequire(import.meta.url).resolve(exported), beside);
}

/** Opens such a page. What it asks for beyond this machine is refused, and among the complaints. @param file the SDK's script. */
export async function openSdkPage(browser: Browser, file: string): Promise<SdkPage> {
  const script = await readFile(file);
  const site = createServer((request, response) => {
    const isScript = request.url === '/sdk.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8' });
    response.end(isScript ? script : '<!doctype html><title>Kettles</title><link rel="icon" href="data:,"><script src="/sdk.js"></script>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const context = await browser.newContext({ locale: 'en-US', userAgent: USER_AGENT });
  const complaints: string[] = [];
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => {
      complaints.push(`asked for ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  const close = async (): Promise<void> => {
    await context.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  };
  return { page, complaints, close };
}
