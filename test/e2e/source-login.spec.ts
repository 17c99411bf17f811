/** Sources that have to prove who they are, and sources that are offered: passwords, certificates, recent targets, the environment. */
import { readFileSync } from 'node:fs';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { choosePath, fromMenu, listed, sourceButton } from '../support/sources';
import { row, sourceStatus } from '../support/tree';
import { live } from '../support/window';

test('etcd: a password is asked for before the server is, used, kept in memory, and forgotten when told to', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/mine/flag', 'true');
  await client.close();
  await server.enableAuth({ rootPassword: 'r00t', user: 'reader', password: 's3cret', prefix: '/mine/' });
  const { page, userData } = await launch({ args: [`etcd://127.0.0.1:${server.port}/mine/?user=reader&name=guarded`] });
  const keys = page.getByRole('region', { name: 'Keys' });
  await expect(keys.getByText('No password for reader is known, so the server is not asked.')).toBeVisible();
  await expect(sourceStatus(page)).toHaveText('Suspended');

  const unlock = page.getByRole('dialog', { name: 'Enter password' });
  const enter = async (password: string) => {
    await keys.getByRole('button', { name: 'Enter password…' }).click();
    await expect(unlock.getByText('This system has no keyring: it is kept in memory until Flagscope quits.')).toBeVisible();
    await unlock.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await expect(unlock).toHaveCount(0);
  };
  await enter('wrong');
  await expect(keys.getByText(/refused the user name or password/)).toBeVisible();
  await enter('s3cret');
  await live(page);
  await expect(row(page, '/mine/flag')).toBeVisible();

  // it never comes back to the window
  await fromMenu(page, 'guarded', 'Edit…');
  const edit = page.getByRole('dialog', { name: 'Edit source' });
  const password = edit.getByRole('textbox', { name: 'Password', exact: true });
  await expect(password).toHaveAttribute('placeholder', 'kept');
  await expect(password).toHaveValue('');
  await edit.getByRole('button', { name: 'Test connection' }).click();
  await expect(edit.getByText(/answered in \d+ ms\./)).toBeVisible();
  await edit.getByRole('textbox', { name: 'Name', exact: true }).fill('known');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toHaveCount(0);
  await live(page);
  await fromMenu(page, 'known', 'Duplicate…');
  const add = page.getByRole('dialog', { name: 'Add source' });
  await expect(add.getByRole('textbox', { name: 'Password', exact: true })).toHaveAttribute('placeholder', 'kept');
  await add.getByRole('textbox', { name: 'Name', exact: true }).fill('copied');
  await add.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('copied');
  await live(page);

  await fromMenu(page, 'copied', 'Edit…');
  await edit.getByRole('button', { name: 'Forget' }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(keys.getByText(/No password for reader is known/)).toBeVisible();
  for (const file of ['sources.json', 'window.json']) expect(readFileSync(`${userData}/settings/${file}`, 'utf8')).not.toContain('s3cret');
  await server.stop();
});

test('etcd: a certificate is chosen, a test says step by step what it found, and a URL fills the form', async ({ launch }) => {
  const server = await startEtcd({ tls: true });
  const { app, page } = await launch();
  await live(page);
  await page.getByRole('button', { name: 'Add source' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  await dialog.getByRole('textbox', { name: 'Servers' }).fill(`etcd://127.0.0.1:${server.port}/secure/?name=Secure&environment=production&tls=1`);
  await expect(dialog.getByRole('textbox', { name: 'Servers' })).toHaveValue(`127.0.0.1:${server.port}`);
  await expect(dialog.getByRole('textbox', { name: 'Key prefix' })).toHaveValue('/secure/');
  await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Secure');
  await expect(dialog.getByRole('radio', { name: 'Guarded' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.locator('.note[data-tone="bad"]')).toBeVisible();
  await dialog.getByRole('button', { name: /^TLS/ }).click();
  await choosePath(app, server.tls?.ca ?? '');
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  await expect(dialog.getByRole('textbox', { name: 'CA certificates' })).toHaveValue(server.tls?.ca ?? '');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText(/etcd .* answered in \d+ ms\./)).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Read and watch' })).toContainText(/passed.*ms/);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Secure');
  await live(page);
  await server.stop();
});

test('what the environment names and what was connected to before is offered, and a press fills the form', async ({ launch }) => {
  const server = await startEtcd();
  const env = { ETCD_ENDPOINTS: `http://127.0.0.1:${server.port}`, ZK_HOSTS: 'zk:2181,zk:99999/app' };
  const { page, quit, userData } = await launch({ env });
  await live(page);
  await expect(page.getByRole('alert').getByText('ZK_HOSTS is ignored: “zk:2181,zk:99999/app” is not a server.')).toBeVisible();
  await page.getByRole('button', { name: `Connect to 127.0.0.1:${server.port}…` }).click();
  const dialog = page.getByRole('dialog', { name: 'Add source' });
  await expect(dialog.getByRole('textbox', { name: 'Servers' })).toHaveValue(`127.0.0.1:${server.port}`);
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Once');
  await dialog.getByLabel('Environment').selectOption('Testing');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Once');
  await live(page);
  await fromMenu(page, 'Once', 'Remove');
  await expect(sourceButton(page, 'Once')).toHaveCount(0);
  await quit();

  const again = await launch({ userData });
  await live(again.page);
  await again.page.getByRole('button', { name: 'Add source' }).first().click();
  const filled = again.page.getByRole('dialog', { name: 'Add source' });
  await filled.getByRole('button', { name: 'Recent' }).click();
  await again.page.getByRole('menuitem', { name: 'Fill in Once' }).click();
  await expect(filled.getByLabel('Environment')).toHaveValue('testing');
  await filled.getByRole('button', { name: 'Connect', exact: true }).click();
  await live(again.page);
  await expect.poll(() => listed(again.page)).toEqual(['Sandbox', 'Once']);
  await server.stop();
});
