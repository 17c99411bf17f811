/** What makes one sure of a source: what changed while it was away, whether it shows what its store holds, what it costs, what to tell who helps. */
import zookeeper from 'node-zookeeper-client';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { startProxy } from '../support/proxy';
import { findKey, row, sourceStatus } from '../support/tree';
import { live, runCommand } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const { ACL, Id, Permission } = zookeeper;

test('what others changed during an outage is told, listed, found by its keys, and kept until it is dismissed', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const proxy = await startProxy(server.port);
  await client.transact(new Map(['edited', 'edited twice', 'gone', 'kept'].map((name) => [`/team/${name}`, 'before'])));
  const { app, page } = await launch({ args: [`etcd://127.0.0.1:${proxy.port}/team/?name=ours`] });
  await live(page);
  await findKey(page, '/team/gone');
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');
  await proxy.refuse(true);
  await expect(sourceStatus(page)).toHaveText(/^(Suspended|Connecting)/);
  await client.put('/team/edited', 'after');
  for (const value of ['once', 'twice']) await client.put('/team/edited twice', value);
  await client.remove('/team/gone');
  await client.put('/team/new', '新的值');
  await client.putOwned('/team/leased', 'here');
  await client.put('/team/passing', 'x');
  await client.remove('/team/passing');
  await proxy.refuse(false);
  await live(page);
  const notice = page.locator('.resync-notice');
  await expect(notice).toContainText(/^2 changed, 2 added, 1 removed, 1 came and went while away \d\d:\d\d:\d\d – \d\d:\d\d:\d\d/);

  // what happens live stands in no report
  await client.put('/team/kept', 'changed live');
  await notice.getByRole('button', { name: 'Show' }).click();
  const panel = page.getByRole('region', { name: 'Changed while away' });
  const option = (key: string) => panel.locator(`[role="option"][data-key="/team/${key}"]`);
  const options = panel.getByRole('listbox', { name: 'Changes while away' }).getByRole('option');
  await expect(options).toHaveCount(6);
  await expect(option('edited')).toHaveText('Changed/team/editedbeforeafter');
  await expect(panel).toContainText('every write is counted: 8.');
  await expect(panel).toContainText('The connection to');
  await option('edited twice').click();
  await expect(panel.locator('.resync-detail')).toContainText('2 writes');
  await expect(row(page, '/team/edited twice')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('twice');
  await option('gone').click();
  await expect(panel.locator('.resync-detail')).toContainText('This is its last value.');
  await expect(panel.locator('.resync-detail')).toContainText('Beforebefore');
  // gone before anybody opened it, it is shown as it was
  const detail = page.locator('.detail');
  await expect(detail).toContainText(/Deleted while away, between \d\d:\d\d:\d\d and \d\d:\d\d:\d\d\. This is the last value known here\./);
  await expect(detail.getByRole('textbox', { name: 'Value' })).toHaveText('before');
  await detail.getByRole('button', { name: 'Copy value' }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('before');
  await option('passing').click();
  await expect(detail).toContainText('Created and deleted again while away');
  await option('gone').click();
  await option('leased').click();
  await expect(panel.locator('.resync-detail')).toContainText(/After · under lease [0-9a-f]+here/);

  for (const theme of ['Dark theme', 'Light theme']) {
    await runCommand(page, theme);
    await hasNoViolations(page, `the list of changes, ${theme}`);
  }

  // what comes back is shown as it is
  await option('gone').click();
  await client.put('/team/gone', 'back again');
  await expect(detail.getByRole('textbox', { name: 'Value' })).toHaveText('back again');
  await expect(detail).not.toContainText('Deleted while away');
  await client.remove('/team/gone');

  // by the keyboard
  await panel.getByRole('listbox').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(row(page, '/team/new')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
  const filter = panel.getByRole('searchbox', { name: 'Filter changes' });
  await filter.click();
  await page.keyboard.type('ed');
  await expect(options).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(options).toHaveCount(6);
  await expect(filter).toBeFocused();
  await filter.fill('新的');
  await expect(options).toHaveCount(1);
  await panel.getByRole('button', { name: 'Copy as text' }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('Added\t/team/new\tabsent → 新的值\n');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);

  // an outage in which nothing happens does not hide it
  proxy.cut();
  await expect(page.getByText(/^interrupted at/)).toBeVisible();
  await live(page);
  await expect(notice).toContainText('2 changed');
  await notice.getByRole('button', { name: 'Dismiss what changed while away' }).click();
  await expect(notice).toHaveCount(0);
  await page.getByText(/^interrupted at/).click();
  await expect(panel).toContainText('Nothing changed. Every key is as it was before.');
  await panel.getByRole('combobox', { name: 'Outage' }).selectOption({ index: 1 });
  await expect(options).toHaveCount(6);
  await panel.getByRole('button', { name: 'Close the list of changes' }).click();
  await runCommand(page, 'Show what changed while away');
  await expect(panel).toBeVisible();
  await client.close();
  await proxy.close();
  await server.stop();
});

test('a comparison finds a permission that was revoked in ZooKeeper, puts the tree right, and is then at peace', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port, 'admin:secret');
  await client.put('/team/open', '1');
  await client.put('/team/closed', '1');
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/team?name=zk`] });
  await live(page);
  const dialog = page.getByRole('dialog', { name: 'Verify zk' });
  await runCommand(page, 'Verify zk now');
  await expect(dialog.getByRole('status')).toContainText('3 keys compared. All are shown as the store holds them.');
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await client.setAcl('/team/closed', [new ACL(Permission.ALL, new Id('auth', ''))]);
  await page.getByRole('button', { name: 'Actions for zk' }).click();
  await page.getByRole('menuitem', { name: 'Verify now' }).click();
  await expect(dialog.getByRole('status')).toContainText('1 key was not shown as the store holds it.');
  await expect(dialog.getByRole('status')).toContainText('permissions were changed');
  await expect(dialog.getByRole('list', { name: 'Keys that differed' })).toContainText('/team/closed');
  await hasNoViolations(page, 'a comparison that found something');
  await live(page);
  await dialog.getByRole('button', { name: 'Verify again' }).click();
  await expect(dialog.getByRole('status')).toContainText('2 keys compared. All are shown');
  await client.close();
  await server.stop();
});

test('diagnostics on the clipboard hold what helps, and nothing that was planted', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/planted-root/planted-key', 'planted-value');
  const url = `etcd://127.0.0.1:${server.port}/planted-root/?name=planted-name&user=planted-user&access=read-only`;
  const { app, page } = await launch({ args: [url], env: { FLAGSCOPE_PASSWORD: 'planted-password' } });
  await live(page);
  await runCommand(page, 'Copy diagnostics of planted-name');
  await expect(page.getByText(/^Diagnostics of planted-name copied\./)).toBeVisible();
  const text = await app.evaluate(({ clipboard }) => clipboard.readText());
  for (const part of [`Servers: 127.0.0.1:${server.port}`, 'Roots: "/planted-root/"', 'Phase: live', 'Access: read-only', 'User: set (masked)', 'Keys: 1', /Server: etcd \d/, /Electron \d/])
    expect(text).toMatch(part);
  expect(text.replaceAll('/planted-root/', '')).not.toContain('planted');

  await server.kill9();
  await page.getByRole('button', { name: 'Copy diagnostics' }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/Phase: (suspended: unreachable|connecting)/);
  expect((await app.evaluate(({ clipboard }) => clipboard.readText())).replaceAll('/planted-root/', '')).not.toContain('planted');
  await client.close();
  await server.stop();
});

