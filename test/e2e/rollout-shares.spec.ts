/** Bars beside flags: whom each serves what, in the tree and in a document of several, counted in main for what is on the screen. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live, reload } from '../support/window';

const flagd = (share: number, more: object = {}) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', share], ['off', 100 - share]] }, ...more });
const toggle = (share: number, more: object = {}) => ({ key: 't', enabled: true, version: 1, disabledServe: { select: 1 }, defaultServe: { split: { distribution: [[[0, share * 100]], [[share * 100, 10_000]]] } }, rules: [], variations: ['new', 'old'], ...more });
// addresses of invented people take it for ever
const endless = toggle(0, { defaultServe: { select: 0 }, rules: [{ serve: { select: 1 }, conditions: [{ type: 'string', subject: 'email', predicate: 'matches regex', objects: ['^((([a-z0-9@.-]+)+)+)+!$'] }] }] });

/** A description of shares that holds this one, give or take what chance does. */
const about = (name: string, percent: number): RegExp => {
  const near = Array.from({ length: 5 }, (_, at) => percent - 2 + at).join('|');
  return new RegExp(`^.*${name} (${near})(\\.\\d)?\\s%.* of 10,000 users \\(Invented people\\)$`);
};

test('flags in sight show whom they serve what, and follow their values and the users', async ({ launch }) => {
  const { port } = await startEtcd();
  const client = etcdClient(port);
  const flags = Array.from({ length: 30 }, (_, at): [string, unknown] => [`/shop/f${String(at).padStart(2, '0')}`, at % 2 === 0 ? flagd(at * 3) : toggle(at * 3)]);
  const others: [string, unknown][] = [
    ['/shop/a-document', { flags: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`flag-${String(at).padStart(2, '0')}`, flagd(at * 2)])) }],
    ['/shop/a-token', flagd(50)],
    ['/shop/an-off', flagd(50, { state: 'DISABLED' })],
    ['/shop/an-endless', endless],
    ['/shop/b-boolean', true],
    ['/shop/b-turned', flagd(0, { targeting: { fractional: [['off', 10], ['on', 90]] } })],
    ['/shop/c-config', { variants: 'are something else here' }],
  ];
  for (const [key, value] of [...others, ...flags]) await client.put(key, JSON.stringify(value));
  const { page } = await launch({ args: [`etcd://127.0.0.1:${port}/`] });
  await live(page);
  const tree = page.getByRole('tree', { name: 'Keys' });

  // flagd and FeatureProbe, by their names and by their values
  await expect(row(page, '/shop/f10')).toHaveAccessibleDescription(about('on', 30));
  await expect(row(page, '/shop/f11')).toHaveAccessibleDescription(about('"new"', 33));
  await expect(row(page, '/shop/an-off')).toHaveAccessibleDescription('The flag is disabled: default in the app’s code 100 % of 10,000 users (Invented people)');
  await expect(row(page, '/shop/an-endless')).toHaveAccessibleDescription(/did not end in time/);
  for (const key of ['/shop/a-document', '/shop/a-token', '/shop/b-boolean', '/shop/c-config']) await expect(row(page, key).locator('.share-bar')).toHaveCount(0);
  await hasNoViolations(page, 'a tree with bars');

  // somebody else writes
  await client.put('/shop/f10', JSON.stringify(flagd(80)));
  await expect(row(page, '/shop/f10')).toHaveAccessibleDescription(about('on', 80));

  // a colour is one variant's, wherever the split names it
  await expect(row(page, '/shop/b-turned')).toHaveAccessibleDescription(about('on', 90));
  await openKey(page, '/shop/b-turned');
  const split = page.getByRole('table', { name: 'Split by flag and user (targetingKey)' });
  const background = (of: Locator): Promise<string> => of.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background(split.getByRole('row', { name: /^on/ }).locator('.split-key'))).toBe(await background(row(page, '/shop/b-turned').locator('.share-bar > i').first()));
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');

  // what comes into sight is asked for then
  await tree.focus();
  await page.keyboard.press('End');
  await expect(row(page, '/shop/f29')).toHaveAccessibleDescription(about('"new"', 87));

  // the flags of a document
  await openKey(page, '/shop/a-document');
  const chooser = page.getByRole('navigation', { name: '40 flags' });
  await expect(chooser.getByRole('button', { name: 'flag-10' })).toHaveAccessibleDescription(about('on', 20));
  await expect(chooser.getByRole('button', { name: 'flag-39' }).locator('.share-bar')).toHaveCount(0);
  await chooser.getByRole('button', { name: 'flag-39' }).scrollIntoViewIfNeeded();
  await expect(chooser.getByRole('button', { name: 'flag-39' })).toHaveAccessibleDescription(about('on', 78));

  // other users, chosen in the tab, and remembered
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await page.getByRole('button', { name: 'More about users' }).click();
  await page.getByRole('menuitem', { name: 'Paste user keys…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paste user keys', exact: true });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('team');
  await dialog.getByRole('textbox', { name: 'User keys' }).fill('ann, bob\ncy');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(row(page, '/shop/f00')).toHaveAccessibleDescription('off 100 % of 3 users (team)');
  await reload(page);
  await expect(row(page, '/shop/f00')).toHaveAccessibleDescription('off 100 % of 3 users (team)');
  client.close();
});
