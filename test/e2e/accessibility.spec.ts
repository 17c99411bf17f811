/** What axe-core finds in the window, in both themes and both languages: nothing. */
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { freePort } from '../support/ports';

for (const language of ['en', 'zh-CN'] as const) {
  for (const theme of ['dark', 'light'] as const) {
    test(`${language}, ${theme}: sandbox, tabs, dialogs, palettes and a suspended source`, async ({ launch }) => {
      // axe looks at every element of ten states
      test.slow();
      const key = '/feature_flags/search/instant_results';
      const nobody = `etcd://127.0.0.1:${await freePort()}/?environment=production&name=nobody`;
      const { page } = await launch({ args: [`--lang=${language}`, `local:?key=${key}`, nobody] });
      const scheme = () => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
      await expect(page.getByRole('switch')).toBeVisible();
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('combobox').fill({ en: { dark: 'Dark theme', light: 'Light theme' }, 'zh-CN': { dark: '深色', light: '浅色' } }[language][theme]);
      await page.keyboard.press('Enter');
      await expect.poll(scheme).toBe(theme);
      await hasNoViolations(page, 'sandbox with a flag open');
      await page.getByRole('switch').click();
      await expect(page.getByRole('treeitem').and(page.locator('[aria-selected="true"]'))).toHaveAttribute('data-state', 'on');
      await hasNoViolations(page, 'a flag just switched, with the offer to undo');
      for (const index of [1, 2]) {
        await page.getByRole('tab').nth(index).click();
        await hasNoViolations(page, `tab ${index}`);
      }
      await page.keyboard.press('ControlOrMeta+k');
      await hasNoViolations(page, 'commands');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ControlOrMeta+p');
      await page.keyboard.type('a');
      await expect(page.getByRole('option').first()).toBeVisible();
      await hasNoViolations(page, 'go to key');
      await page.keyboard.press('Escape');
      await page.locator('.side-head button').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await hasNoViolations(page, 'add source');
      await page.getByRole('dialog').getByRole('button').last().click();
      await hasNoViolations(page, 'add source with a mistake');
      await page.keyboard.press('Escape');
      const sourceName = page.locator('.source-name').filter({ hasText: 'nobody' });
      await sourceName.click();
      await hasNoViolations(page, 'a disconnected production source');
      await page.locator('.tree-host button').click();
      await expect(page.locator('.banner')).toBeVisible();
      await hasNoViolations(page, 'a suspended source');
    });
  }
}
