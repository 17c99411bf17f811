/** The list of sources: edited, copied, put in order, removed and brought back, taken to a file and back. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { choosePath, fromMenu, listed, sourceButton } from '../support/sources';
import { findKey, openKey, row } from '../support/tree';
import { live, runCommand } from '../support/window';

/** URLs of local workspaces by these names. */
const workspaces = (testInfo: TestInfo, ...names: string[]): string[] =>
  names.map((name) => {
    const directory = testInfo.outputPath(name);
    mkdirSync(directory, { recursive: true });
    return `local:${directory}?name=${name}`;
  });

test('by keyboard alone a source is moved, edited, copied, removed and brought back', async ({ launch }, testInfo) => {
  const { page, quit, userData } = await launch({ args: workspaces(testInfo, 'alpha', 'beta', 'gamma') });
  await live(page);
  await sourceButton(page, 'gamma').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'gamma', 'beta']);
  await expect(sourceButton(page, 'gamma')).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'gamma', 'alpha', 'beta']);
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'gamma', 'beta']);
  await expect(page.getByText('gamma is now number 3 of 4.')).toBeAttached();

  const menu = async (item: string) => {
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    const target = page.getByRole('menuitem', { name: item, exact: true });
    for (let step = 0; step < 12 && !(await target.evaluate((element) => element === document.activeElement)); step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };
  const edit = page.getByRole('dialog', { name: 'Edit source' });
  // the answer to a move must not take the focus from the menu that was opened meanwhile
  for (const keys of ['Alt+ArrowUp', 'Alt+ArrowDown']) {
    await page.keyboard.press(keys);
    await menu('Edit…');
    await expect(edit).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(edit).toHaveCount(0);
    await sourceButton(page, 'gamma').focus();
  }
  await menu('Edit…');
  await edit.getByRole('textbox', { name: 'Name' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('delta');
  await page.keyboard.press('Enter');
  await expect(edit).toHaveCount(0);
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'delta', 'beta']);

  await sourceButton(page, 'delta').focus();
  await menu('Duplicate…');
  const copy = page.getByRole('dialog', { name: 'Add source' });
  await expect(copy.getByRole('textbox', { name: 'Name' })).toHaveValue('delta (2)');
  await expect(copy.getByRole('textbox', { name: 'Directory' })).toHaveValue(/gamma$/);
  await page.keyboard.press('Enter');
  await expect(copy).toHaveCount(0);
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'delta', 'beta', 'delta (2)']);

  await sourceButton(page, 'delta').focus();
  await menu('Remove');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'beta', 'delta (2)']);
  await expect(sourceButton(page, 'beta')).toBeFocused();
  await expect(page.getByText('Removed delta from the list')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'delta', 'beta', 'delta (2)']);
  await quit();

  const again = await launch({ userData });
  await expect.poll(() => listed(again.page)).toEqual(['Sandbox', 'alpha', 'delta', 'beta', 'delta (2)']);
});

test('by the mouse a source is dragged to its place, and a drag that is given up changes nothing', async ({ launch }, testInfo) => {
  const { page } = await launch({ args: workspaces(testInfo, 'alpha', 'beta', 'gamma') });
  await live(page);
  const middle = async (name: string) => {
    const box = await sourceButton(page, name).boundingBox();
    if (box === null) throw new Error(`${name} is nowhere`);
    return { x: box.x + 60, y: box.y + box.height / 2 };
  };
  const [from, to] = [await middle('gamma'), await middle('Sandbox')];
  const drag = async () => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await expect(page.locator('.drop-line')).toBeVisible();
  };
  await drag();
  await page.keyboard.press('Escape');
  await expect(page.locator('.drop-line')).toHaveCount(0);
  await page.mouse.up();
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'beta', 'gamma']);
  // nothing stands before the sandbox
  await drag();
  await page.mouse.up();
  // the answer to the move does not take the focus from what was opened meanwhile
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('typed at once', { delay: 5 });
  await expect(page.getByRole('combobox', { name: 'Commands' })).toHaveValue('typed at once');
  await page.keyboard.press('Escape');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'gamma', 'alpha', 'beta']);
  // and the end of a drag is no click
  await expect(sourceButton(page, 'alpha')).toHaveAttribute('aria-current', 'true');

  // the palette can do the same
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('move gamma down');
  await expect(page.getByRole('option')).toHaveText('Move gamma downAlt ↓');
  await page.keyboard.press('Enter');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'gamma', 'beta']);
  await runCommand(page, 'Remove gamma');
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'beta']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => listed(page)).toEqual(['Sandbox', 'alpha', 'gamma', 'beta']);
  await runCommand(page, 'Edit gamma…');
  await expect(page.getByRole('dialog', { name: 'Edit source' })).toBeVisible();
});