test('the meter shows what every source costs, and moves while it is open', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/team/key', '1');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/team/?name=ours`, 'local:'] });
  await live(page);
  await page.getByRole('button', { name: /^1 watch · \d+ requests/ }).click();
  const meter = page.getByRole('dialog', { name: 'What sources cost their servers' });
  const cells = async (name: string) => meter.getByRole('row', { name }).getByRole('cell').allTextContents();
  await expect(meter.getByRole('row', { name: 'ours' })).toContainText('Live');
  await hasNoViolations(page, 'the meter');
  const [, keys, watches, requests] = await cells('ours');
  expect([keys, watches]).toEqual(['1', '1']);
  expect(Number(requests)).toBeGreaterThan(0);
  await expect.poll(async () => (await cells('Sandbox')).slice(4)).toEqual(['0', '–', '–', '–']);
  await client.put('/team/other', '2');
  await expect.poll(async () => (await cells('ours'))[1]).toBe('2');
  await page.keyboard.press('Escape');
  await expect(meter).toHaveCount(0);
  await runCommand(page, 'Verify ours now');
  await expect(page.getByRole('dialog', { name: 'Verify ours' }).getByRole('status')).toContainText('2 keys compared');
  await page.keyboard.press('Escape');
  await runCommand(page, 'Show what all sources cost');
  await expect.poll(async () => Number((await cells('ours'))[3])).toBeGreaterThan(Number(requests));
  expect((await cells('ours'))[2]).toBe('1');
  await client.close();
  await server.stop();
});
