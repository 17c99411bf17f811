// Takes the pictures of the README from the running app: the sandbox with its demo activity and a flag open, and a ramp of an experiment. `npm run pictures`.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { startDisplay } from '../../electron/runtime/display.mjs';
import { root } from '../../electron/runtime/paths.mjs';
import { resolveElectron, sandboxSwitches } from '../../electron/runtime/resolve.mjs';
import { setUp } from '../../electron/runtime/setup.mjs';

const size = { width: 1440, height: 900 };
/** Seconds of demo activity before the picture, so that the sparkline and the dots of change have something to show. */
const ACTIVITY_MS = 25_000;

/** What is pictured in the window of an app of its own. */
async function take(folder, scheme, picture, show) {
  const userData = mkdtempSync(path.join(os.tmpdir(), 'flagscope-pictures-'));
  const app = await _electron.launch({ args: [root, ...sandboxSwitches(folder), `--user-data-dir=${userData}`, '--lang=en'], cwd: root });
  try {
    const page = await app.firstWindow();
    await page.emulateMedia({ colorScheme: scheme });
    await app.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0].setContentSize(width, height), size);
    await show(page);
    await page.screenshot({ path: path.join(root, `docs/pictures/${picture}-${scheme}.png`) });
  } finally {
    await app.close();
    rmSync(userData, { recursive: true, force: true });
  }
}

async function sandbox(page) {
  await page.getByRole('button', { name: 'Start demo activity' }).click();
  await page.waitForTimeout(ACTIVITY_MS);
  await page.locator('[role=treeitem][data-key="/config/services/checkout/features/fraud_screening"]').click();
  await page.getByRole('switch', { name: 'Enabled' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
}

async function ramp(page) {
  await page.getByRole('treeitem').first().waitFor();
  await page.keyboard.press('Control+P');
  await page.keyboard.type('checkout_button_label');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await page.getByText('Ramp', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Variant' }).selectOption({ label: 'friendly = "Send it my way"' });
  await page.getByText('Exponential', { exact: true }).click();
  await page.getByText(/only adds users/).waitFor();
  await page.getByRole('slider', { name: 'Clock' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(1000);
}

if (!setUp()) process.exit(1);
const { folder } = await resolveElectron();
process.env.ELECTRON_OVERRIDE_DIST_PATH = folder;
const display = await startDisplay();
Object.assign(process.env, display.env);
try {
  for (const scheme of ['dark', 'light']) await take(folder, scheme, 'sandbox', sandbox);
  await take(folder, 'dark', 'ramp', ramp);
} finally {
  await display.stop();
}
