/** Production from the window: the kill switch, the review that is demanded, undo with a reason, and the record of all of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { AuditRecord } from '../../shared/model/audit';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { choosePath } from '../support/sources';
import { openKey, row } from '../support/tree';
import { invoke, live, runCommand } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const flag = '/shop/features/checkout';
const other = '/shop/features/search';
const killed = `Kill switch: ${flag} off`;

const start = async (backend: 'zookeeper' | 'etcd') => {
  const server = await (backend === 'etcd' ? startEtcd() : startZookeeper());
  const client = backend === 'etcd' ? etcdClient(server.port) : await zookeeperClient(server.port);
  await client.put(flag, 'true');
  await client.put(other, 'true');
  const textOf = async (key: string) => Buffer.from((await client.get(key)) ?? []).toString();
  const url = (query: string) => `${backend}://127.0.0.1:${server.port}/shop${backend === 'etcd' ? '/' : ''}?${query}`;
  const stop = async () => {
    await client.close();
    await server.stop();
  };
  return { client, textOf, url, stop };
};

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Review change' });
const viewOf = (page: Page, name: string): Locator => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });

/** What stands in the audit file on the disk. */
const recorded = (userData: string): readonly AuditRecord[] =>
  readFileSync(path.join(userData, 'audit', 'audit.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as AuditRecord);

/** The first stroke, and the second once what it would write can be seen. */
async function kill(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Shift+x');
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue(killed);
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
}

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: a flag of production is off with two strokes, with its reason on the disk and in the window`, async ({ launch }) => {
    const { textOf, url, stop } = await start(backend);
    const { page, userData } = await launch({ args: [url('environment=production&name=prod')] });
    await live(page);
    await openKey(page, flag);
    await kill(page);
    await expect(row(page, flag)).toHaveAttribute('data-state', 'off');
    expect(await textOf(flag)).toBe('false');
    expect(await textOf(other)).toBe('true');
    const [intent, outcome] = recorded(userData);
    expect(intent).toMatchObject({ record: 'intent', reason: killed, source: { name: 'prod', environment: 'production' }, edits: [{ key: flag, before: { text: 'true' }, after: { text: 'false' } }] });
    expect(outcome).toMatchObject({ record: 'outcome', outcome: 'applied' });

    await page.keyboard.press('ControlOrMeta+Shift+x');
    await expect(page.getByText('checkout is off already. Nothing was written.')).toBeVisible();
    await expect(dialogOf(page)).toHaveCount(0);
    expect(recorded(userData)).toHaveLength(2);

    await viewOf(page, 'Activity').click();
    const record = page.getByRole('option').filter({ hasText: killed });
    await expect(record).toContainText('applied');
    await expect(record).toContainText('Production');
    const details = page.getByRole('region', { name: 'Record' });
    await expect(details.getByRole('group', { name: flag })).toContainText(/−true\s*1?\+false/);
    await details.getByRole('button', { name: flag }).click();
    await expect(viewOf(page, 'Keys')).toHaveAttribute('aria-current', 'page');
    await expect(row(page, flag)).toHaveAttribute('aria-selected', 'true');
    await stop();
  });
}

test('a flag that moves between the two strokes is shown to have moved, and nothing is written', async ({ launch }) => {
  const { client, textOf, url, stop } = await start('etcd');
  const { page } = await launch({ args: [url('environment=production')] });
  await live(page);
  await openKey(page, flag);
  await page.keyboard.press('ControlOrMeta+Shift+x');
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeEnabled();
  await client.put(flag, 'canary');
  await expect(dialog.getByText(`1 key has changed while this was open: ${flag}.`)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`1 key has changed while this was open: ${flag}.`)).toBeVisible();
  expect(await textOf(flag)).toBe('canary');
  await stop();
});

test('a flagd flag is disabled by the kill switch, and the rest of its document stays', async ({ launch }) => {
  const { client, textOf, url, stop } = await start('etcd');
  const document = (state: string) => `{\n  "state": "${state}",\n  "variants": { "on": true, "off": false },\n  "defaultVariant": "on"\n}\n`;
  await client.put('/shop/flagd', document('ENABLED'));
  await client.put('/shop/limit', '100');
  const { page } = await launch({ args: [url('environment=production')] });
  await live(page);
  await openKey(page, '/shop/flagd');
  await page.keyboard.press('ControlOrMeta+Shift+x');
  await expect(dialogOf(page).getByRole('group', { name: '/shop/flagd' })).toContainText('DISABLED');
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toHaveCount(0);
  expect(await textOf('/shop/flagd')).toBe(document('DISABLED'));
  await openKey(page, '/shop/limit');
  await page.keyboard.press('ControlOrMeta+Shift+x');
  await expect(page.getByText('/shop/limit holds no flag that can be switched off')).toBeVisible();
  await stop();
});

test('in production undo and redo are reviewed, with a reason, and for more than one key with the typed name', async ({ launch }) => {
  const { textOf, url, stop } = await start('etcd');
  const { page, userData } = await launch({ args: [url('environment=production&name=prod')] });
  await live(page);
  await openKey(page, flag);
  const sourceId = await page.locator('.source-row[data-active] [data-source-id]').getAttribute('data-source-id');
  // what the window may send is checked by main, whatever it says
  const commit = (approval: object) =>
    page.evaluate(
      async ([id, keys, given]) => {
        const value = new TextEncoder().encode('false');
        const changes = { title: 'Switched two off', reason: '', intentions: [{ kind: 'bulk' as const, keys, change: { kind: 'value' as const, value } }] };
        const prepared = await window.flagscope.invoke('plan:prepare', { sourceId: id, changes });
        if (!prepared.ok) return prepared.fault.reason;
        const committed = await window.flagscope.invoke('plan:commit', { sourceId: id, id: prepared.value.id ?? '', approval: given });
        return committed.ok ? 'committed' : committed.fault.reason;
      },
      [sourceId ?? '', [flag, other], approval] as const,
    );
  expect(await commit({ typedName: 'production' })).toBe('reason-demanded');
  expect(await commit({ reason: 'INC-7' })).toBe('name-demanded');
  expect(await textOf(flag)).toBe('true');
  expect(await commit({ reason: 'INC-7', typedName: 'production' })).toBe('committed');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');

  await runCommand(page, 'Undo: Switched two off');
  const dialog = dialogOf(page);
  await expect(dialog.getByText('2 keys changed')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('A change to this source needs a reason.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('it was not that');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('This changes more than one key in production.')).toBeVisible();
  expect(await textOf(flag)).toBe('false');
  await dialog.getByRole('textbox', { name: 'Type production to confirm' }).fill('production');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  expect(recorded(userData).at(-2)).toMatchObject({ record: 'intent', title: 'Undo: Switched two off', reason: 'it was not that' });

  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(dialog.getByText('Redo: Switched two off')).toBeVisible();
  await dialog.getByRole('button', { name: 'Discard' }).click();
  expect(await textOf(flag)).toBe('true');
  await stop();
});

test('what is not guarded is done again by its shortcut at once', async ({ launch }) => {
  const { url, stop } = await start('etcd');
  const { page } = await launch({ args: [url('')] });
  await live(page);
  await openKey(page, flag);
  await page.getByRole('switch', { name: 'Enabled' }).press('Space');
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, flag)).toHaveAttribute('data-state', 'on');
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(row(page, flag)).toHaveAttribute('data-state', 'off', { timeout: 1000 });
  }).toPass();
  await stop();
});

test('the activity finds what was written, tells it from what others changed, and exports what is shown', async ({ launch }, testInfo) => {
  const { client, url, stop } = await start('etcd');
  const { app, page } = await launch({ args: [url('environment=production&name=prod')] });
  await live(page);
  await openKey(page, flag);
  await kill(page);
  await expect(row(page, flag)).toHaveAttribute('data-state', 'off');
  await client.put(other, 'false');

  await viewOf(page, 'Activity').click();
  await page.getByRole('tab', { name: 'All changes' }).click();
  const seen = page.getByRole('listbox', { name: 'Changes seen' }).getByRole('option');
  await expect(seen.filter({ hasText: flag })).toContainText(`written here: ${killed}`);
  await expect(seen.filter({ hasText: other })).toContainText('not known');

  await page.getByRole('tab', { name: 'Written here' }).click();
  const records = page.getByRole('listbox', { name: 'Records' });
  const search = page.getByRole('searchbox', { name: 'Filter records' });
  await search.fill('nothing of the kind');
  await expect(page.getByText('No record matches this filter.')).toBeVisible();
  await search.fill('CHECKOUT');
  await expect(records.getByRole('option')).toHaveCount(1);
  const file = testInfo.outputPath('audit.csv');
  await choosePath(app, file);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV: a row for each edit' }).click();
  await expect(page.getByText('1 record written to')).toBeVisible();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"${killed}"`);

  await viewOf(page, 'Keys').click();
  await openKey(page, other);
  await page.getByRole('switch', { name: 'Enabled' }).press('Space');
  await dialogOf(page).getByRole('textbox', { name: 'Reason' }).fill('back on');
  await page.keyboard.press('Enter');
  await viewOf(page, 'Activity').click();
  await expect(records.getByRole('option').filter({ hasText: 'back on' })).toContainText('applied');
  await page.getByRole('region', { name: 'Record' }).getByRole('button', { name: 'Undo' }).click();
  await expect(dialogOf(page).getByText('Undo: Switched search on')).toBeVisible();
  await stop();
});

