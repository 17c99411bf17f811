/** What axe-core finds in the window, in both themes and both languages: nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { freePort } from '../support/ports';
import { choosePath } from '../support/sources';

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
      for (const index of [1, 2, 3]) {
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
      await page.locator('.side-head button').first().click();
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

for (const [language, theme] of [
  ['en', 'dark'],
  ['zh-CN', 'light'],
] as const) {
  test(`${language}, ${theme}: the dialogs of sources, unfolded, and what importing would do`, async ({ launch }, testInfo) => {
    const file = testInfo.outputPath('sources.json');
    const source = { backend: 'etcd', endpoints: [{ host: 'h', port: 1 }], roots: [''], name: 'new', environment: 'production', access: 'guarded' };
    writeFileSync(file, JSON.stringify({ flagscope: 'sources', version: 1, sources: [source, { ...source, name: 'locked' }, { ...source, name: 'broken', roots: [] }] }));
    const locked = 'etcd://127.0.0.1:1/?name=locked&user=me&tls=1';
    const userData = testInfo.outputPath('user-data');
    mkdirSync(`${userData}/settings`, { recursive: true });
    writeFileSync(`${userData}/settings/window.json`, JSON.stringify({ version: 1, theme, maximized: false }));
    const { app, page } = await launch({ userData, args: [`--lang=${language}`, locked], env: { ZK_HOSTS: 'zk:2181' } });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    await expect(page.locator('.banner')).toBeVisible();
    await hasNoViolations(page, 'a source that asks for its password');
    const dialog = page.getByRole('dialog');
    await page.locator('.banner button').first().click();
    await expect(dialog.locator('input[type="password"]')).toBeFocused();
    await hasNoViolations(page, 'enter password');
    await page.keyboard.press('Escape');
    await page.locator('.source-row[data-active]').click({ button: 'right' });
    // an open menu stands above everything and belongs to no part of the page
    await hasNoViolations(page, 'the menu of a source', ['region']);
    await page.getByRole('menuitem').filter({ has: page.locator('.tabler-icon-pencil') }).click();
    await expect(dialog).toBeVisible();
    for (const fold of await dialog.locator('.fold-head').all()) await fold.click();
    await hasNoViolations(page, 'edit source, unfolded');
    await dialog.locator('.form-add').click();
    // inside the prefix that is watched already
    await dialog.locator('.form-roots input').last().fill('/x');
    await dialog.locator('button[type="submit"]').click();
    await expect(dialog.locator('[aria-invalid="true"]')).toBeFocused();
    await hasNoViolations(page, 'edit source with a mistake');
    await page.keyboard.press('Escape');
    await choosePath(app, file);
    await page.locator('.list-menu').click();
    await page.getByRole('menuitem').last().click();
    await expect(dialog.getByRole('checkbox')).toHaveCount(2);
    await hasNoViolations(page, 'import sources');
  });
}
