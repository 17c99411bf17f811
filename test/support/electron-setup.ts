/** Playwright's global set-up: the Electron to test with, and a display where there is none. */
import { startDisplay } from '../../electron/runtime/display.mjs';
import { resolveElectron, sandboxSwitches } from '../../electron/runtime/resolve.mjs';

export default async function globalSetup(): Promise<() => Promise<void>> {
  const { folder } = await resolveElectron();
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder;
  const setSwitches = (more: readonly string[]) => {
    process.env['FLAGSCOPE_TEST_SWITCHES'] = JSON.stringify([...sandboxSwitches(folder), ...more]);
  };
  setSwitches([]);
  // Always a display of its own: windows of tests must neither be seen nor be in the way of what is on the user's.
  if (process.platform !== 'linux') return async () => {};
  const display = await startDisplay();
  setSwitches(display.switches);
  Object.assign(process.env, display.env);
  delete process.env['WAYLAND_DISPLAY'];
  return display.stop;
}
