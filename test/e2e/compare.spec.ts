/** Comparing and promoting between two real stores, importing after a dry run, and exporting what is read back without a difference. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Running } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { choosePath, fromMenu, sourceButton } from '../support/sources';
import { openKey, row } from '../support/tree';
import { live, runCommand } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const compareView = (page: Page): Locator => page.getByRole('region', { name: 'Compare' });
const place = (page: Page, at: string): Locator => page.getByRole('listbox', { name: 'Places' }).locator(`[data-at="${at}"]`);
const kind = (page: Page, name: string): Locator => page.getByRole('group', { name: 'Show', exact: true }).getByRole('button', { name });
const textOf = (value: Uint8Array | null | undefined): string => new TextDecoder().decode(value ?? undefined);

/** An etcd that holds /staging and a ZooKeeper that holds /prod, both live. */
async function stage(launch: (options: { args: string[] }) => Promise<Running>) {
  const [etcd, zookeeper] = await Promise.all([startEtcd(), startZookeeper()]);
  const kv = etcdClient(etcd.port);
  const zk = await zookeeperClient(zookeeper.port);
  const staging = { '/staging/features/checkout': 'true', '/staging/features/search': 'true', '/staging/limits': '{\n  "rate": 20,\n  "burst": 5\n}', '/staging/same': 'as it is' };
  const prod = { '/prod/features/search': 'false', '/prod/limits': '{\n  "rate": 10,\n  "burst": 5\n}', '/prod/same': 'as it is', '/prod/features/legacy': 'true' };
  for (const [key, value] of Object.entries(staging)) await kv.put(key, value);
  for (const [key, value] of Object.entries(prod)) await zk.put(key, value);
  const running = await launch({ args: [`etcd://127.0.0.1:${etcd.port}/staging?name=staging`, `zookeeper://127.0.0.1:${zookeeper.port}/prod?name=prod`] });
  const { page } = running;
  await live(page);
  await runCommand(page, 'Connect prod');
  await expect(sourceButton(page, 'prod')).toHaveAccessibleDescription(/Live/);
  const end = async () => {
    await Promise.all([kv.close(), zk.close()]);
    await Promise.all([etcd.stop(), zookeeper.stop()]);
  };
  return { ...running, kv, zk, end };
}

async function choose(page: Page, side: 'Left' | 'Right', source: string, prefix: string): Promise<void> {
  await page.getByRole('combobox', { name: `${side} source` }).selectOption({ label: source });
  await page.getByRole('combobox', { name: `${side} prefix` }).fill(prefix);
}

