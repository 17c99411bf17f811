import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  // Replaced by electron/protocol.ts with a new nonce for every load.
  html: { cspNonce: '__NONCE__' },
  cacheDir: '../node_modules/.vite/renderer',
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: true,
    // Files are served from the app itself: inlining would only grow the page and need `data:` in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
    modulePreload: { polyfill: false },
  },
});
