/** What several specs do with the list of sources and its dialogs. */
import type { ElectronApplication, Locator, Page } from '@playwright/test';

/** A source's button in the list. */
export const sourceButton = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** The names in the list, from the top. */
export const listed = (page: Page): Promise<string[]> => page.locator('.source-name').allTextContents();

/** Opens a source's menu and presses an item of it. */
export async function fromMenu(page: Page, source: string, item: string): Promise<void> {
  await sourceButton(page, source).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** The system's dialogs give this path from now on, as if a person had chosen it. */
export const choosePath = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [chosen] }),
      showSaveDialog: () => Promise.resolve({ canceled: false, filePath: chosen }),
    });
  }, path);
