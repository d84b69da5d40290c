/**
 * `npm run shots [-- --url URL --token TOKEN] [PAGE…]`: a picture of every page of the console, light and dark, wide and narrow, in `shots/`.
 * Without an address it starts the demo for itself, waits until its history is in, and ends it. PAGEs select by a part of the name.
 * Prints how long each page took until it said that it was loading no more; exits 1 when a page or the browser complained.
 */
import { parseArgs } from 'node:util';
import { ready } from './ready/ready.mjs';
import { demo } from '../packages/console/test/shots/demo.mjs';
import { pagesOf } from '../packages/console/test/shots/pages.mjs';
import { takeShots } from '../packages/console/test/shots/take-shots.mjs';

const { values, positionals } = parseArgs({ options: { url: { type: 'string' }, token: { type: 'string' } }, allowPositionals: true });
await ready({ only: ['engine', 'tracker', 'console'] });
const started = values.url === undefined ? await demo() : undefined;
try {
  const { url, token } = started ?? { url: values.url.replace(/\/$/, ''), token: values.token ?? process.env.CUSP_TOKEN ?? '' };
  const pages = (await pagesOf(url, token)).filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  const complaints = await takeShots(url, token, pages);
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} finally {
  await started?.end();
}
