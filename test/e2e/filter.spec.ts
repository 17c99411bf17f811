/** The filter box as a text field: what is typed goes where the caret is. */
import { expect, test } from '../support/app';

test('typing in the middle of the filter keeps the caret in its place', async ({ page }) => {
  const box = page.getByRole('searchbox', { name: 'Filter keys' });
  await box.fill('out');
  await page.keyboard.press('Home');
  await page.keyboard.type('check');
  await expect(box).toHaveValue('checkout');
  expect(await box.evaluate((element: HTMLInputElement) => element.selectionStart)).toBe(5);
  await expect(page.getByRole('treeitem', { name: 'checkout' }).first()).toBeVisible();
});
