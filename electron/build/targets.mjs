// The bundles of the app. A sandboxed preload must be one CommonJS file; packages named in `dependencies` stay outside
// main's bundle (etcd3 reads its .proto files from its own folder) and everything else is bundled.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../runtime/paths.mjs';

const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const external = Object.keys(dependencies).flatMap((name) => [name, new RegExp(`^${name}/`)]);

function nodeTarget(name, outDir, outside, { watch = false, plugins = [] } = {}) {
  const file = `${path.basename(name)}.cjs`;
  return {
    configFile: false,
    root,
    plugins,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.join(root, `electron/${name}.ts`),
      outDir,
      emptyOutDir: false,
      target: 'node20.18',
      sourcemap: true,
      minify: false,
      watch: watch ? {} : null,
      rolldownOptions: {
        external: outside,
        output: { format: 'cjs', entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

/** Vite's configuration of the main process: one file, `main.cjs` in `outDir`. */
export const mainTarget = (outDir, options) => nodeTarget('main', outDir, [/^node:/, 'electron', ...external], options);

/** Vite's configuration of the preload: one file, `preload.cjs` in `outDir`. */
export const preloadTarget = (outDir, options) => nodeTarget('preload', outDir, ['electron'], options);

/** Vite's configuration of the thread that reads and writes files: one file, `transfer-worker.cjs` in `outDir`. */
export const transferTarget = (outDir, options) => nodeTarget('compare/transfer-worker', outDir, [/^node:/], options);

/** Vite's configuration of the threads that simulate: one file, `rollout-thread.cjs` in `outDir`. */
export const rolloutTarget = (outDir, options) => nodeTarget('rollout/rollout-thread', outDir, [/^node:/], options);

/** Vite's configuration of the page: `index.html` and its assets in `outDir`. */
export const rendererTarget = (outDir, { plugins = [] } = {}) => ({
  configFile: path.join(root, 'renderer/vite.config.ts'),
  logLevel: 'warn',
  plugins,
  build: { outDir, emptyOutDir: true },
});
