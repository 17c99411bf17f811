/** The window's promises around a write, a crash and a restart: nothing is shown that the store did not confirm, and nothing is lost. */
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { startProxy } from '../support/proxy';
import { openKey, row } from '../support/tree';
import { live, reload, runCommand } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const theSwitch = (page: Page) => page.getByRole('switch', { name: 'Enabled' });
const textOf = (bytes: Uint8Array | null | undefined): string | undefined => (bytes ? Buffer.from(bytes).toString() : undefined);

/** A server of either kind behind a link that can be broken, with a flag that is off. */
async function setUp(backend: 'zookeeper' | 'etcd') {
  const server = await (backend === 'etcd' ? startEtcd() : startZookeeper());
  const client = backend === 'etcd' ? etcdClient(server.port) : await zookeeperClient(server.port);
  const proxy = await startProxy(server.port);
  const flag = '/team/features/flag';
  await client.put(flag, 'false');
  const stop = async () => {
    await client.close();
    await proxy.close();
    await server.stop();
  };
  return { client, proxy, flag, url: `${backend}://127.0.0.1:${proxy.port}/team`, stop };
}

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: a switch is busy until the store has confirmed, and can be taken back`, async ({ launch }) => {
    const { client, proxy, flag, url, stop } = await setUp(backend);
    const { page } = await launch({ args: [url] });
    await live(page);
    const shown = await openKey(page, flag);
    proxy.freeze();
    await theSwitch(page).click();
    await expect(theSwitch(page)).toHaveAttribute('aria-busy', 'true');
    await expect(theSwitch(page)).toHaveAttribute('aria-disabled', 'true');
    await expect(theSwitch(page)).toHaveAccessibleDescription(/Waiting for the store to confirm/);
    // a second press is no second write
    await theSwitch(page).click({ force: true });
    await expect(theSwitch(page)).toHaveAttribute('aria-checked', 'false');
    await expect(shown).toHaveAttribute('data-state', 'off');
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    proxy.unfreeze();
    await expect(theSwitch(page)).toHaveAttribute('aria-checked', 'true');
    await expect(theSwitch(page)).toHaveAttribute('aria-busy', 'false');
    await expect(shown).toHaveAttribute('data-state', 'on');
    expect(textOf(await client.get(flag))).toBe('true');

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(shown).toHaveAttribute('data-state', 'off');
    expect(textOf(await client.get(flag))).toBe('false');
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);

    await theSwitch(page).click();
    await expect(page.getByText('Switched flag on', { exact: true })).toBeVisible();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(shown).toHaveAttribute('data-state', 'off');
    await stop();
  });

  test(`${backend}: what somebody else wrote in between is neither overwritten nor hidden`, async ({ launch }) => {
    const { client, proxy, flag, url, stop } = await setUp(backend);
    const { page } = await launch({ args: [url] });
    await live(page);
    const shown = await openKey(page, flag);
    proxy.freeze();
    await client.put(flag, 'theirs');
    await theSwitch(page).click();
    await expect(theSwitch(page)).toHaveAttribute('aria-busy', 'true');
    proxy.unfreeze();
    await expect(page.getByRole('alert')).toContainText(`${flag} was changed by somebody else meanwhile. Nothing was written`);
    await expect(theSwitch(page)).toHaveAttribute('aria-busy', 'false');
    await expect(theSwitch(page)).toHaveAccessibleDescription(/The value is "theirs"/);
    await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('theirs');
    expect(textOf(await client.get(flag))).toBe('theirs');
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);

    // an undo is guarded as well
    await theSwitch(page).click();
    await expect(shown).toHaveAttribute('data-state', 'on');
    await expect(page.getByRole('alert')).toHaveText('');
    proxy.freeze();
    await client.put(flag, 'theirs again');
    await page.getByRole('button', { name: 'Undo' }).click();
    proxy.unfreeze();
    await expect(page.getByRole('alert')).toContainText('was changed by somebody else meanwhile');
    expect(textOf(await client.get(flag))).toBe('theirs again');
    await stop();
  });

  test(`${backend}: a deletion in between is said, and the switch makes nothing anew`, async ({ launch }) => {
    const { client, proxy, flag, url, stop } = await setUp(backend);
    const { page } = await launch({ args: [url] });
    await live(page);
    await openKey(page, flag);
    proxy.freeze();
    await client.remove(flag);
    await theSwitch(page).click();
    proxy.unfreeze();
    await expect(page.getByRole('alert')).toContainText(`${flag} was deleted by somebody else meanwhile. Nothing was written.`);
    await expect(theSwitch(page)).toHaveAccessibleDescription(/The key was deleted/);
    expect(await client.get(flag)).toBeUndefined();
    await stop();
  });
}

/** Runs a script in the window. Playwright gives a page up for good once it has crashed. */
const inWindow = (app: ElectronApplication, script: string): Promise<unknown> =>
  app.evaluate(({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) as Promise<unknown>, script);

test('a renderer that crashes comes back by itself, with a fresh tree', async ({ launch }) => {
  const { client, flag, url, stop } = await setUp('etcd');
  const { app, page } = await launch({ args: [`${url}?key=${flag}`] });
  await live(page);
  for (const [value, state] of [['true', 'on'], ['false', 'off']] as const) {
    await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const back = new Promise((resolve) => contents?.once('did-finish-load', () => resolve(null)));
      contents?.forcefullyCrashRenderer();
      await back;
    });
    await client.put(flag, value);
    const readStatus = `document.querySelector('[role="status"][aria-label="Source status"]')?.textContent`;
    await expect.poll(() => inWindow(app, readStatus)).toMatch(/^Live/);
    const openFolders = `document.querySelectorAll('[role="treeitem"][aria-expanded="false"] [data-twist]').forEach((twist) => twist.click())`;
    const readState = `document.querySelector('[role="treeitem"][data-key="${flag}"]')?.dataset.state`;
    await expect.poll(async () => (await inWindow(app, openFolders), inWindow(app, readState))).toBe(state);
  }
  await stop();
});

test('a reload brings a fresh tree and keeps nothing stale', async ({ launch }) => {
  const { client, flag, url, stop } = await setUp('zookeeper');
  const { page } = await launch({ args: [url] });
  await live(page);
  await openKey(page, flag);
  for (const state of ['on', 'off', 'on']) {
    await client.put(flag, String(state === 'on'));
    await reload(page);
    await live(page);
    await expect(await openKey(page, flag)).toHaveAttribute('data-state', state);
  }
  await theSwitch(page).click();
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');
  expect(textOf(await client.get(flag))).toBe('false');
  await stop();
});

test('keys of three sources stay apart', async ({ launch }) => {
  const [etcd, zookeeper] = await Promise.all([setUp('etcd'), setUp('zookeeper')]);
  await zookeeper.client.put('/team/features/only_zookeeper', 'true');
  await etcd.client.put('/team/features/only_etcd', 'true');
  const { page } = await launch({ args: [`${etcd.url}?name=first`, `${zookeeper.url}?name=second`] });
  await live(page);
  for (const name of ['Sandbox', 'second']) await runCommand(page, `Connect ${name}`);
  const show = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await etcd.client.put(etcd.flag, 'true');
  const keys: [string, string, string][] = [['first', 'only_etcd', 'on'], ['second', 'only_zookeeper', 'off'], ['Sandbox', 'dark_theme', 'on']];
  for (const [name, own, state] of keys) {
    await show(name);
    await live(page);
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill(own);
    await expect(page.getByRole('treeitem', { name: own })).toBeVisible();
    for (const other of ['only_etcd', 'only_zookeeper', 'dark_theme'].filter((key) => key !== own)) {
      await page.getByRole('searchbox', { name: 'Filter keys' }).fill(other);
      await expect(page.getByText('No key matches this filter.')).toBeVisible();
    }
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill(name === 'Sandbox' ? own : 'features/flag');
    if (name !== 'Sandbox') await expect(row(page, etcd.flag)).toHaveAttribute('data-state', state);
  }
  await show('first');
  await openKey(page, etcd.flag);
  await theSwitch(page).click();
  await expect(row(page, etcd.flag)).toHaveAttribute('data-state', 'off');
  expect(textOf(await zookeeper.client.get(zookeeper.flag))).toBe('false');
  expect(textOf(await etcd.client.get(etcd.flag))).toBe('false');
  await Promise.all([etcd.stop(), zookeeper.stop()]);
});
