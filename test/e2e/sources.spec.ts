/** Sources from the window: added, tried, remembered, removed; what is shown of their keys; and what a killed app leaves behind. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live, runCommand } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const sourceButton = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: a source is entered, tried, connected, remembered and removed`, async ({ launch }) => {
    const server = await (backend === 'etcd' ? startEtcd() : startZookeeper());
    const client = backend === 'etcd' ? etcdClient(server.port) : await zookeeperClient(server.port);
    await client.put('/team/features/flag', 'true');
    const { page, quit, userData } = await launch();
    await live(page);
    await page.getByRole('button', { name: 'Add source' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add source' });
    await dialog.getByText(backend === 'etcd' ? 'etcd' : 'ZooKeeper', { exact: true }).click();
    const servers = dialog.getByLabel('Servers');
    await servers.fill('127.0.0.1:1');
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog.getByText('Nothing listens at 127.0.0.1:1.')).toBeVisible();
    await servers.fill('not/a/server');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(dialog.getByText(/is not host:port/)).toBeVisible();
    await servers.fill(`127.0.0.1:${server.port}`);
    await dialog.getByLabel(backend === 'etcd' ? 'Key prefix' : 'Root path').fill('/team');
    await dialog.getByLabel('Name', { exact: true }).fill('Ours');
    await dialog.getByLabel('Environment').selectOption('Staging');
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog.getByText(/answered in [\d,]+ ms\./)).toBeVisible();
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ours');
    await live(page);
    await expect(await openKey(page, '/team/features/flag')).toHaveAttribute('data-state', 'on');
    await quit();

    const again = await launch({ userData });
    await expect(again.page.getByRole('heading', { level: 1 })).toHaveText('Ours');
    await live(again.page);
    await expect(await openKey(again.page, '/team/features/flag')).toHaveAttribute('data-state', 'on');
    await again.page.getByRole('button', { name: 'Actions for Ours' }).click();
    await again.page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
    await expect(sourceButton(again.page, 'Ours')).toHaveCount(0);
    await expect(again.page.getByRole('heading', { level: 1 })).not.toHaveText('Ours');
    await again.quit();

    const third = await launch({ userData });
    await live(third.page);
    await expect(sourceButton(third.page, 'Sandbox')).toBeVisible();
    await expect(sourceButton(third.page, 'Ours')).toHaveCount(0);
    expect(Buffer.from((await client.get('/team/features/flag')) ?? []).toString()).toBe('true');
    await client.close();
    await server.stop();
  });
}

/** The facts of the metadata tab, by name. */
async function facts(page: Page): Promise<Record<string, string>> {
  await page.getByRole('tab', { name: 'Metadata' }).click();
  await page.locator('.facts dt').first().waitFor();
  return page.locator('.facts .fact').evaluateAll((all) =>
    Object.fromEntries(all.map((fact) => [fact.querySelector('dt')?.textContent, fact.querySelector('.fact-value')?.textContent])),
  );
}

