import { readFile } from 'node:fs/promises';
import { sdkScript } from '../sdk/sdk-page.js';
import { openOwnSite, type OwnSite } from './own-site.js';

/** So long the slow page takes: longer than anybody waits for a click to show. */
const SLOW_MS = 3_500;

const head = (writeKey: string, engine: string) => `<!doctype html><title>Kettles</title><link rel="icon" href="data:,">
<script src="/sdk.js"></script><script src="/signals.js"></script>
<script>
  analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${engine}' },
    { integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 5, timeout: 300 } } } } });
  registered = analytics.register(cusp.cuspSignals());
</script>`;

const LIST = `
<p id="state">ready</p>
<button id="works" onclick="state.textContent += '.'">Add</button>
<button id="spins" onclick="state.textContent = 'one moment'; setTimeout(() => { state.textContent = 'done' }, 4000)">Search</button>
<button id="menu" onpointerdown="state.textContent = 'open'">Menu</button>
<div class="card user-4711" style="cursor: pointer">Looks as if</div>
<div data-cusp-ignore><button id="mine">Keep out</button></div>
<form onsubmit="return false"><input type="password" id="secret"><label id="label">Name <input id="name" value="Ann"></label></form>
<a id="a" href="/kettle?token=secret">One kettle</a> <a id="b" href="/mill">One mill</a> <a id="slow" href="/slow">Slow</a>
<a id="app" href="/app" onclick="history.pushState({}, '', '/app'); state.textContent = 'app'; return false">App</a>
<a id="lamp" href="/lamp" onclick="history.pushState({}, '', '/lamp'); state.textContent = 'lamp'; return false">Lamp</a>`;

/** Opens a site with the unchanged SDK and the plugin as its package publishes it. @param script the plugin's built script */
export async function openSignalsSite(script: string, writeKey: string, engine: string): Promise<OwnSite> {
  const scripts = new Map([
    ['/sdk.js', await readFile(sdkScript('@segment/analytics-next/dist/umd/index.js'))],
    ['/signals.js', await readFile(script)],
  ]);
  return openOwnSite((path) => {
    const body = scripts.get(path);
    if (body !== undefined) return { body, type: 'text/javascript' };
    const page = head(writeKey, engine) + (path === '/list' ? LIST : '<p>A page</p>');
    return { body: page, type: 'text/html', after: path === '/slow' ? SLOW_MS : 0 };
  });
}
