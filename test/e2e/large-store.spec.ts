/** A store of more than a million keys: the question before it is loaded, and browsing it as far as it is opened. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { zookeeperClient } from '../support/clients-zookeeper';
import { row, sourceStatus } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const FOLDERS = 1_000;
const KEYS_EACH = 1_000;

/** Names with their number in three digits. */
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => prefix + String(i).padStart(3, '0'));

/** Megabytes of main's memory that are in use. */
const mainMemory = (app: { evaluate<T>(work: () => T): Promise<T> }): Promise<number> => app.evaluate(() => process.memoryUsage().rss / 2 ** 20);

/** Answers the question by keyboard alone: Tab until the answer has the focus. */
async function answer(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  for (let presses = 0; presses < 60 && !(await button.evaluate((element) => element === document.activeElement)); presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

test('a million znodes: nothing is loaded unasked, and a directory that is opened is live', async ({ launch }) => {
  test.setTimeout(240_000);
  const server = await startZookeeper({ heap: '1g' });
  const client = await zookeeperClient(server.port);
  await client.put('/big', null);
  const folders = numbered('/big/d', FOLDERS);
  await client.createMany(folders, '');
  await client.createMany(folders.flatMap((folder) => numbered(`${folder}/k`, KEYS_EACH)), 'true');

  const { app, page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/big?name=Big`] });
  await expect(page.getByRole('heading', { name: 'A large store' })).toBeVisible({ timeout: 30_000 });
  await expect(sourceStatus(page)).toHaveText(/^Closed/);
  await expect(page.getByText('There are 1,001,001 keys here.')).toBeVisible();
  await page.screenshot({ path: '/tmp/wt/size/test-results/shots/question-zk.png' });
  await answer(page, 'Browse lazily');
  await live(page);
  await expect(page.getByText('lazy · 1,001 of 1,001,001 keys loaded')).toBeVisible();

  const tree = page.getByRole('tree', { name: 'Keys' });
  await tree.focus();
  await row(page, '/big').click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(row(page, '/big/d000/k000')).toHaveAttribute('data-state', 'on');
  await expect(page.getByText('lazy · 2,001 of 1,001,001 keys loaded')).toBeVisible();
  await client.put('/big/d000/k000', 'false');
  await expect(row(page, '/big/d000/k000')).toHaveAttribute('data-state', 'off');
  expect(await server.fourLetter('wchs')).toContain('Total watches:1');
  await page.screenshot({ path: '/tmp/wt/size/test-results/shots/lazy-zk.png' });
  console.log('main MB', await mainMemory(app));
  await client.close();
  await server.stop();
});
