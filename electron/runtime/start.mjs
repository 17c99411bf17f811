// `npm start -- ...`: the app from the present build, with every argument handed on as it is.
import { startDisplay } from './display.mjs';
import { root } from './paths.mjs';
import { needsOwnDisplay } from './requirements.mjs';
import { resolveElectron, sandboxSwitches } from './resolve.mjs';
import { runForwarding } from './run.mjs';
import { setUp } from './setup.mjs';

async function start() {
  if (!setUp()) return 1;
  const { executable, folder } = await resolveElectron();
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  const display = needsOwnDisplay() ? await startDisplay() : undefined;
  if (display) console.error('There is no display: the window is on a virtual one.');
  try {
    const args = [root, ...sandboxSwitches(folder), ...(display?.switches ?? []), ...process.argv.slice(2)];
    return await runForwarding(executable, args, { env: { ...env, ...display?.env } }).result;
  } finally {
    await display?.stop();
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
