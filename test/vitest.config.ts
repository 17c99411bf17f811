import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');

export default defineConfig({
  root,
  cacheDir: 'node_modules/.vite/vitest',
  test: {
    projects: [
      // limits on a hang, not on speed
      { test: { name: 'unit', root, testTimeout: 30_000, maxWorkers: 2, include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'] } },
      // most of these wait for servers: more run at once than there are cores
      {
        test: { name: 'contract', root, include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: true, maxWorkers: 3 },
      },
    ],
  },
});
