/** The dialog of a source as it is lived with: by keyboard, in a small window, left and opened again, and what it says of itself. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/app';
import { startEtcd } from '../support/etcd';
import { fromMenu, listed } from '../support/sources';
import { live } from '../support/window';

test('etcd: a password that is kept is asked for again once the servers change, and not sent to them', async ({ launch }) => {
  const [server, other] = await Promise.all([startEtcd(), startEtcd()]);
  await server.enableAuth({ rootPassword: 'r00t', user: 'reader', password: 's3cret', prefix: '/mine/' });
  await other.enableAuth({ rootPassword: 'r00t', user: 'reader', password: 's3cret', prefix: '/mine/' });
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/mine/?user=reader&name=guarded`], env: { FLAGSCOPE_PASSWORD: 's3cret' } });
  await live(page);
  await fromMenu(page, 'guarded', 'Edit…');
  const dialog = page.getByRole('dialog', { name: 'Edit source' });
  const servers = dialog.getByRole('textbox', { name: 'Servers' });
  const password = dialog.getByRole('textbox', { name: 'Password', exact: true });
  await expect(password).toHaveAttribute('placeholder', 'kept');

  const again = dialog.getByText('Asked for again, since the servers change.');
  await servers.fill(`127.0.0.1:${other.port}`);
  await expect(again).toBeVisible();
  await expect(password).toHaveAttribute('placeholder', '');
  await expect(dialog.getByRole('button', { name: 'Forget' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText(/No password for reader is known, so the server is not asked/)).toBeVisible();
  await servers.fill(`127.0.0.1:${server.port}`);
  await expect(again).toHaveCount(0);
  await expect(password).toHaveAttribute('placeholder', 'kept');

  await servers.fill(`127.0.0.1:${other.port}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Keys' }).getByText(/No password for reader is known/)).toBeVisible();
  await fromMenu(page, 'guarded', 'Edit…');
  await password.fill('s3cret');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await live(page);
  await Promise.all([server.stop(), other.stop()]);
});

test('an automatic name follows what is edited, one of its own stays', async ({ launch }) => {
  const { page } = await launch({ args: ['etcd://127.0.0.1:1/one/', 'etcd://127.0.0.1:1/mine/?name=Mine'] });
  await expect.poll(() => listed(page)).toEqual(['Sandbox', '127.0.0.1:1/one/', 'Mine']);
  const dialog = page.getByRole('dialog', { name: 'Edit source' });
  for (const [name, root] of [['127.0.0.1:1/one/', '/two/'], ['Mine', '/three/']] as const) {
    await fromMenu(page, name, 'Edit…');
    await dialog.getByRole('textbox', { name: 'Key prefix' }).fill(root);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
  }
  await expect.poll(() => listed(page)).toEqual(['Sandbox', '127.0.0.1:1/two/', 'Mine']);
});

test('a form that is left by Escape is there again, without its secrets, until it is cancelled', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  const open = async () => {
    await page.getByRole('button', { name: 'Add source' }).first().click();
    await expect(dialog.getByRole('textbox', { name: 'Servers' })).toBeFocused();
  };
  const [servers, user, password] = ['Servers', 'User', 'Password'].map((name) => dialog.getByRole('textbox', { name, exact: true })) as [Locator, Locator, Locator];
  const restored = dialog.getByText('What you had typed is here again, but for secrets.');
  await open();
  await expect(restored).toHaveCount(0);
  await servers.fill('zk1, zk2');
  await user.fill('me');
  await password.fill('s3cret');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await open();
  await expect(restored).toBeVisible();
  await expect(servers).toHaveValue('zk1, zk2');
  await expect(user).toHaveValue('me');
  await expect(password).toHaveValue('');
  await dialog.getByRole('button', { name: 'Start over' }).click();
  await expect(servers).toHaveValue('');
  await expect(servers).toBeFocused();
  await servers.fill('zk3');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await open();
  await expect(servers).toHaveValue('');
  await expect(restored).toHaveCount(0);
});

test('a password is shown and hidden by keyboard', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  await page.getByRole('button', { name: 'Add source' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  const password = dialog.getByLabel('Password', { exact: true });
  await password.fill('s3cret');
  await page.keyboard.press('Tab');
  const eye = dialog.getByRole('button', { name: 'Show or hide the password' });
  await expect(eye).toBeFocused();
  await page.keyboard.press('Space');
  await expect(password).toHaveAttribute('type', 'text');
  await page.keyboard.press('Enter');
  await expect(password).toHaveAttribute('type', 'password');
  await expect(dialog).toBeVisible();
});

test('in a small window what a test found is in view, wherever the form stands', async ({ launch }) => {
  const { app, page } = await launch();
  await live(page);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700));
  await page.getByRole('button', { name: 'Add source' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  await dialog.getByRole('textbox', { name: 'Servers' }).fill('127.0.0.1:1');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  const report = dialog.getByText('Nothing listens at 127.0.0.1:1.');
  await expect(report).toBeInViewport({ ratio: 1 });
  // and stays there while the form is scrolled to what has to be corrected
  await dialog.getByRole('textbox', { name: 'Servers' }).scrollIntoViewIfNeeded();
  await expect(report).toBeInViewport({ ratio: 1 });
  await expect(dialog.getByRole('textbox', { name: 'Servers' })).toBeInViewport({ ratio: 1 });
});

test('production is guarded, offers no read-write and says that every change is reviewed', async ({ launch }) => {
  const { page } = await launch();
  await live(page);
  await page.getByRole('button', { name: 'Add source' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  const readWrite = dialog.getByRole('radio', { name: 'Read and write' });
  await expect(readWrite).toBeChecked();
  await dialog.getByLabel('Environment').selectOption('Production');
  await expect(dialog.getByRole('radio', { name: 'Guarded' })).toBeChecked();
  await expect(readWrite).toBeDisabled();
  await expect(dialog.getByText('In production every change is reviewed and needs a reason')).toBeVisible();
  await expect(dialog.getByText('A flag is switched at a press')).toHaveCount(0);
  await dialog.getByLabel('Environment').selectOption('Staging');
  await expect(readWrite).toBeEnabled();
});
