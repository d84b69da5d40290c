/**
 * `npm run accept [-- NAME…]`: prints how the standard metrics agree with what is true, and how segments count on whole data sets, live, from
 * history, in preview and by SQL, how well records of one person are found, and what discovery finds in them. Exits 1 when something disagrees. NAMEs select by a part of
 * the file's name: shop, journey, retail, identity, surges, discover.
 * Data sets are looked for in `shared/data` beside the checkout or above it; what is missing is skipped, and said so.
 */
import { ready } from './ready/ready.mjs';
import { runNode } from './ready/run-program.mjs';

const FILES = [
  'packages/engine/test/standard/shop-acceptance.test.ts',
  'packages/engine/test/real-data/complete-journey-price-sensitivity.test.ts',
  'packages/engine/test/real-data/complete-journey-segments.test.ts',
  'packages/engine/test/real-data/online-retail-segments.test.ts',
  'packages/engine/test/real-data/identity-matching.test.ts',
  'packages/engine/test/real-data/online-retail-quality.test.ts',
  'packages/engine/test/real-data/online-retail-surges.test.ts',
  'packages/engine/test/real-data/discover-real-data.test.ts',
  'packages/engine/test/real-data/complete-journey.test.ts',
  'packages/engine/test/online-retail.test.ts',
];

const names = process.argv.slice(2);
const chosen = FILES.filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
if (chosen.length === 0) {
  console.error(`nothing is called ${names.join(' or ')}: ${FILES.map((file) => file.split('/').at(-1)).join(', ')}`);
  process.exit(2);
}
await ready({ only: [] });
const flags = ['run', '--disable-console-intercept', '--no-file-parallelism', '--reporter=verbose'];
const { code } = await runNode('node_modules/vitest/vitest.mjs', [...flags, ...chosen], { env: { CUSP_WHOLE: '1' } });
process.exitCode = code;
