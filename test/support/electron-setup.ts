/** The Electron to test with, found once by Playwright's global set-up, and a display for each worker where the system has X. */
import { startDisplay } from '../../electron/runtime/display.mjs';
import { resolveElectron, sandboxSwitches } from '../../electron/runtime/resolve.mjs';

const VARIABLE = 'FLAGSCOPE_TEST_SWITCHES';

/** Switches that Electron needs on this machine, as set-up found them. */
export const machineSwitches = (): string[] => JSON.parse(process.env[VARIABLE] ?? '[]') as string[];

export default async function globalSetup(): Promise<void> {
  const { folder } = await resolveElectron();
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder;
  process.env[VARIABLE] = JSON.stringify(sandboxSwitches(folder));
}

/**
 * Puts this process and all that it starts on a display of their own, and gives back what ends it. Windows of tests must neither
 * be seen nor be in the way of what is on the user's; and workers that shared one would move the pointer in each other's windows:
 * X tells a window that the pointer has entered it when the window above is closed.
 */
export async function ownDisplay(): Promise<() => Promise<void>> {
  if (process.platform !== 'linux') return async () => {};
  const display = await startDisplay();
  process.env[VARIABLE] = JSON.stringify([...machineSwitches(), ...display.switches]);
  Object.assign(process.env, display.env);
  delete process.env['WAYLAND_DISPLAY'];
  return display.stop;
}

/** Fixture for every `test` that opens windows. */
export const display: [(args: object, use: () => Promise<void>) => Promise<void>, { scope: 'worker'; auto: true }] = [
  async ({}, use) => {
    const stop = await ownDisplay();
    await use();
    await stop();
  },
  { scope: 'worker', auto: true },
];
