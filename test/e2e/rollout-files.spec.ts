/** Who is simulated comes from large files and typed counts: how far reading has got, what is broken, which column is the key, what was observed. */
import { writeFileSync } from 'node:fs';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { choosePath } from '../support/sources';
import { openKey } from '../support/tree';
import { live } from '../support/window';

const flag = JSON.stringify({ flags: { checkout: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['off', 75], ['on', 25]] } } } });

/** So many users in five teams; each fifty thousandth line is broken. */
const people = (count: number): string => Array.from({ length: count }, (_, index) => (index % 50_000 === 7 ? `user-${index}` : `user-${index},team-${index % 5},${20 + (index % 50)}`)).join('\n');

test('a large file is given up, read, looked at and read by another key; counts are pasted and come from a file', async ({ launch }, testInfo) => {
  const { port } = await startEtcd();
  const client = etcdClient(port);
  await client.put('/flags', flag);
  const file = testInfo.outputPath('people.csv');
  writeFileSync(file, `id,team,age\n${people(600_000)}\n`);
  const { app, page } = await launch({ args: [`etcd://127.0.0.1:${port}/`] });
  await live(page);
  await openKey(page, '/flags');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await choosePath(app, file);
  const users = page.getByRole('combobox', { name: 'Users' });
  const reading = page.getByRole('progressbar', { name: 'Reading people.csv' });
  const open = async (): Promise<void> => {
    await page.getByRole('button', { name: 'More about users' }).click();
    await page.getByRole('menuitem', { name: 'Users of a file…' }).click();
  };

  await open();
  await expect(reading).toBeVisible();
  await page.getByRole('button', { name: 'Cancel reading people.csv' }).click();
  await expect(reading).toHaveCount(0);
  await expect(users.getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Notifications' }).getByRole('alert')).toBeEmpty();

  await open();
  await expect(users).toContainText('people.csv · 599,988', { timeout: 30_000 });
  const about = page.getByRole('button', { name: '12 broken lines' });
  await about.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'About this file' });
  const broken = dialog.getByRole('table', { name: '12 broken lines' }).getByRole('row');
  await expect(broken).toHaveCount(10);
  await expect(broken.nth(1)).toContainText(/Line 50,009.*fields.*user-50007/);
  await expect(dialog.getByRole('table', { name: 'Attributes' }).getByRole('row', { name: /^age/ })).toContainText(/number.*50.*20, 21/);
  await page.keyboard.press('Escape');
  await expect(about).toBeFocused();

  await page.keyboard.press('Enter');
  await dialog.getByRole('combobox', { name: 'Key of a user' }).selectOption('team');
  await dialog.getByRole('button', { name: 'Read the file again' }).click();
  await expect(users).toContainText('people.csv · 5', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: '599,995 broken lines' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Who gets what' }).getByRole('row', { name: /^off/ })).toContainText(/[0-5] users?/);

  await users.selectOption({ label: 'Invented people · 10,000' });
  await expect(page.getByRole('table', { name: 'Who gets what' }).getByRole('row', { name: /^off/ })).toContainText(/7,\d\d\d users/);
  await page.getByText('Check observed counts').click();
  const observed = page.getByRole('textbox', { name: 'Observed users' });
  await observed.fill('blue,3\noff,7');
  await expect(observed).toHaveAccessibleDescription(/Line 1: there is nothing called blue/);
  await observed.fill('off,7500\non,2500');
  await expect(page.getByRole('status').filter({ hasText: 'These counts fit' })).toBeVisible();
  const counts = testInfo.outputPath('counts.csv');
  writeFileSync(counts, 'variant,count\r\non,5000\r\noff,5000\r\n');
  await choosePath(app, counts);
  await page.getByRole('button', { name: 'From a file…' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Chance alone does not explain these counts' })).toBeVisible();
  client.close();
});
