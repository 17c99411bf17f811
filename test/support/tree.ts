/** The tree as a user finds a key in it: by the filter, which shows matches whatever is collapsed. */
import type { Locator, Page } from '@playwright/test';

/** Text as a string in a CSS selector: JSON's escapes of control characters mean something else there. */
// eslint-disable-next-line no-control-regex
const cssString = (text: string): string => `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;

/** The row of a key. It is in the document only while it is in view. */
export const row = (page: Page, key: string): Locator => page.getByRole('tree', { name: 'Keys' }).locator(`[role="treeitem"][data-key=${cssString(key)}]`);

/** Filters the tree for a key, and gives its row. */
export async function findKey(page: Page, key: string): Promise<Locator> {
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill(key);
  const found = row(page, key);
  await found.waitFor();
  return found;
}

/** Finds a key and opens it in the detail pane. */
export async function openKey(page: Page, key: string): Promise<Locator> {
  const found = await findKey(page, key);
  await found.click();
  return found;
}

/** The status region of the source on screen. */
export const sourceStatus = (page: Page): Locator => page.getByRole('status', { name: 'Source status' });
