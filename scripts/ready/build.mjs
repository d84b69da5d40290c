import { existsSync, rmSync } from 'node:fs';
import { fingerprintOf, isFresh, markFresh } from './fingerprint.mjs';
import { withProgress } from './progress.mjs';
import { inRepository } from './repository.mjs';
import { runNode } from './run-program.mjs';

const tsc = 'node_modules/@typescript/native/bin/tsc';
const vite = 'node_modules/vite/bin/vite.js';

/**
 * Everything that is built. Order matters: the console reads the engine's types. What a product `tells` while it is built is printed.
 * @type {{name: string, needs: string, sources: string[], dist: string, tells?: boolean, run: () => Promise<{code: number, output: string}>}[]}
 */
const products = [
  {
    name: 'engine',
    needs: 'packages/engine/tsconfig.build.json',
    sources: [
      'tsconfig.base.json',
      'package-lock.json',
      'packages/engine/package.json',
      'packages/engine/tsconfig.build.json',
      'packages/engine/write-schema.mjs',
      'packages/engine/copy-definitions.mjs',
      'packages/engine/bundle.mjs',
      'examples/standard',
      'examples/shop',
      'examples/moments',
      'packages/engine/src',
    ],
    dist: 'packages/engine/dist',
    run: async () => {
      let done = await runNode(tsc, ['-p', 'packages/engine/tsconfig.build.json'], { capture: true });
      for (const script of ['write-schema', 'copy-definitions', 'bundle']) {
        if (done.code === 0) done = await runNode(`packages/engine/${script}.mjs`, [], { capture: true });
      }
      return done;
    },
  },
  {
    name: 'tracker',
    needs: 'packages/tracker/vite.config.ts',
    sources: ['tsconfig.base.json', 'package-lock.json', 'packages/tracker'],
    dist: 'packages/tracker/dist',
    run: async () => {
      let done = await runNode(vite, ['build', 'packages/tracker', '--logLevel', 'warn'], { capture: true });
      if (done.code === 0)
        done = await runNode(vite, ['build', 'packages/tracker', '--mode', 'messages', '--logLevel', 'warn'], { capture: true });
      if (done.code === 0) done = await runNode(tsc, ['-p', 'packages/tracker/tsconfig.build.json'], { capture: true });
      if (done.code === 0) done = await runNode('packages/tracker/check-size.mjs', [], { capture: true });
      return done;
    },
    tells: true,
  },
  {
    name: 'console',
    needs: 'packages/console/index.html',
    sources: ['tsconfig.base.json', 'package-lock.json', 'packages/console', 'packages/tracker/src', 'packages/engine/src/api'],
    dist: 'packages/console/dist',
    run: () => runNode(vite, ['build', 'packages/console', '--logLevel', 'warn'], { capture: true }),
  },
  {
    name: 'bench',
    needs: 'bench/tsconfig.json',
    sources: ['tsconfig.base.json', 'package-lock.json', 'bench'],
    dist: 'bench/dist',
    run: () => runNode(tsc, ['-p', 'bench/tsconfig.json'], { capture: true }),
  },
  {
    name: 'chaos',
    needs: 'packages/engine/test/chaos/tsconfig.json',
    sources: [
      'tsconfig.base.json',
      'package-lock.json',
      'packages/engine/test/chaos',
      'packages/engine/src/simulation/random.ts',
      'packages/engine/src/runtime/steps.ts',
    ],
    dist: 'packages/engine/test/chaos/dist',
    run: () => runNode(tsc, ['-p', 'packages/engine/test/chaos/tsconfig.json'], { capture: true }),
  },
];

/**
 * Builds what is not fresh. A failed build leaves no stamp, so that the next call tries again.
 * @param {{only?: string[], force?: boolean}} [options] `only`: names of products; default engine, tracker and console
 */
export async function build({ only = ['engine', 'tracker', 'console'], force = false } = {}) {
  for (const product of products) {
    if (only.includes(product.name) && existsSync(inRepository(product.needs))) await buildProduct(product, force);
  }
}

async function buildProduct(product, force) {
  const fingerprint = fingerprintOf(product.sources);
  if (!force && isFresh(product.dist, fingerprint)) return;
  rmSync(inRepository(product.dist), { recursive: true, force: true });
  await withProgress(`Building the ${product.name}`, async () => {
    const { code, output } = await product.run();
    if (code !== 0) throw new Error(`Building the ${product.name} failed:\n${output}`);
    if (product.tells) process.stderr.write(output);
  });
  markFresh(product.dist, fingerprint);
}
