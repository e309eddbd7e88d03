import { fileURLToPath } from 'node:url';

// The libraries expect what a Grafana server's bundle has around them.
export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'error',
  cacheDir: fileURLToPath(new URL('../node_modules/.vite', import.meta.url)),
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.NODE_DEBUG': 'undefined', global: 'globalThis' },
  resolve: { alias: { 'react-router-dom-v5-compat': 'react-router-dom' }, dedupe: ['react', 'react-dom', '@grafana/data', '@grafana/ui', '@grafana/runtime'] },
  build: { minify: false, sourcemap: false, chunkSizeWarningLimit: 100_000, target: 'chrome110', modulePreload: false },
};
