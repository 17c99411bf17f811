/** Keys as stores really hold them: each is in the tree under its exact name, opens, switches, and is written to its exact bytes. */
import type { Locator, Page } from '@playwright/test';
import { keyFromBytes, keyToBytes } from '../../shared/model/key';
import { expect, test, type Running } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { row } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

/** Names that both stores take. */
const ordinary = ['__proto__', 'constructor', 'hasOwnProperty', ' two  spaces ', 'مفتاح-עברית', '\u202Egnihtemos', '%2F+&?#"\'`<b>', 'a\\x41b', 'C:\\flags', '应用'];
/** What only etcd, whose keys are bytes, takes. */
const etcdOnly = ['emoji 🚩👩‍👩‍👧', 'line\nbreak\ttab', '//double', 'a//b/', '', '/', '..', './.', 'del\u007f'];
const nonText = [Uint8Array.of(0x2f, 0x6f, 0x2f, 0xff, 0xfe, 0x2f, 0x80), Buffer.from('/o/nul\0inside'), Buffer.from('/o/half\xc3', 'latin1')];
const LONG = 'x'.repeat(4096);

/** Opens a key whose row is in sight. */
async function open(page: Page, key: string): Promise<Locator> {
  const found = row(page, key);
  await found.locator('.tree-name').click({ position: { x: 4, y: 6 } });
  await expect(found).toHaveAttribute('aria-selected', 'true');
  return found;
}

/** Makes room for all rows, and opens every folder. */
async function expandAll({ app, page }: Running): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1200, 1400));
  const closed = page.locator('[role="treeitem"][aria-expanded="false"]');
  while ((await closed.count()) > 0) await closed.first().locator('[data-twist]').click();
}

const isRegular = async (page: Page): Promise<void> => {
  const boxes = await page.locator('[role="treeitem"]').evaluateAll((rows) => rows.map((one) => ({ height: one.getBoundingClientRect().height, top: (one as HTMLElement).offsetTop })));
  expect(new Set(boxes.map(({ height }) => height))).toEqual(new Set([22]));
  expect(boxes.every(({ top }) => top % 22 === 0)).toBe(true);
  expect(new Set(boxes.map(({ top }) => top)).size).toBe(boxes.length);
  const overflow = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
  expect(overflow.every((pixels) => pixels <= 0)).toBe(true);
};

const isUnpolluted = async (page: Page): Promise<void> => {
  expect(await page.evaluate(() => Object.keys(Object.prototype).length + [...'on key value data'.split(' ')].filter((name) => name in {}).length)).toBe(0);
};

/** Switches the open flag on, and waits until the store's own answer shows. */
async function switchOn(page: Page, flag: Locator): Promise<void> {
  await expect(flag).toHaveAttribute('data-state', 'off');
  const control = page.getByRole('switch', { name: 'Enabled' });
  await control.click();
  await expect(page.getByRole('alert')).toHaveText('');
  await expect(control).toHaveAttribute('aria-checked', 'true');
  await expect(flag).toHaveAttribute('data-state', 'on');
}

test('etcd: names of every kind are shown, opened, switched and written to their exact bytes', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const names = [...ordinary, ...etcdOnly, LONG];
  const stored = [...names.map((name) => Buffer.from(`/o/${name}`)), ...nonText];
  for (const bytes of stored) await client.putBytes(bytes, Buffer.from('false'));
  const running = await launch({ args: [`etcd://127.0.0.1:${server.port}/o/`] });
  const { page } = running;
  await live(page);
  await expandAll(running);
  for (const bytes of stored) {
    const key = keyFromBytes(bytes);
    expect(Buffer.from(keyToBytes(key)).equals(Buffer.from(bytes)), key).toBe(true);
    await switchOn(page, await open(page, key));
    expect(Buffer.from((await client.getBytes(bytes)) ?? []).toString(), key).toBe('true');
  }
  const held = await client.raw.getAll().prefix('').keys();
  expect(held).toHaveLength(stored.length);
  await isRegular(page);
  await isUnpolluted(page);
  await client.close();
  await server.stop();
});

test('etcd: keys without a leading slash, and the empty prefix, show what is there', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const keys = ['features/plain', '/features/rooted', 'features', '/', '//', 'a', 'a/', 'a//', '\\x00', ' ', '__proto__/features/x'];
  for (const key of keys) await client.put(key, key.includes('features/') ? 'false' : 'text');
  const running = await launch({ args: [`etcd://127.0.0.1:${server.port}/?root=`.replace('/?', '?')] });
  const { page } = running;
  await live(page);
  await expandAll(running);
  for (const key of keys.map((key) => keyFromBytes(Buffer.from(key)))) {
    await open(page, key);
    if (!key.includes('features/')) await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('text');
  }
  for (const key of ['features/plain', '/features/rooted', '__proto__/features/x']) await switchOn(page, await open(page, key));
  expect(Buffer.from((await client.get('features/plain')) ?? []).toString()).toBe('true');
  expect(Buffer.from((await client.get('/features/rooted')) ?? []).toString()).toBe('true');
  await isRegular(page);
  await isUnpolluted(page);
  await client.close();
  await server.stop();
});

test('zookeeper: names of every kind that it takes are shown, opened, switched and written', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  const paths = [...ordinary, LONG, '...', '.hidden'].map((name) => `/feature_flags/odd/${name}`);
  for (const path of paths) await client.put(path, 'false');
  const running = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/feature_flags`] });
  const { page } = running;
  await live(page);
  await expandAll(running);
  for (const path of paths) {
    await switchOn(page, await open(page, path));
    expect(Buffer.from((await client.get(path)) ?? []).toString(), path).toBe('true');
  }
  await isRegular(page);
  await isUnpolluted(page);
  await client.close();
  await server.stop();
});

test('sandbox: a name that would pollute or escape is a key like any other, also after a restart', async ({ launch }) => {
  const names = [...ordinary, ...etcdOnly, 'nul\\x00', LONG];
  const { page, kill, userData } = await launch();
  await live(page);
  const results = await page.evaluate(async (keys) => {
    const value = new TextEncoder().encode('false');
    const edits = keys.map((key) => ({ kind: 'put', key, value, base: 'absent' }) as const);
    return window.flagscope.invoke('plan:apply', { sourceId: 'sandbox', plan: { title: 'odd', reason: '', edits } });
  }, names.map((name) => keyFromBytes(keyToBytes(`/feature_flags/odd/${name}`))));
  expect(results).toMatchObject({ ok: true });
  await kill();
  const again = await launch({ userData });
  await live(again.page);
  await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1200, 1400));
  await again.page.getByRole('searchbox', { name: 'Filter keys' }).fill('/odd/');
  for (const name of names) {
    const key = keyFromBytes(keyToBytes(`/feature_flags/odd/${name}`));
    await switchOn(again.page, await open(again.page, key));
  }
  await isRegular(again.page);
  await isUnpolluted(again.page);
});
