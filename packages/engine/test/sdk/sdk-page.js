import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
/** What people use, not what tests do: a headless browser would be taken for a bot. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
/** The package's main script for browsers, from a path that it exports and one beside it. */
export function sdkScript(exported, beside = '.') {
    return join(createRequire(import.meta.url).resolve(exported), beside);
}
/** Opens such a page. What it asks for beyond this machine is refused, and among the complaints. @param file the SDK's script. */
export async function openSdkPage(browser, file) {
    const script = await readFile(file);
    const site = createServer((request, response) => {
        const isScript = request.url === '/sdk.js';
        response.writeHead(200, { 'content-type': isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8' });
        response.end(isScript ? script : '<!doctype html><title>Kettles</title><link rel="icon" href="data:,"><script src="/sdk.js"></script>');
    });
    await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
    const context = await browser.newContext({ locale: 'en-US', userAgent: USER_AGENT });
    const complaints = [];
    await context.route((url) => url.hostname !== '127.0.0.1', (route) => {
        complaints.push(`asked for ${route.request().url()}`);
        return route.abort();
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${site.address().port}/`);
    const close = async () => {
        await context.close();
        site.closeAllConnections();
        await new Promise((resolve) => site.close(resolve));
    };
    return { page, complaints, close };
}
