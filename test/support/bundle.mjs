// TypeScript programs made into one file that Node runs, for commands that are more than a suite of tests.
import path from 'node:path';
import { build } from 'vite';
import { root } from '../../electron/runtime/paths.mjs';

/**
 * Bundles test/<room>/main.ts, and gives the file. It stands two folders below the top, as the source does: what it takes over from
 * other rooms finds its files from there.
 */
export async function bundleMain(room) {
  const outDir = path.join(root, 'dist', room);
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: path.join(root, 'test', room, 'main.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: `${room}.mjs`, codeSplitting: false } },
    },
  });
  return path.join(outDir, `${room}.mjs`);
}
