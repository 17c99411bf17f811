/** The window without a mouse. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { row } from '../support/tree';
import { live, runCommand } from '../support/window';

const flag = '/feature_flags/checkout/gift_cards';
const selected = (page: Page) => page.getByRole('tree', { name: 'Keys' }).locator('[role="treeitem"][aria-selected="true"]');

/** The key of the row that assistive technology is told to be on. */
const activeKey = (page: Page) =>
  page.getByRole('tree', { name: 'Keys' }).evaluate((tree) => document.getElementById(tree.getAttribute('aria-activedescendant') ?? '')?.dataset['key']);

/** Tabs on until this has the focus; the number of steps is bounded, so that a trap is found. */
async function tabTo(page: Page, name: string, role: 'switch' | 'tab' | 'button'): Promise<void> {
  const target = page.getByRole(role, { name });
  for (let step = 0; step < 25; step++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`25 presses of Tab did not reach the ${role} ${name}`);
}

test('a flag is found, switched and taken back by keyboard alone', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Filter keys' })).toBeFocused();
  await page.keyboard.type('gift_cards');
  await expect(row(page, flag)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
  for (let step = 0; step < 5 && (await activeKey(page)) !== flag; step++) await page.keyboard.press('ArrowDown');
  await expect(selected(page)).toHaveAttribute('data-key', flag);
  await tabTo(page, 'Enabled', 'switch');
  await page.keyboard.press('Space');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  await expect(page.getByRole('switch', { name: 'Enabled' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');
  // the row is told by the watch, and the switch is free once the write has been answered
  await expect(page.getByRole('switch', { name: 'Enabled' })).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('Enter');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  await tabTo(page, 'Undo', 'button');
  await page.keyboard.press('Enter');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');

  // outside of a field it never takes back what was typed in one
  await page.getByRole('tree', { name: 'Keys' }).focus();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('There is nothing to undo here.')).toBeVisible();
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
  await expect(page.getByRole('searchbox', { name: 'Filter keys' })).toHaveValue('gift_cards');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(page.getByText('Done again: Switched gift_cards on')).toBeVisible();
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
});

test('the tree moves as the WAI-ARIA pattern says', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  const tree = page.getByRole('tree', { name: 'Keys' });
  await tree.focus();
  await page.keyboard.press('Home');
  const first = (await activeKey(page)) ?? '';
  const press = async (key: string, expected: string) => {
    await page.keyboard.press(key);
    await expect.poll(() => activeKey(page), `after ${key}`).toBe(expected);
  };
  const isExpanded = (key: string, expanded: boolean) => expect(row(page, key)).toHaveAttribute('aria-expanded', String(expanded));
  expect(first).toBe('/config');
  if ((await row(page, first).getAttribute('aria-expanded')) === 'true') await press('ArrowLeft', first);
  await isExpanded(first, false);
  await press('ArrowLeft', first);
  await press('ArrowRight', first);
  await isExpanded(first, true);
  await press('ArrowRight', '/config/global');
  await press('ArrowLeft', '/config/global');
  await isExpanded('/config/global', false);
  await press('ArrowLeft', '/config');
  await press('ArrowDown', '/config/global');
  await press('ArrowUp', '/config');
  await press('Space', '/config');
  await isExpanded('/config', false);
  await page.keyboard.type('feature');
  await press('_', '/feature_flags');
  if ((await row(page, '/feature_flags').getAttribute('aria-expanded')) === 'true') await press('ArrowLeft', '/feature_flags');
  await isExpanded('/feature_flags', false);
  // not Space, which just after letters is one of them
  await press('Enter', '/feature_flags');
  await isExpanded('/feature_flags', true);
  await press('ArrowRight', '/feature_flags/catalog');
  // a move ends the typing: Space is a key of its own again
  await page.keyboard.type('feature_');
  await press('ArrowDown', '/feature_flags/catalog');
  await press('ArrowUp', '/feature_flags');
  await press('Space', '/feature_flags');
  await isExpanded('/feature_flags', false);
  await press('ArrowRight', '/feature_flags');
  await press('ArrowRight', '/feature_flags/catalog');
  await page.keyboard.press('*');
  for (const app of ['catalog', 'checkout', 'mobile', 'search']) await isExpanded(`/feature_flags/${app}`, true);
  await press('End', '/services/search/10.20.3.32:9200');
  await expect(row(page, '/services/search/10.20.3.32:9200')).toBeInViewport();
  await press('Home', '/config');
  await press('PageDown', (await lastInSight(page)) ?? '');
  await press('Home', '/config');
  const levels = await tree.getByRole('treeitem').evaluateAll((rows) =>
    rows.map((one) => [one.ariaLevel, one.ariaPosInSet, one.ariaSetSize].every((value) => Number(value) >= 1) && Number(one.ariaPosInSet) <= Number(one.ariaSetSize)),
  );
  expect(levels.length).toBeGreaterThan(10);
  expect(levels.every(Boolean)).toBe(true);
});

/** The key of the row that a page further down begins with: as far as the tree is high. */
const lastInSight = (page: Page) =>
  page.getByRole('tree', { name: 'Keys' }).evaluate((tree) => {
    const rows = [...tree.querySelectorAll<HTMLElement>('[role="treeitem"]')].sort((a, b) => a.offsetTop - b.offsetTop);
    return (rows[Math.max(1, Math.floor(tree.clientHeight / 22) - 1)] ?? rows.at(-1))?.dataset['key'];
  });

test('palettes open, find, run and close, and the focus goes back', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  const tree = page.getByRole('tree', { name: 'Keys' });
  await page.getByRole('button', { name: 'Who gets what' }).press('Enter');
  await expect(selected(page)).toHaveAttribute('data-key', '/experiments/checkout_button_label');
  await expect(page.getByRole('radio', { name: 'Who gets what' })).toBeChecked();
  await runCommand(page, 'Rollout: plan a ramp');
  await expect(page.getByRole('radio', { name: 'Ramp' })).toBeChecked();
  await tree.focus();
  await page.keyboard.press('ControlOrMeta+p');
  const goTo = page.getByRole('dialog', { name: 'Go to key' });
  await expect(goTo.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('gift');
  await expect(goTo.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(goTo).toHaveCount(0);
  await expect(tree).toBeFocused();
  await expect(selected(page)).toHaveAttribute('data-key', flag);

  await page.keyboard.press('ControlOrMeta+k');
  const commands = page.getByRole('dialog', { name: 'Commands' });
  await expect(commands.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('switch gift');
  await page.keyboard.press('Enter');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  await expect(commands).toHaveCount(0);

  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('no such command');
  await expect(commands.getByText('No command matches.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(commands).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(commands).toHaveCount(0);
  await expect(tree).toBeFocused();

  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('add source');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  await expect(dialog.getByLabel('Servers')).toBeFocused();
  // the focus stays inside
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('Escape empties the filter and then goes to the tree', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  await page.keyboard.press('/');
  await page.keyboard.type('gift/');
  const filter = page.getByRole('searchbox', { name: 'Filter keys' });
  await expect(filter).toHaveValue('gift/');
  await page.keyboard.press('Escape');
  await expect(filter).toHaveValue('');
  await expect(filter).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
});

test('a dialog that closes gives the focus back to where it came from', async ({ page }) => {
  await live(page);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName);
  await page.getByRole('button', { name: 'Add source' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Add source' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(focused).toBe('Add source');
  // opened by a command, whose palette is gone: the tree takes it
  await runCommand(page, 'Verify Sandbox now');
  const comparison = page.getByRole('dialog', { name: 'Verify Sandbox' });
  await expect(comparison.getByText(/keys compared/)).toBeVisible();
  await expect(comparison.getByRole('button', { name: 'Close' }).last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(comparison).toHaveCount(0);
  await expect.poll(focused).not.toBe('BODY');
});
