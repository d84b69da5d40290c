import { defineConfig } from 'vite';

/** One module for bundlers, and one script for a page's head, which sets `cuspSignals`. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    target: 'es2022',
    minify: true,
    lib: {
      entry: 'src/index.ts',
      name: 'cusp',
      formats: ['es', 'iife'],
      fileName: (format) => (format === 'es' ? 'cusp-signals.js' : 'cusp-signals.iife.js'),
    },
    rolldownOptions: { output: { extend: true } },
  },
});