test('etcd: an edit of the name keeps what is on screen, one of the target shows another store', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/one/flag', 'true');
  await client.put('/two/flag', 'true');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/one/?name=ours`] });
  await live(page);
  await openKey(page, '/one/flag');
  const said = await page.evaluateHandle(() => {
    const phases: string[] = [];
    const status = document.querySelector('[role="status"][aria-label="Source status"]');
    if (status) new MutationObserver(() => phases.push(status.textContent ?? '')).observe(status, { subtree: true, childList: true, characterData: true });
    return phases;
  });
  await fromMenu(page, 'ours', 'Edit…');
  const dialog = page.getByRole('dialog', { name: 'Edit source' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('renamed');
  await dialog.getByLabel('Environment').selectOption('Staging');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('renamed');
  await expect(row(page, '/one/flag')).toHaveAttribute('aria-selected', 'true');
  expect(await said.evaluate((phases) => phases)).toEqual([]);

  await fromMenu(page, 'renamed', 'Edit…');
  await dialog.getByRole('button', { name: 'Add another root' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Key prefix 2' })).toBeFocused();
  await page.keyboard.type('/one/flag');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('/one/flag lies inside /one/, so it would be watched twice.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove root 2' }).click();
  await dialog.getByRole('textbox', { name: 'Key prefix', exact: true }).fill('/two/');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await live(page);
  await findKey(page, '/two/flag');
  await expect(row(page, '/one/flag')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Nothing selected' })).toBeVisible();
  await client.close();
  await server.stop();
});

test('sources are exported and imported, with what is broken or would change said before', async ({ launch }, testInfo) => {
  const { app, page, quit } = await launch({ args: [...workspaces(testInfo, 'alpha'), 'etcd://h.invalid:2379/a/?name=remote&environment=staging&user=me'] });
  await live(page);
  const file = testInfo.outputPath('sources.json');
  await choosePath(app, file);
  await page.getByRole('button', { name: 'More for the list of sources' }).click();
  await page.getByRole('menuitem', { name: 'Export sources…' }).click();
  await expect(page.getByText(`2 sources were exported to ${file}, without secrets.`)).toBeVisible();
  await quit();

  const written = readFileSync(file, 'utf8');
  const exported = JSON.parse(written) as { sources: object[] };
  exported.sources.push({ ...exported.sources[1], name: 'broken', environment: 'prod', password: 'hunter2' });
  writeFileSync(file, JSON.stringify(exported));
  const { page: fresh, app: freshApp } = await launch({ userData: testInfo.outputPath('fresh'), args: ['etcd://h.invalid:2379/a/?name=remote&user=me'] });
  const importFile = async (given: string) => {
    await choosePath(freshApp, given);
    await fresh.getByRole('button', { name: 'More for the list of sources' }).click();
    await fresh.getByRole('menuitem', { name: 'Import sources…' }).click();
  };
  await importFile(file);
  const dialog = fresh.getByRole('dialog', { name: 'Import sources' });
  await expect(dialog.getByText('The file holds what looks like secrets. They are not imported.')).toBeVisible();
  await expect(dialog.getByText('This is none of local, development, testing, staging, production.')).toBeVisible();
  await expect(dialog.getByText('Development → Staging')).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: /alpha/ })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: /remote/ })).not.toBeChecked();
  expect(await listed(fresh)).toEqual(['Sandbox', 'remote']);
  await dialog.getByRole('checkbox', { name: /remote/ }).check();
  await dialog.getByRole('button', { name: 'Import 2 sources' }).click();
  await expect(fresh.getByText('2 sources were imported. Connect them from the list.')).toBeVisible();
  expect(await listed(fresh)).toEqual(['Sandbox', 'remote', 'alpha']);
  await expect(fresh.locator('.source-row').filter({ hasText: 'remote' })).toContainText('Staging');

  writeFileSync(file, written.slice(0, written.length / 2));
  await importFile(file);
  await expect(fresh.getByText(/cannot be read as exported sources .* Nothing was changed\./)).toBeVisible();
  writeFileSync(file, JSON.stringify({ flagscope: 'sources', version: 2, sources: {} }));
  await importFile(file);
  await expect(fresh.getByText(/was exported by a newer Flagscope \(format 2\)\. Nothing was changed/)).toBeVisible();
  expect(await listed(fresh)).toEqual(['Sandbox', 'remote', 'alpha']);
});

for (const [what, content] of [
  ['cut in half', '{"version": 3, "sources": [{"id": "one", "na'],
  ['of a newer version', '{"version": 4, "sources": []}'],
] as const) {
  test(`a list of sources ${what} is kept aside, and the window says so`, async ({ launch }, testInfo) => {
    const userData = testInfo.outputPath('user-data');
    mkdirSync(path.join(userData, 'settings'), { recursive: true });
    writeFileSync(path.join(userData, 'settings/sources.json'), content);
    const { page } = await launch({ userData });
    const notice = page.getByRole('alert').getByText(/was kept aside as/);
    await expect(notice).toBeVisible();
    const kept = /kept aside as (\S+)/.exec((await notice.textContent()) ?? '')?.[1] ?? '';
    expect(readFileSync(kept, 'utf8')).toBe(content);
    await expect.poll(() => listed(page)).toEqual(['Sandbox']);
  });
}
