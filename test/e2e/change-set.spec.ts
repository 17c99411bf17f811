/** Changes from the tree: new, renamed, copied and deleted keys, many at once, and change sets that are reviewed and written together. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import zookeeper from 'node-zookeeper-client';
import type { Page } from '@playwright/test';
import { expect, test, type Running } from '../support/app';
import { etcdClient, type EtcdClient } from '../support/clients-etcd';
import { zookeeperClient, type ZookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { findKey, openKey, row } from '../support/tree';
import { live, reload } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const tree = (page: Page) => page.getByRole('tree', { name: 'Keys' });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const changeSet = (page: Page) => page.getByRole('region', { name: 'Change set' });
const textOf = async (client: EtcdClient | ZookeeperClient, key: string): Promise<string | undefined> => {
  const value = await client.get(key);
  return value === undefined ? undefined : Buffer.from(value ?? []).toString();
};

/** Chooses from the menu of a key, which is found by the filter. */
async function choose(page: Page, key: string, item: string): Promise<void> {
  await findKey(page, key);
  await chooseInView(page, key, item);
}

/** Chooses from the menu of a key that is in view. */
async function chooseInView(page: Page, key: string, item: string): Promise<void> {
  await row(page, key).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
}

/** Applies what is on review. */
async function apply(page: Page): Promise<void> {
  const review = dialog(page, 'Review change');
  await review.getByRole('button', { name: 'Apply' }).click();
  await expect(review).toBeHidden();
}

async function applyByKeyboard(page: Page): Promise<void> {
  const review = dialog(page, 'Review change');
  await review.getByRole('button', { name: 'Apply' }).press('Enter');
  await expect(review).toBeHidden();
}

