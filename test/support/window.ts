/** What several specs ask of the window. */
import { expect, type ElectronApplication, type Page } from '@playwright/test';
import type { CommandName } from '../../shared/contract';
import type { Fault } from '../../shared/fault';
import { sourceStatus } from './tree';

/** Waits until the source on screen is live. */
export const live = (page: Page, timeout = 20_000): Promise<void> => expect(sourceStatus(page)).toHaveText(/^Live/, { timeout });

/** The answer to a command, as a script in the page gets it. */
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault };

/** Sends whatever a page could send over the bridge. */
export const invoke = (page: Page, command: CommandName | (string & {}), input: unknown): Promise<Answer> =>
  page.evaluate(([name, given]) => (window.flagscope.invoke as (name: string, input: unknown) => Promise<Answer>)(name, given), [command, input] as const);

/** Loads the window again, and waits for the page. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.getByRole('tree', { name: 'Keys' }).waitFor();
}

/** Runs a command of the palette by its words. */
export async function runCommand(page: Page, label: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Commands' }).fill(label);
  await page.getByRole('option', { name: label, exact: true }).click();
}

/** How many windows and other pages the app has. */
export const pagesOf = (app: ElectronApplication): Promise<number> => app.evaluate(({ webContents }) => webContents.getAllWebContents().length);

/** Notes every violation of the page's policy from its first moment on. Gives what was noted so far. */
export async function noteViolations(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const noted: string[] = [];
    Object.assign(globalThis, { noted });
    document.addEventListener('securitypolicyviolation', (event) => noted.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  await reload(page);
  return () => page.evaluate(() => (globalThis as unknown as { noted: string[] }).noted);
}
