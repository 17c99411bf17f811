/** What a start of the app finds again, and what the window still knows after it is over. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { startProxy } from '../support/proxy';
import { openKey, sourceStatus } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

test('the source that was on screen is there again at the next start', async ({ launch }, testInfo) => {
  const directories = ['first', 'second'].map((name) => testInfo.outputPath(name));
  for (const directory of directories) mkdirSync(directory);
  const sources = directories.map((directory) => `local:${directory}?name=${path.basename(directory)}`);
  const before = await launch({ args: sources });
  const second = before.page.getByRole('button', { name: 'second', exact: true });
  await second.click();
  await expect(second).toHaveAttribute('aria-current', 'true');
  await before.quit();

  const { page } = await launch({ userData: before.userData });
  await expect(page.getByRole('button', { name: 'second', exact: true })).toHaveAttribute('aria-current', 'true');
  await expect(sourceStatus(page)).toHaveText(/^Live/);
});

test('a short interruption can be read about after it is over', async ({ launch }) => {
  const server = await startZookeeper();
  const proxy = await startProxy(server.port);
  try {
    const { page } = await launch({ args: [`zookeeper://127.0.0.1:${proxy.port}/`] });
    await expect(sourceStatus(page)).toHaveText(/^Live/, { timeout: 20_000 });
    await expect(page.getByText(/^interrupted at/)).toHaveCount(0);
    proxy.cut();
    const note = page.getByText(/^interrupted at \d\d:\d\d:\d\d$/);
    await expect(note).toBeVisible({ timeout: 20_000 });
    await expect(sourceStatus(page)).toHaveText(/^Live/);
    await note.hover();
    await expect(page.getByRole('tooltip')).toContainText(`The connection to 127.0.0.1:${proxy.port} was lost.`);
  } finally {
    await proxy.close();
    await server.stop();
  }
});

test('a switch is taken back after a restart; in production it is not, and that is said before', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const flag = '/team/features/cart';
  const state = async () => Buffer.from((await client.get(flag)) ?? []).toString();
  const url = `etcd://127.0.0.1:${server.port}/team/`;
  try {
    await client.put(flag, 'false');
    const before = await launch({ args: [url] });
    await live(before.page);
    await openKey(before.page, flag);
    await before.page.getByRole('switch', { name: 'Enabled' }).press('Space');
    await expect(before.page.getByRole('button', { name: 'Undo' })).toBeVisible();
    expect(await state()).toBe('true');
    await before.quit();

    const { page, quit, userData } = await launch({ userData: before.userData, args: [url] });
    await live(page);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByText('Undone: Switched cart on')).toBeVisible();
    expect(await state()).toBe('false');
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(page.getByText('Done again: Switched cart on')).toBeVisible();
    expect(await state()).toBe('true');
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Activity' }).click();
    await page.getByRole('region', { name: 'Activity' }).getByText('Switched cart on').first().click();
    await page.getByRole('region', { name: 'Record' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(state).toBe('false');
    await quit();

    const production = await launch({ userData, args: [`${url}?environment=production`] });
    await live(production.page);
    await openKey(production.page, flag);
    await production.page.getByRole('switch', { name: 'Enabled' }).press('Space');
    const review = production.page.getByRole('dialog', { name: 'Review change' });
    await review.getByRole('textbox', { name: 'Reason' }).fill('a test');
    await review.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(state).toBe('true');
    await production.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Activity' }).click();
    await production.page.getByRole('region', { name: 'Activity' }).getByText('Switched cart on').first().click();
    await expect(production.page.getByText(/Undo until Flagscope quits: nothing of production is kept/)).toBeVisible();
  } finally {
    await client.close();
    await server.stop();
  }
});
