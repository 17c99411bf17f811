// `npm run bench`: set-up, build, then the rows of DESIGN.md's budget table, each beside its floor in the same run.
// `node test/bench/run.mjs mirror paint` measures only those rows. The table is printed; dist/bench/results.json keeps all of it.
import path from 'node:path';
import { root } from '../../electron/runtime/paths.mjs';
import { runForwarding } from '../../electron/runtime/run.mjs';
import { setUp } from '../../electron/runtime/setup.mjs';

// the bundle stands two folders below the top, as test/bench does: what it takes over from other rooms finds its files from there
const outDir = path.join(root, 'dist/bench');

const node = (args) => runForwarding(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).result;

async function bundle() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: path.join(root, 'test/bench/main.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'bench.mjs', codeSplitting: false } },
    },
  });
}

try {
  if (!setUp({ tests: true })) process.exitCode = 1;
  else if ((await node(['electron/build/build.mjs'])) !== 0) process.exitCode = 1;
  else {
    await bundle();
    process.exitCode = await node(['--expose-gc', path.join(outDir, 'bench.mjs'), ...process.argv.slice(2)]);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