test('two prefixes of two stores are compared, and two chosen keys land in the other one', async ({ launch }) => {
  const { page, zk, end } = await stage(launch);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
  await choose(page, 'Left', 'staging', '/staging');
  await choose(page, 'Right', 'prod', '/prod');
  await compareView(page).getByRole('button', { name: 'Compare' }).click();
  await expect(kind(page, 'Only left')).toHaveText(/1$/);
  await expect(kind(page, 'Different')).toHaveText(/2$/);
  await expect(kind(page, 'Only right')).toHaveText(/1$/);
  await expect(kind(page, 'Same')).toHaveText(/1$/);

  // the opened place shows what differs
  await place(page, '/limits').click();
  await expect(page.getByRole('region', { name: 'Difference' })).toContainText('"rate": 20');
  await expect(page.getByRole('region', { name: 'Difference' })).toContainText('"rate": 10');

  const list = page.getByRole('listbox', { name: 'Places' });
  await place(page, '/features/checkout').click();
  await list.press(' ');
  await place(page, '/features/search').click();
  await list.press(' ');
  await expect(place(page, '/features/search')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Promote → to prod' }).click();
  const review = page.getByRole('dialog', { name: 'Review change' });
  await expect(review).toContainText('/prod/features/checkout');
  await review.getByRole('button', { name: 'Apply' }).click();
  await expect(review).toBeHidden();
  await expect.poll(async () => textOf(await zk.get('/prod/features/checkout'))).toBe('true');
  expect(textOf(await zk.get('/prod/features/search'))).toBe('true');
  expect(textOf(await zk.get('/prod/limits'))).toContain('10');
  expect(textOf(await zk.get('/prod/features/legacy'))).toBe('true');
  // it is compared anew once they have landed
  await expect(kind(page, 'Same')).toHaveText(/3$/);
  await expect(kind(page, 'Only left')).toHaveText(/0$/);
  await end();
});

test('importing a file tells its duplicate and its broken record first, writes the others after a review, and what is exported has no difference', async ({ launch }, testInfo) => {
  const { app, page, zk, end } = await stage(launch);
  const directory = testInfo.outputPath('files');
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, 'keys.json');
  const records = ['"/features/new": "true"', '"/features/search": "true"', '"/features/search": "false"', '"/broken": [1]', '"/same": "as it is"'];
  writeFileSync(file, `{\n"format": "flagscope-keys", "version": 1,\n"keys": {\n${records.join(',\n')}\n}\n}\n`);
  await choosePath(app, file);
  await fromMenu(page, 'prod', 'Import keys…');
  await expect(compareView(page)).toContainText('2 records of the file are left out');
  await expect(compareView(page)).toContainText('/features/search comes twice');
  await expect(compareView(page)).toContainText('The value of /broken');
  expect(await zk.get('/prod/features/new')).toBeUndefined();

  // what only the store holds is not chosen with it
  await kind(page, 'Only right').click();
  await page.getByRole('checkbox', { name: 'Choose all shown' }).click();
  await page.getByRole('button', { name: 'Promote → to prod' }).click();
  const review = page.getByRole('dialog', { name: 'Review change' });
  await review.getByRole('button', { name: 'Apply' }).click();
  await expect(review).toBeHidden();
  await expect.poll(async () => textOf(await zk.get('/prod/features/new'))).toBe('true');
  expect(textOf(await zk.get('/prod/features/search'))).toBe('true');
  expect(textOf(await zk.get('/prod/features/legacy'))).toBe('true');

  const exported = path.join(directory, 'exported.yaml');
  await choosePath(app, exported);
  await runCommand(page, 'Export keys of prod');
  const dialog = page.getByRole('dialog', { name: 'Export keys of prod' });
  await dialog.getByText('YAML', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(dialog).toBeHidden();
  expect(readFileSync(exported, 'utf8')).toContain('/prod/features/new');
  await runCommand(page, 'Import keys from a file into prod');
  await expect(compareView(page)).toContainText('Both sides hold the same');
  await end();
});

test('flags as of a revision are compared with now and with another store, and brought back through a review', async ({ launch }) => {
  const { page, kv, zk, end } = await stage(launch);
  const then = await kv.revision();
  await kv.put('/staging/features/search', 'false');
  await kv.remove('/staging/features/checkout');
  await kv.put('/staging/features/new', 'true');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
  await choose(page, 'Left', 'staging', '/staging/features');
  await choose(page, 'Right', 'staging', '/staging/features');
  const moment = page.getByRole('button', { name: 'Left moment: Now' });
  await moment.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Revision' }).fill(String(then));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Left moment: revision ${then}` })).toBeFocused();
  await compareView(page).getByRole('button', { name: 'Compare' }).click();
  await expect(kind(page, 'Only left')).toHaveText(/1$/);
  await expect(kind(page, 'Only right')).toHaveText(/1$/);
  await expect(kind(page, 'Different')).toHaveText(/1$/);
  const list = page.getByRole('listbox', { name: 'Places' });
  await list.press('ControlOrMeta+a');
  await expect(page.getByText('3 chosen')).toBeVisible();
  // the past is no target
  await expect(page.getByRole('button', { name: /^← Promote/ })).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Also delete what only the changed side has' }).check();
  await page.getByRole('button', { name: 'Promote → to staging' }).click();
  const review = page.getByRole('dialog', { name: 'Review change' });
  await expect(review).toContainText(`as of revision ${then}`);
  await review.getByRole('button', { name: 'Apply' }).click();
  await expect(review).toBeHidden();
  await expect.poll(async () => textOf(await kv.get('/staging/features/search'))).toBe('true');
  expect(textOf(await kv.get('/staging/features/checkout'))).toBe('true');
  expect(await kv.get('/staging/features/new')).toBeUndefined();
  await expect(kind(page, 'Same')).toHaveText(/2$/);

  // the same moment against another store
  await choose(page, 'Right', 'prod', '/prod/features');
  await compareView(page).getByRole('button', { name: 'Compare again' }).click();
  await expect(kind(page, 'Only right')).toHaveText(/1$/);
  await place(page, '/search').click();
  await list.press(' ');
  await page.getByRole('button', { name: 'Promote → to prod' }).click();
  await review.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(async () => textOf(await zk.get('/prod/features/search'))).toBe('true');
  await end();
});

test('a moment of ZooKeeper that was seen is compared with now from the bar of the past', async ({ launch }) => {
  const { page, zk, end } = await stage(launch);
  await sourceButton(page, 'prod').click();
  await live(page);
  await zk.put('/prod/features/legacy', 'false');
  await openKey(page, '/prod/features/legacy');
  await expect(row(page, '/prod/features/legacy')).toHaveAttribute('data-state', 'off');
  await page.keyboard.press('ControlOrMeta+Shift+h');
  const bar = page.getByRole('region', { name: 'Time travel' });
  const moments = bar.getByRole('slider', { name: 'Moments' });
  await moments.focus();
  await page.keyboard.press('Home');
  await expect(bar).toContainText('Worked out from the changes that were seen here.');
  await bar.getByRole('button', { name: 'Compare with now' }).click();
  await expect(kind(page, 'Different')).toHaveText(/1$/);
  await expect(place(page, '/features/legacy')).toContainText('true');
  await expect(compareView(page)).toContainText('Worked out from the changes that were seen here.');
  await end();
});
