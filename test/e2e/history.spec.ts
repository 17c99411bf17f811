/** The past: the history of a key, everything as it was at an earlier moment, and the way back to it. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { findKey, openKey, row } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const bar = (page: Page) => page.getByRole('region', { name: 'Time travel' });
const detail = (page: Page) => page.locator('.past-detail');

/** Applies the change set that is under review. */
async function apply(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Review change' });
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toBeHidden();
}

test('a flag that was changed several times is seen as it was, with what is different now, and one key is restored', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/team/features/dark', 'true');
  await client.put('/team/features/gone', 'true');
  await client.put('/team/limit', '10');
  const revision = await client.revision();
  await client.put('/team/features/dark', 'false');
  await client.put('/team/features/dark', 'maybe');
  await client.remove('/team/features/gone');
  await client.put('/team/features/new', 'true');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/team/?name=ours`] });
  await live(page);
  await expect(await findKey(page, '/team/features/dark')).toHaveAttribute('data-state', 'off');

  await page.getByRole('button', { name: 'Time travel…' }).click();
  await bar(page).getByRole('textbox', { name: 'Revision' }).fill(String(revision));
  await bar(page).getByRole('button', { name: 'Go', exact: true }).click();
  await expect(bar(page).getByRole('status')).toContainText(`As of revision ${revision}`);
  await expect(bar(page)).toContainText('nobody watched from here then');
  await expect(page.locator('.past-differences')).toContainText('1 added since · 1 changed since · 1 removed since');
  await expect(row(page, '/team/features/dark')).toHaveAttribute('data-state', 'on');
  await expect(row(page, '/team/features/dark')).toHaveAttribute('data-since', 'changed');
  await expect(row(page, '/team/features/gone')).toHaveAttribute('data-since', 'removed');
  await expect(row(page, '/team/features/new')).toHaveAttribute('data-since', 'added');
  await expect(row(page, '/team/features/new')).not.toHaveAttribute('data-state', /.*/);
  await expect(row(page, '/team/limit')).not.toHaveAttribute('data-since', /.*/);
  await page.getByRole('checkbox', { name: 'Only differences' }).check();
  await expect(row(page, '/team/limit')).toHaveCount(0);
  await expect(row(page, '/team/features/gone')).toBeVisible();
  await hasNoViolations(page, 'time travel');

  await row(page, '/team/features/dark').click();
  await expect(detail(page).getByRole('group', { name: 'Changes since' })).toContainText('maybe');
  await detail(page).getByRole('button', { name: 'Restore this key…' }).click();
  await apply(page);
  // what is restored is no difference any more
  await expect(page.locator('.past-differences')).toContainText('1 added since · 1 removed since');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(await findKey(page, '/team/features/dark')).toHaveAttribute('data-state', 'on');
  expect(Buffer.from((await client.get('/team/features/dark')) ?? '').toString()).toBe('true');
  await client.close();
  await server.stop();
});

test('the history of a key has what was before this window, its differences, and a way to restore it', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  for (const value of ['{"a":1}', '{"a":2}', '{"a":3}']) await client.put('/team/config', value);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/team/?name=ours`] });
  await live(page);
  await openKey(page, '/team/config');
  await page.getByRole('tab', { name: 'History' }).click();
  const items = page.locator('.history-list > li');
  await expect(items).toHaveCount(3);
  await expect(page.locator('.history-since')).toHaveText('Every revision of this key, from its beginning.');
  await client.put('/team/config', '{"a":4}');
  await expect(items).toHaveCount(4);
  await expect(items.first().locator('time')).toBeVisible();

  await items.nth(2).getByRole('button').click();
  const open = page.locator('.history-open');
  await expect(open.getByRole('textbox', { name: 'Value' })).toHaveText('{"a":2}');
  await open.getByText('Changes to now').click();
  await expect(open.getByRole('group', { name: 'Changes to now' })).toContainText('{"a":4}');
  await open.getByText('Changes from before').click();
  await expect(open.getByRole('group', { name: 'Changes from before' }).locator('[data-kind="removed"]')).toContainText('{"a":1}');
  await open.getByRole('button', { name: 'Restore…' }).click();
  await apply(page);
  await expect.poll(async () => Buffer.from((await client.get('/team/config')) ?? '').toString()).toBe('{"a":2}');
  await expect(items).toHaveCount(5);
  await expect(items.first()).toContainText(/Restore config as of .*, by /);
  await client.close();
  await server.stop();
});

test('the past of ZooKeeper is known as far as it was seen, by the steps of the timeline, and the window says so', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  await client.put('/team/flag', 'first');
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/team?name=ours`] });
  await live(page);
  await findKey(page, '/team/flag');
  await client.put('/team/flag', 'second');
  await client.put('/team/late', 'x');
  await expect(row(page, '/team/flag')).toContainText('second');
  await findKey(page, '/team/late');
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');

  await page.keyboard.press('ControlOrMeta+Shift+H');
  await expect(bar(page)).toContainText('This store keeps no history.');
  await expect(bar(page).getByRole('textbox', { name: 'Revision' })).toHaveCount(0);
  await bar(page).getByRole('slider', { name: 'Moments' }).focus();
  await page.keyboard.press('Home');
  await expect(bar(page).getByRole('status')).toContainText('As of');
  await expect(bar(page)).toContainText('Worked out from the changes that were seen here.');
  await expect(row(page, '/team/flag')).toContainText('first');
  await expect(row(page, '/team/late')).toHaveAttribute('data-since', 'added');
  await page.keyboard.press('End');
  await expect(row(page, '/team/flag')).toContainText('second');
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await expect(row(page, '/team/flag')).toContainText('second');
  await client.close();
  await server.stop();
});
