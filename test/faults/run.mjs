// `npm run test:faults`: set-up, then seeds of faults on real servers (README.md beside this file says which switches there are).
import path from 'node:path';
import { root } from '../../electron/runtime/paths.mjs';
import { runForwarding } from '../../electron/runtime/run.mjs';
import { setUp } from '../../electron/runtime/setup.mjs';

const outDir = path.join(root, 'dist/faults');

async function bundle() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: path.join(root, 'test/faults/main.ts'),
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'faults.mjs', codeSplitting: false } },
    },
  });
}

try {
  if (!setUp({ tests: true })) process.exitCode = 1;
  else {
    await bundle();
    const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
    process.exitCode = await runForwarding(process.execPath, [path.join(outDir, 'faults.mjs'), ...process.argv.slice(2)], options).result;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