test.describe('on etcd', () => {
  let server: Awaited<ReturnType<typeof startEtcd>>;
  let client: EtcdClient;
  let page: Page;
  let app: Running['app'];
  let userData: string;
  let quit: Running['quit'];
  test.beforeEach(async ({ launch }) => {
    server = await startEtcd();
    client = etcdClient(server.port);
    for (let i = 0; i < 8; i++) await client.put(`/config/services/cart/limit-${i}`, `rate=${i}`);
    await client.put('/config/global/log', 'info');
    ({ page, app, userData, quit } = await launch({ args: [`etcd://127.0.0.1:${server.port}/config/`] }));
    await live(page);
  });
  test.afterEach(async () => {
    await client.close();
    await server.stop();
  });

  test('a change set outlives a reload, a crash and a restart, and what moved meanwhile is a conflict', async ({ launch }) => {
    await choose(page, '/config/global/log', 'New key beside…');
    const form = dialog(page, 'New key');
    await form.getByRole('textbox', { name: 'Key' }).fill('/config/global/db-password');
    await form.getByRole('textbox', { name: 'Text of the value' }).fill('hunter2');
    await form.getByRole('button', { name: 'Add to change set' }).click();
    await choose(page, '/config/global/log', 'Add deletion to change set');
    await choose(page, '/config/services/cart/limit-0', 'Add deletion to change set');
    await choose(page, '/config/services/cart/limit-1', 'Rename…');
    await dialog(page, 'Rename limit-1').getByRole('textbox', { name: 'New name' }).fill('first');
    await dialog(page, 'Rename limit-1').getByRole('button', { name: 'Add to change set' }).click();
    const items = changeSet(page).getByRole('listitem');
    await expect(items).toHaveCount(4);
    await expect(changeSet(page)).toContainText('kept in memory only');

    await reload(page);
    await live(page);
    await expect(items).toHaveCount(4);
    await expect(changeSet(page)).toContainText('kept in memory only');
    // Playwright gives a page up for good once it has crashed
    await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const back = new Promise((resolve) => contents?.once('did-finish-load', () => resolve(null)));
      contents?.forcefullyCrashRenderer();
      await back;
    });
    const countItems = `document.querySelectorAll('.change-list li').length`;
    await expect.poll(() => app.evaluate(({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script) as Promise<unknown>, countItems)).toBe(4);

    await quit();
    expect(readFileSync(path.join(userData, 'settings', 'change-sets.json'), 'utf8')).not.toContain(Buffer.from('hunter2').toString('base64'));
    await client.put('/config/global/log', 'debug');
    ({ page } = await launch({ userData, args: [`etcd://127.0.0.1:${server.port}/config/`] }));
    await live(page);
    const again = changeSet(page);
    await expect(again.getByRole('listitem')).toHaveCount(3);
    await expect(again.getByText('1 change was not kept over the restart')).toBeVisible();
    await again.getByRole('button', { name: 'Review change' }).click();
    const review = dialog(page, 'Review change');
    await expect(review.getByRole('alert')).toContainText('/config/global/log was changed by somebody else meanwhile.');
    await expect(review.getByRole('button', { name: 'Apply' })).toBeDisabled();
    expect(await textOf(client, '/config/global/log')).toBe('debug');
    await page.keyboard.press('Escape');
    await again.getByRole('button', { name: 'Remove: Delete /config/global/log' }).click();
    await again.getByRole('button', { name: 'Review change' }).click();
    await apply(page);
    await expect(again).toBeHidden();
    expect(await textOf(client, '/config/services/cart/first')).toBe('rate=1');
    await reload(page);
    await live(page);
    await expect(again).toBeHidden();
  });

  test('a change set of more than ten keys is collected, looked at, written in one transaction and taken back', async () => {
    await choose(page, '/config/global/log', 'New key beside…');
    const form = dialog(page, 'New key');
    await form.getByRole('textbox', { name: 'Key' }).fill('/config/global/region');
    await form.getByRole('textbox', { name: 'Text of the value' }).fill('eu');
    await form.getByRole('button', { name: 'Add to change set' }).click();
    await choose(page, '/config/global/log', 'Add deletion to change set');
    await choose(page, '/config/services/cart', 'Rename…');
    const rename = dialog(page, 'Rename cart');
    await expect(rename.getByText('With 8 keys below it.')).toBeVisible();
    await rename.getByRole('textbox', { name: 'New name' }).fill('basket');
    await rename.getByRole('button', { name: 'Add to change set' }).click();
    await expect(changeSet(page).getByRole('listitem')).toHaveCount(3);

    const revision = await client.revision();
    await changeSet(page).getByRole('button', { name: 'Review change' }).click();
    await expect(dialog(page, 'Review change')).toContainText('/config/services/basket/limit-7');
    expect(await client.revision()).toBe(revision);
    await apply(page);
    await expect(changeSet(page)).toBeHidden();
    expect(await client.revision()).toBe(revision + 1n);
    expect(await Promise.all(['/config/services/basket/limit-7', '/config/services/cart/limit-7', '/config/global/region', '/config/global/log'].map((key) => textOf(client, key)))).toEqual(['rate=7', undefined, 'eu', undefined]);

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => textOf(client, '/config/services/cart/limit-7')).toBe('rate=7');
    expect(await textOf(client, '/config/global/log')).toBe('info');
  });

  test('a change is taken out of the change set again, and what is left is written', async () => {
    await choose(page, '/config/global/log', 'Add deletion to change set');
    await choose(page, '/config/services/cart/limit-1', 'Add deletion to change set');
    await changeSet(page).getByRole('button', { name: 'Remove: Delete /config/global/log' }).click();
    await changeSet(page).getByRole('button', { name: 'Review change' }).click();
    await apply(page);
    await expect.poll(() => textOf(client, '/config/services/cart/limit-1')).toBeUndefined();
    expect(await textOf(client, '/config/global/log')).toBe('info');
  });

  test('a text is replaced in all keys that match the filter, and the others are left as they are', async () => {
    await client.put('/config/services/cart/limit-x', 'no number');
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('limit');
    await chooseInView(page, '/config/services/cart/limit-x', 'Change all 9 matches…');
    const form = dialog(page, 'Change all matches');
    await expect(form.getByText('9 keys match the filter "limit".')).toBeVisible();
    await form.getByText('Replace text').click();
    await form.getByRole('textbox', { name: 'Find' }).fill('rate=');
    await form.getByRole('textbox', { name: 'Replace with' }).fill('limit=');
    await expect(form.getByText('8 of 9 hold this text')).toBeVisible();
    await form.getByRole('button', { name: 'Review change' }).click();
    await apply(page);
    await expect.poll(() => textOf(client, '/config/services/cart/limit-7')).toBe('limit=7');
    expect(await textOf(client, '/config/services/cart/limit-x')).toBe('no number');
  });

  test('what does not fit one transaction says so before, is applied in steps, and is taken back as one', async () => {
    await client.putMany(Array.from({ length: 400 }, (_, i) => `/config/bulk/key-${i}`), 'old');
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('/config/bulk/');
    await expect(page.getByText('400 matches')).toBeVisible();
    await chooseInView(page, '/config/bulk', 'Delete with all below…');
    await expect(dialog(page, 'Review change')).toContainText('4 transactions');
    await apply(page);
    await expect.poll(async () => (await client.raw.getAll().prefix('/config/bulk/').count())).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await client.raw.getAll().prefix('/config/bulk/').count())).toBe(400);
  });

  test('steps that are broken off stay in reach, are explained, and are taken back', async () => {
    await client.putMany(Array.from({ length: 300 }, (_, i) => `/config/bulk/key-${String(i).padStart(3, '0')}`), 'old');
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('/config/bulk/');
    await expect(page.getByText('300 matches')).toBeVisible();
    await chooseInView(page, '/config/bulk', 'Delete with all below…');
    await expect(dialog(page, 'Review change')).toContainText('3 transactions');
    // steps delete from the end: this key is in the last one
    await client.put('/config/bulk/key-001', 'theirs');
    await dialog(page, 'Review change').getByRole('button', { name: 'Apply' }).click();
    const chip = page.getByRole('button', { name: 'Broken off after 2 of 3' });
    await expect(chip).toBeVisible();
    const steps = dialog(page, 'Change in steps');
    // what became of the review is on the screen by itself, and again at a press
    await expect(steps).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(steps).toBeHidden();
    await chip.click();
    await expect(steps).toContainText('256 keys of 300 are written.');
    await expect(steps).toContainText('/config/bulk/key-001');
    await steps.getByRole('button', { name: 'Take back what is done' }).click();
    await expect(chip).toBeHidden();
    await expect.poll(() => client.raw.getAll().prefix('/config/bulk/').count()).toBe(300);
  });

  test('a key is created and renamed by keyboard alone, and its menu opened', async () => {
    await openKey(page, '/config/global/log');
    await tree(page).focus();
    await page.keyboard.press('ControlOrMeta+Shift+n');
    await expect(dialog(page, 'New key').getByRole('textbox', { name: 'Key' })).toBeFocused();
    await page.keyboard.type('level');
    await page.keyboard.press('Enter');
    await expect(dialog(page, 'Review change')).toContainText('/config/global/level');
    await applyByKeyboard(page);
    await expect.poll(() => textOf(client, '/config/global/level')).toBe('');

    await expect(row(page, '/config/global/level')).toHaveAttribute('aria-selected', 'true');
    await tree(page).focus();
    await page.keyboard.press('F2');
    await expect(dialog(page, 'Rename level').getByRole('textbox', { name: 'New name' })).toBeFocused();
    await page.keyboard.type('-2');
    await page.keyboard.press('Enter');
    await applyByKeyboard(page);
    await expect(row(page, '/config/global/level-2')).toHaveAttribute('aria-selected', 'true');
    expect(await textOf(client, '/config/global/level')).toBeUndefined();

    await tree(page).focus();
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menuitem', { name: 'New key below…' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(tree(page)).toBeFocused();
  });
});

