/** Several roots, other separators, what may not be read, and who may do what: as a user meets them. */
import type { Page } from '@playwright/test';
import zookeeperLibrary from 'node-zookeeper-client';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const { ACL, Id, Permission } = zookeeperLibrary;
const onlyAlice = [new ACL(Permission.ALL, new Id('auth', ''))];
const everybody = [new ACL(Permission.ALL, new Id('world', 'anyone'))];

const rowNames = (page: Page) => page.getByRole('treeitem').evaluateAll((rows) => rows.map((each) => `${each.getAttribute('aria-level')} ${each.getAttribute('aria-label')}`));

test('two roots of one source stand in one tree, both live, and nothing between them', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  for (const key of ['/app/flags/dark', '/app/limits/rate', '/app/other/x']) await client.put(key, 'false');
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/app/flags?root=/app/limits`] });
  await live(page);
  await expect.poll(() => rowNames(page)).toEqual(['1 flags', '2 dark', '1 limits', '2 rate']);
  await expect(page.getByRole('button', { name: `127.0.0.1:${server.port}/app/flags +1`, exact: true })).toBeVisible();
  await client.put('/app/flags/dark', 'true');
  await client.put('/app/limits/burst', '5');
  await client.put('/app/other/y', '5');
  await expect(row(page, '/app/flags/dark')).toHaveAttribute('data-state', 'on');
  await expect.poll(() => rowNames(page)).toEqual(['1 flags', '2 dark', '1 limits', '2 burst', '2 rate']);
  await row(page, '/app/limits/rate').click();
  await expect(page.getByRole('navigation', { name: 'Path' })).toHaveText('/applimitsrate');
  await client.close();
  await server.stop();
});

test('etcd keys that are separated by colons make a tree, and their flags can be switched', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  for (const key of ['feature_flags:shop:dark', 'feature_flags:shop:a/b', 'limits:rate']) await client.put(key, 'false');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}?root=feature_flags:&root=limits:&separator=:`] });
  await live(page);
  await expect.poll(() => rowNames(page)).toEqual(['1 feature_flags', '2 shop', '3 a/b', '3 dark', '1 limits', '2 rate']);
  await client.put('feature_flags:shop:dark', '1');
  // a look-alike is marked under a flag pattern only
  await expect(row(page, 'feature_flags:shop:dark')).toHaveAttribute('data-state', 'off');
  await row(page, 'feature_flags:shop:dark').click();
  await page.getByRole('switch', { name: 'Enabled' }).click();
  await expect(row(page, 'feature_flags:shop:dark')).toHaveAttribute('data-state', 'on');
  await expect.poll(async () => Buffer.from((await client.get('feature_flags:shop:dark')) ?? []).toString()).toBe('true');
  await page.keyboard.press('ControlOrMeta+p');
  await page.getByRole('combobox', { name: 'Go to key' }).fill('rate');
  await page.getByRole('option', { name: 'rate' }).click();
  await expect(page.getByRole('navigation', { name: 'Path' })).toHaveText('limitsrate');
  await client.close();
  await server.stop();
});

