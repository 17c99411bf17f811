/** The review: what is about to be written is shown, and what was shown is what is written. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live } from '../support/window';

const flag = '/shop/features/checkout';
const theSwitch = (page: Page): Locator => page.getByRole('switch', { name: 'Enabled' });
const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Review change' });

test('a flag of production is switched by a review with a reason, and taken back by another', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put(flag, 'false');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/shop/?environment=production&name=prod`] });
  await live(page);
  await openKey(page, flag);
  await theSwitch(page).press('Space');
  const dialog = dialogOf(page);
  await expect(dialog.getByText('Switched checkout on')).toBeVisible();
  await expect(dialog.getByText('Production', { exact: true })).toBeVisible();
  await expect(dialog.getByText('1 key changed')).toBeVisible();
  await expect(dialog.getByRole('group', { name: flag })).toContainText(/−false\s*1?\+true/);
  const reason = dialog.getByRole('textbox', { name: 'Reason' });
  await expect(reason).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('A change to this source needs a reason.')).toBeVisible();
  await reason.fill('incident 42');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  expect(Buffer.from((await client.get(flag)) ?? []).toString()).toBe('true');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(dialog.getByText('Undo: Switched checkout on')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('it was not that');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await client.close();
  await server.stop();
});

test('a key that moves while its review is open is shown to have moved, and nothing is written over it unseen', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put(flag, 'false');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/shop/?access=guarded`] });
  await live(page);
  await openKey(page, flag);
  await theSwitch(page).press('Space');
  const dialog = dialogOf(page);
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('on at last');
  await client.put(flag, 'maybe');
  await expect(dialog.getByText(`1 key has changed while this was open: ${flag}.`)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Review again' }).click();
  await expect(dialog.getByRole('group', { name: flag })).toContainText('maybe');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  await client.close();
  await server.stop();
});

test('what is reviewed is copied as commands with the guards it has, secrets masked', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/shop/db/host', "the db's");
  await client.put('/shop/db/password', 'hunter2');
  const { app, page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/shop/`] });
  await live(page);
  await openKey(page, '/shop/db/host');
  await row(page, '/shop/db').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename db' });
  await rename.getByRole('textbox', { name: 'New name' }).fill('store');
  await rename.getByRole('button', { name: 'Review change' }).click();
  const revision = await client.revision();
  await dialogOf(page).getByRole('button', { name: 'Copy as commands' }).click();
  await expect(dialogOf(page).getByText('1 command copied. The value of /shop/store/password is taken for a secret.')).toBeVisible();
  const text = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(text.split('\n')).toEqual([
    `etcdctl --endpoints=127.0.0.1:${server.port} txn <<'END' | grep -x SUCCESS`,
    'create("/shop/store/host") = "0"',
    'create("/shop/store/password") = "0"',
    `mod("/shop/db/password") = "${revision}"`,
    `mod("/shop/db/host") = "${revision - 1n}"`,
    '',
    'put -- "/shop/store/host" "the db\'s"',
    'put -- "/shop/store/password" "\\masked"',
    'del -- "/shop/db/password"',
    'del -- "/shop/db/host"',
    '',
    '',
    'END',
    '',
  ]);
  expect(await client.revision()).toBe(revision);
  await client.close();
  await server.stop();
});