test.describe('on ZooKeeper', () => {
  test('a deleted subtree comes back by Undo with the ACL that one of its znodes had', async ({ launch }) => {
    const server = await startZookeeper();
    const client = await zookeeperClient(server.port);
    const { ACL, Permission, Id } = zookeeper;
    try {
      await client.put('/app/a/x', '1');
      await client.put('/app/a/guarded', 'secret');
      const acl = () => new Promise((resolve, reject) => client.raw.getACL('/app/a/guarded', (error, acls) => (error ? reject(error) : resolve(JSON.stringify(acls)))));
      await client.setAcl('/app/a/guarded', [new ACL(Permission.READ, new Id('world', 'anyone')), new ACL(Permission.ALL, new Id('ip', '127.0.0.1'))]);
      const before = await acl();
      const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/app`] });
      await live(page);
      await choose(page, '/app/a', 'Delete with all below…');
      await apply(page);
      await expect.poll(() => client.get('/app/a')).toBeUndefined();
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => textOf(client, '/app/a/guarded')).toBe('secret');
      expect(await acl()).toBe(before);
      expect(await textOf(client, '/app/a/x')).toBe('1');
    } finally {
      await client.close();
      await server.stop();
    }
  });

  test('what cannot be a znode is said while it is typed, and nothing can be sent', async ({ launch }) => {
    const server = await startZookeeper();
    const client = await zookeeperClient(server.port);
    try {
      await client.put('/app/a', '1');
      const held = await client.putOwned('/app/worker', 'w');
      const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/app`] });
      await live(page);
      await choose(page, '/app/a', 'New key below…');
      const form = dialog(page, 'New key');
      const key = form.getByRole('textbox', { name: 'Key' });
      for (const [typed, said] of [
        ['/app/a/two\nlines', 'U+000A'],
        ['/app/a/nul\0', 'U+0000'],
        ['/app/worker/x', 'is an ephemeral node, which cannot have children'],
        ['/app/a', '/app/a already exists'],
        ['/elsewhere', 'lies outside the roots of this source'],
      ] as const) {
        await key.fill(typed);
        await expect(form.getByText(said)).toBeVisible();
        await expect(form.getByRole('button', { name: 'Review change' })).toBeDisabled();
      }
      await key.fill('/app/a/null');
      await form.getByText('No data (null)').click();
      await form.getByRole('button', { name: 'Review change' }).click();
      await apply(page);
      await expect.poll(() => client.get('/app/a/null')).toBeNull();
      await held.end();
    } finally {
      await client.close();
      await server.stop();
    }
  });
});
