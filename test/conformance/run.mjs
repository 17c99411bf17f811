// `npm run conformance`: open-feature's cases for flagd's evaluators, fetched for this run, on our engines (README.md beside this file).
import { root } from '../../electron/runtime/paths.mjs';
import { runForwarding } from '../../electron/runtime/run.mjs';
import { setUp } from '../../electron/runtime/setup.mjs';

try {
  if (!setUp({ tests: true })) process.exitCode = 1;
  else {
    // only now: it is part of what set-up installs
    const { bundleMain } = await import('../support/bundle.mjs');
    const args = [await bundleMain('conformance'), ...process.argv.slice(2)];
    process.exitCode = await runForwarding(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).result;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