test('zookeeper: a subtree that may not be read is marked while the rest stays live, and its ACL is told', async ({ launch }) => {
  const server = await startZookeeper();
  const alice = await zookeeperClient(server.port, 'alice:secret');
  for (const key of ['/app/features/dark', '/app/secret/inner', '/app/open']) await alice.put(key, 'false');
  await alice.setAcl('/app/secret', onlyAlice);
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/app?environment=production`] });
  await live(page);
  const secret = row(page, '/app/secret');
  await expect(secret).toHaveAccessibleDescription('may not be read');
  await expect(page.getByText('1 key may not be read.')).toBeVisible();
  await alice.put('/app/features/dark', 'true');
  await expect(row(page, '/app/features/dark')).toHaveAttribute('data-state', 'on');
  await secret.click();
  await expect(page.getByText('/app/secret is there, but you may not read it')).toBeVisible();
  await expect(page.getByRole('tab')).toHaveText(['Access']);
  await expect(page.getByText('You may not read the access control list of this znode')).toBeVisible();
  await expect(page.getByText(/Deleted at/)).toHaveCount(0);

  await alice.setAcl('/app/secret', everybody);
  await page.getByRole('button', { name: 'Try to read it' }).click();
  await expect(row(page, '/app/secret/inner')).toBeVisible();
  await expect(page.getByText('may not be read.')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Access' }).click();
  await expect(page.getByRole('table')).toContainText('anyone');
  await expect(page.getByText('and this is production')).toBeVisible();

  // taken away while it is open: the next reading notices, and nothing says that the key was deleted
  await row(page, '/app/open').click();
  await alice.setAcl('/app/open', onlyAlice);
  await page.getByRole('tab', { name: 'Metadata' }).click();
  await expect(page.getByText(/^No longer readable since/)).toBeVisible();
  await expect(row(page, '/app/open')).toHaveAccessibleDescription('may not be read');
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.locator('.history-list li').first()).toContainText('No longer readable');
  await expect(page.getByText(/Deleted/)).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('open');
  await expect(row(page, '/app/open')).toBeVisible();
  await alice.close();
  await server.stop();
});

test('zookeeper: of three roots the one that is missing is told and can be created, the one that may not be read is marked, and the third lives', async ({ launch }) => {
  const server = await startZookeeper();
  const alice = await zookeeperClient(server.port, 'alice:secret');
  for (const key of ['/app/flags/dark', '/team/inner']) await alice.put(key, 'false');
  await alice.setAcl('/team', onlyAlice);
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/app?root=/team&root=/none/yet`] });
  await live(page);
  await expect(row(page, '/team')).toHaveAccessibleDescription('may not be read');
  await expect(page.getByText('There is no /none/yet in this store. It shows as soon as it is created.')).toBeVisible();
  await alice.put('/app/flags/dark', 'true');
  await expect(row(page, '/app/flags/dark')).toHaveAttribute('data-state', 'on');
  await page.getByRole('button', { name: 'Create /none/yet…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(row(page, '/none/yet')).toBeVisible();
  await expect(page.getByText('There is no /none/yet')).toHaveCount(0);
  await alice.setAcl('/team', everybody);
  await row(page, '/team').click();
  await expect(row(page, '/team/inner')).toBeVisible();
  await alice.close();
  await server.stop();
});

test('zookeeper: a source whose only root is missing goes on by itself once somebody creates it', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/none/yet`] });
  await expect(page.getByText('Goes on by itself once it is created')).toBeVisible();
  await client.put('/none/yet/flag', 'true');
  await live(page);
  await expect(row(page, '/none/yet/flag')).toBeVisible();
  await client.close();
  await server.stop();
});

test('etcd: what roles grant of a root is shown, the rest is told, and Access tells who may write; in Chinese too', async ({ launch }) => {
  const server = await startEtcd();
  const before = etcdClient(server.port);
  for (const key of ['/config/a/features/dark', '/config/b/one']) await before.put(key, 'false');
  await server.enableAuth({ rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/config/a/' });
  const admin = etcdClient(server.port, { auth: { username: 'root', password: 'secret' } });
  const url = `etcd://127.0.0.1:${server.port}/config/?user=reader`;
  const { page, userData, quit } = await launch({ args: [url], env: { FLAGSCOPE_PASSWORD: 'pass' } });
  await live(page);
  await expect(page.getByText('Only these parts of /config/ may be read')).toContainText('/config/a/');
  await admin.put('/config/a/features/dark', 'true');
  await expect(await openKey(page, '/config/a/features/dark')).toHaveAttribute('data-state', 'on');
  await expect(page.getByRole('treeitem')).toHaveCount(3);
  await page.getByRole('tab', { name: 'Access' }).click();
  await expect(page.getByText('You may write this key.')).toBeVisible();
  const roles = page.getByRole('region', { name: 'Your roles' });
  await expect(roles).toContainText('reader-role');
  await expect(roles).toContainText('keys that begin with /config/a/');
  await expect(page.getByText('Other users and their roles are only shown to users with the role root.')).toBeVisible();
  await quit();

  const chinese = await launch({ userData, args: ['--lang=zh-CN', `etcd://127.0.0.1:${server.port}/config/?user=root&key=/config/a/features/dark`], env: { FLAGSCOPE_PASSWORD: 'secret' } });
  await chinese.page.getByRole('tab', { name: '权限' }).click();
  await expect(chinese.page.getByText('您可以写入该键。')).toBeVisible();
  await expect(chinese.page.getByRole('region', { name: '用户' }).getByRole('row', { name: /reader/ })).toContainText('可写入该键');
  await before.close();
  await admin.close();
  await server.stop();
});
