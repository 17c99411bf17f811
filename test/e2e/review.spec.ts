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
