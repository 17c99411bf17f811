/** Writing by keyboard alone, as the README says it: change sets, undo, the past, comparing and promoting. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { row } from '../support/tree';
import { live } from '../support/window';

const keys = Array.from({ length: 10 }, (_, i) => `/shop/limits/key-${i}`);

/** Runs what the palette offers first for these letters. */
async function palette(page: Page, letters: string, first: RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type(letters);
  await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('option').first()).toHaveText(first);
  await page.keyboard.press('Enter');
}

async function goTo(page: Page, key: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+p');
  await expect(page.getByRole('combobox', { name: 'Go to key' })).toBeFocused();
  await page.keyboard.type(key);
  await expect(page.getByRole('dialog', { name: 'Go to key' }).getByRole('option').first()).toContainText(key.slice(key.lastIndexOf('/') + 1));
  await page.keyboard.press('Enter');
  await expect(row(page, key)).toHaveAttribute('aria-selected', 'true');
}

test('ten keys are collected and deleted together, taken back, and found and restored in the past', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.putMany(keys, 'as it was');
  await client.put('/shop/features/checkout', 'true');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/shop/`] });
  await live(page);
  const count = async (): Promise<number> => Number(await client.raw.getAll().prefix('/shop/limits/').count());
  const review = page.getByRole('dialog', { name: 'Review change' });

  for (const key of keys) {
    await goTo(page, key);
    await palette(page, 'add deletion', /^Add deletion to change set/);
  }
  await palette(page, 'review the change set', /^Review the change set \(10\)/);
  await expect(review).toContainText('10 keys deleted');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(review).toBeHidden();
  await expect.poll(count).toBe(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(count).toBe(10);

  // a subtree, and back
  await goTo(page, '/shop/limits/key-3');
  await page.getByRole('tree', { name: 'Keys' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+Delete');
  await expect(review).toContainText('10 keys deleted');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect.poll(count).toBe(0);

  // the past against now, and what is chosen of it back by a review
  await page.keyboard.press('ControlOrMeta+Shift+h');
  const moments = page.getByRole('slider', { name: 'Moments' });
  for (let i = 0; i < 40 && !(await moments.evaluate((one) => one === document.activeElement)); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  await expect(page.getByRole('region', { name: 'Time travel' })).toContainText('From the history of the store.');
  await palette(page, 'compare with now', /^Compare with now/);
  const places = page.getByRole('listbox', { name: 'Places' });
  await expect(places.getByRole('option')).toHaveCount(10);
  await expect(places).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  const promote = page.getByRole('button', { name: /^Promote → to/ });
  for (let i = 0; i < 20 && !(await promote.evaluate((one) => one === document.activeElement)); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(review).toContainText('10 keys created');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect.poll(count).toBe(10);

  // back to the keys, and a flag off
  await palette(page, 'back to now', /^Back to now/);
  await palette(page, 'show keys', /^Show keys/);
  await goTo(page, '/shop/features/checkout');
  await page.keyboard.press('ControlOrMeta+Shift+x');
  await expect(review).toContainText('Switched checkout off');
  await page.keyboard.press('Enter');
  await expect.poll(async () => Buffer.from((await client.get('/shop/features/checkout')) ?? []).toString()).toBe('false');
  await client.close();
  await server.stop();
});
