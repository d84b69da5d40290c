import { defineConfig } from 'vite';

/** What is built: by `vite build` the plugin, by `vite build --mode messages` what shows messages. A script may hold one entry only. */
const PARTS = {
  signals: { entry: 'src/index.ts', file: 'cusp-signals' },
  messages: { entry: 'src/messages/index.ts', file: 'cusp-messages' },
} as const;

/** One module for bundlers, and one script for a page's head, which sets its functions on `cusp`. */
export default defineConfig(({ mode }) => {
  const { entry, file } = mode === 'messages' ? PARTS.messages : PARTS.signals;
  return {
    root: import.meta.dirname,
    build: {
      outDir: 'dist',
      emptyOutDir: mode !== 'messages',
      target: 'es2022',
      minify: true,
      lib: {
        entry,
        name: 'cusp',
        formats: ['es', 'iife'],
        fileName: (format) => (format === 'es' ? `${file}.js` : `${file}.iife.js`),
      },
      rolldownOptions: { output: { extend: true } },
    },
  };
});