test('metadata and history show what ZooKeeper and etcd know, in their own words', async ({ launch }) => {
  const [etcd, zookeeper] = await Promise.all([startEtcd(), startZookeeper()]);
  const zk = await zookeeperClient(zookeeper.port);
  const kv = etcdClient(etcd.port);
  await zk.put('/meta/plain', 'first');
  const ephemeral = await zk.putOwned('/meta/ephemeral', 'here');
  await kv.put('/meta/plain', 'first');
  const leased = await kv.putOwned('/meta/leased', 'here');
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${zookeeper.port}/meta?name=zk`, `etcd://127.0.0.1:${etcd.port}/meta?name=kv`] });
  await live(page);

  await openKey(page, '/meta/plain');
  const before = await facts(page);
  expect(before).toMatchObject({ dataVersion: '0', ephemeralOwner: '0x0' });
  expect(before['czxid']).toMatch(/^0x[0-9a-f]+$/);
  expect(before['mzxid']).toBe(before['czxid']);
  await zk.put('/meta/plain', 'second');
  await expect.poll(async () => (await facts(page))['dataVersion']).toBe('1');
  const after = await facts(page);
  expect(after['czxid']).toBe(before['czxid']);
  expect(BigInt(after['mzxid'] ?? '0')).toBeGreaterThan(BigInt(before['mzxid'] ?? '0'));
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.locator('.history-list li')).toHaveCount(1);
  await zk.put('/meta/plain', 'third');
  // ZooKeeper tells that a node changed, not to what: a value that is gone before it is read is seen by nobody
  await expect(page.locator('.history-list li')).toHaveCount(2);
  await zk.remove('/meta/plain');
  await expect(page.locator('.history-list li')).toHaveCount(3);
  await expect(page.locator('.history-list li').first()).toContainText('Deleted');
  await page.locator('.history-list button').filter({ hasText: 'second' }).click();
  await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('second');
  await openKey(page, '/meta/ephemeral');
  expect(await facts(page)).toMatchObject({ ephemeralOwner: `0x${BigInt(`0x${ephemeral.owner}`).toString(16)}` });
  await expect(page.getByText(/Ephemeral: the key goes when session/)).toBeVisible();
  await ephemeral.end();
  await expect(page.getByText(/^Deleted at/)).toBeVisible();

  await runCommand(page, 'Connect kv');
  await runCommand(page, 'Show kv');
  await live(page);
  await openKey(page, '/meta/plain');
  const first = await facts(page);
  expect(first).toMatchObject({ version: '1', mod_revision: first['create_revision'] });
  await kv.put('/meta/plain', 'second');
  await expect.poll(async () => (await facts(page))['version']).toBe('2');
  const second = await facts(page);
  expect(second['create_revision']).toBe(first['create_revision']);
  expect(Number(second['mod_revision']?.replaceAll(',', ''))).toBeGreaterThan(Number(first['mod_revision']?.replaceAll(',', '')));
  await openKey(page, '/meta/leased');
  const { lease } = await facts(page);
  expect(lease).toContain(leased.owner);
  await leased.end();
  await expect(page.getByText(/^Deleted at/)).toBeVisible();
  await Promise.all([zk.close(), kv.close()]);
  await Promise.all([etcd.stop(), zookeeper.stop()]);
});

test('an app that is killed in the middle of activity leaves the sandbox whole', async ({ launch }) => {
  const keyCount = async (page: Page) => Number((await page.locator('.keys-panel .count').textContent())?.replaceAll(/\D/g, ''));
  const first = await launch();
  const { userData } = first;
  let { page, kill } = first;
  await live(page);
  const flag = '/feature_flags/mobile/biometric_login';
  let state = await (await openKey(page, flag)).getAttribute('data-state');
  for (let round = 0; round < 3; round++) {
    await runCommand(page, 'Start demo activity');
    await expect(page.locator('.status-rate')).not.toHaveText(/^0\b/);
    await openKey(page, flag);
    await page.getByRole('switch', { name: 'Enabled' }).click();
    state = state === 'on' ? 'off' : 'on';
    await expect(row(page, flag)).toHaveAttribute('data-state', state);
    await kill();
    ({ page, kill } = await launch({ userData }));
    await live(page);
    await expect(page.getByRole('alert')).toHaveText('');
    // instances come and go with the activity; everything else is always there
    expect(await keyCount(page)).toBeGreaterThan(50);
    for (const key of ['/config/global/routing.yaml', '/config/services/checkout/features/fraud_check_v2', flag]) {
      if (key !== flag) await page.getByRole('searchbox', { name: 'Filter keys' }).fill(key);
      else await expect(await openKey(page, flag)).toHaveAttribute('data-state', state);
    }
  }
  await runCommand(page, 'Start demo activity');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option', { name: 'Stop demo activity' })).toBeVisible();
  await page.keyboard.press('Escape');
  await runCommand(page, 'Stop demo activity');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option', { name: 'Start demo activity' })).toBeVisible();
});

test('language and theme are kept over a restart', async ({ launch }) => {
  const { page, quit, userData } = await launch();
  await live(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitemradio', { name: 'Light' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitemradio', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await quit();
  // a switch outweighs what was chosen
  const switched = await launch({ userData });
  await expect(switched.page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(switched.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
  await switched.quit();

  const plain = await launch({ userData, chosenLanguage: true });
  await expect(plain.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});
