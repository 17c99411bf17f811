/** A store that is read as far as its directories are opened: page by page, closed again, and then all of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { row } from '../support/tree';
import { invoke, live } from '../support/window';

test('a directory with many keys comes in pages; a key whose directory is closed is not said to be gone', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.putMany(Array.from({ length: 10_500 }, (_, i) => `/config/many/k${String(i).padStart(5, '0')}`), 'true');
  const { page, userData } = await launch({ args: [`etcd://127.0.0.1:${server.port}/config/?name=Many`] });
  await live(page);
  const { sources } = JSON.parse(readFileSync(path.join(userData, 'settings/sources.json'), 'utf8')) as { sources: { id: string }[] };
  expect(await invoke(page, 'source:set-loading', { sourceId: sources[0]?.id, loading: 'lazy' })).toMatchObject({ ok: true });
  await expect(page.getByText('lazy · 0 of 10,500 keys loaded')).toBeVisible();

  await row(page, '/config/many').click();
  await page.keyboard.press('ArrowRight');
  const more = page.getByRole('button', { name: 'Load more' });
  await expect(more).toBeVisible();
  await expect(page.getByText('lazy · 10,000 of 10,500 keys loaded')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))).toEqual([]);
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('lazy · 10,500 of 10,500 keys loaded')).toBeVisible();
  await expect(more).toHaveCount(0);

  await row(page, '/config/many/k00001').click();
  await row(page, '/config/many').locator('[data-twist]').click();
  await expect(page.getByText('/config/many/k00001 is not loaded, so it is not known whether it exists.')).toBeVisible();
  await expect(page.getByText('lazy · 0 of 10,500 keys loaded')).toBeVisible();
  await page.getByRole('button', { name: 'Open its directory' }).click();
  await expect(row(page, '/config/many/k00001')).toHaveAttribute('aria-selected', 'true');

  await page.getByRole('button', { name: 'Actions for Many' }).click();
  await page.getByRole('menuitem', { name: 'Load everything' }).click();
  await expect(page.getByText('10,500 keys', { exact: true })).toBeVisible();
  await client.close();
  await server.stop();
});
