// `npm run bench`: set-up, build, then the rows of DESIGN.md's budget table, each beside its floor in the same run.
// `node test/bench/run.mjs mirror paint` measures only those rows. The table is printed; dist/bench/results.json keeps all of it.
import { root } from '../../electron/runtime/paths.mjs';
import { resolveElectron } from '../../electron/runtime/resolve.mjs';
import { runForwarding } from '../../electron/runtime/run.mjs';
import { setUp } from '../../electron/runtime/setup.mjs';

const node = (args) => runForwarding(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).result;

try {
  if (!setUp({ tests: true })) process.exitCode = 1;
  else if ((await node(['electron/build/build.mjs'])) !== 0) process.exitCode = 1;
  else {
    // here, as what assembles one takes files from beside itself, where the bundle has none
    await resolveElectron();
    const { bundleMain } = await import('../support/bundle.mjs');
    process.exitCode = await node(['--expose-gc', await bundleMain('bench'), ...process.argv.slice(2)]);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