test('a read-only run has nothing that writes, and main refuses whatever is asked of it', async ({ launch }) => {
  const { textOf, url, stop } = await start('zookeeper');
  const { page, userData } = await launch({ args: ['--read-only', url('environment=production')] });
  await live(page);
  await openKey(page, flag);
  await expect(page.getByRole('switch', { name: 'Enabled' })).toBeDisabled();
  await page.keyboard.press('ControlOrMeta+Shift+x');
  await expect(page.getByText('This source is read-only. Nothing was written.')).toBeVisible();
  await expect(dialogOf(page)).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option', { name: 'Copy key' })).toBeVisible();
  await expect(page.getByRole('option', { name: /Switch|Kill switch|Undo|Redo/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  const sourceId = await page.locator('.source-row[data-active] [data-source-id]').getAttribute('data-source-id');
  const intentions = [{ kind: 'delete-subtree', top: '/shop' }];
  for (const [command, input] of [
    ['plan:prepare', { changes: { title: 't', reason: '', intentions } }],
    ['plan:apply', { plan: { title: 't', reason: '', edits: [{ kind: 'put', key: '/shop/new', value: new Uint8Array(), base: 'absent' }] } }],
    ['plan:prepare-undo', { direction: 'undo', id: 'x' }],
  ] as const) {
    const answer = await invoke(page, command, { sourceId, ...input });
    expect([command, answer.ok]).toEqual([command, false]);
  }
  expect(await textOf(flag)).toBe('true');
  expect(() => recorded(userData)).toThrow(/ENOENT/);
  await stop();
});

test('a value whose key looks like a secret is on no screen and cannot be copied before somebody asks to see it', async ({ launch }) => {
  const { client, url, stop } = await start('etcd');
  const secret = '/shop/db/password';
  await client.put(secret, 'hunter2');
  const { page } = await launch({ args: [url('')] });
  await live(page);
  await openKey(page, secret);
  await client.put(secret, 'hunter3');
  await expect(row(page, secret)).toContainText('hidden');
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText('Hidden, since the key looks like it holds a secret.')).toBeVisible();
  await page.getByRole('tab', { name: 'Value' }).click();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option', { name: 'Copy key' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'Copy value' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByText('hunter')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show value' }).click();
  await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('hunter3');
  await stop();
});
