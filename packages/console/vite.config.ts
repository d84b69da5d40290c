import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a running engine answers while the console is developed with `vite`. */
const engine = process.env['CUSP_URL'] ?? 'http://127.0.0.1:4400';
const folder = import.meta.dirname;

export default defineConfig({
  root: folder,
  base: '/',
  plugins: [react()],
  // From its sources, so that the console needs no build but its own.
  resolve: {
    alias: [
      { find: '@cusp/tracker/messages', replacement: `${folder}/../tracker/src/messages/index.ts` },
      { find: '@cusp/tracker', replacement: `${folder}/../tracker/src/index.ts` },
    ],
  },
  build: {
    outDir: 'dist',
    // What loads what, for whoever measures it.
    manifest: true,
    // light-dark() and @property are used as they are; these are the first browsers that know both.
    cssTarget: ['chrome123', 'safari17.5', 'firefox128'],
    // A polyfill would be an inline script in older bundlers' output; every browser above preloads by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { console: `${folder}/index.html`, shop: `${folder}/shop/index.html` } },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/v1', '/demo', '/health'].map((path) => [path, { target: engine }])),
  },
});
