/** Stores of more than a million keys: the question before one is loaded, and browsing it as far as it is opened. */
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test, type Launch } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { row, sourceStatus } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => prefix + String(i).padStart(4, '0'));

/** A hundred directories; in each there are ten thousand keys. */
const DIRECTORIES = numbered('/big/d', 100);
const namesIn = (directory: string): string[] => numbered(`${directory}/k`, 10_000);

/** Megabytes that main's program holds. */
const mainMemory = (app: ElectronApplication): Promise<number> =>
  app.evaluate(() => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  });

/** Presses a button as somebody without a mouse does. */
async function pressByKeyboard(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  for (let presses = 0; presses < 60 && !(await button.evaluate((element) => element === document.activeElement)); presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

/** A million keys take their time, and a busy machine several times that. */
const SLOW_MS = 120_000;

/**
 * Reads on until so many keys are loaded. A page ends after ten seconds: etcd 3.4 walks over all that follows to find the next
 * directory, and a busy machine needs more than one page for a hundred of them.
 */
async function loaded(page: Page, first: string, count: string): Promise<void> {
  const more = page.getByRole('button', { name: 'Load more' });
  await expect(async () => {
    if (await more.isVisible()) await more.click();
    await expect(page.getByText(`lazy · ${first} of ${count} keys loaded`)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: SLOW_MS });
}

interface Store {
  readonly url: string;
  /** How many keys it counts under /big, and how many of them are in view at first. */
  readonly count: string;
  readonly first: string;
  readonly opened: string;
  /** How many are in view with two directories open. */
  readonly again: string;
  /** What the field of its root is called. */
  readonly rootField: string;
  /** Directory that is opened to see the others. */
  readonly top?: string;
  put(key: string, value: string): Promise<void>;
  watches(): Promise<string>;
}

async function browses(launch: Launch, store: Store): Promise<void> {
  const { app, page, quit, userData } = await launch({ args: [`${store.url}?name=Big`] });
  await expect(page.getByRole('heading', { name: 'A large store' })).toBeVisible({ timeout: SLOW_MS });
  await expect(sourceStatus(page)).toHaveText(/^Closed/);
  await expect(page.getByText(`There are ${store.count} keys here.`)).toBeVisible();
  await pressByKeyboard(page, 'Narrow the root');
  const roots = page.getByRole('dialog', { name: 'Edit source' }).getByRole('textbox', { name: store.rootField });
  await expect(roots).toBeFocused();
  await page.keyboard.press('Escape');
  await pressByKeyboard(page, 'Browse lazily');
  await live(page, SLOW_MS);
  await loaded(page, store.first, store.count);

  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
  await page.keyboard.press('Home');
  if (store.top !== undefined) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Home');
  if (store.top !== undefined) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(row(page, '/big/d0000/k0000')).toHaveAttribute('data-state', 'on');
  await loaded(page, store.opened, store.count);
  await store.put('/big/d0000/k0000', 'false');
  await expect(row(page, '/big/d0000/k0000')).toHaveAttribute('data-state', 'off');
  expect(await store.watches()).toMatch(/\b1$/);

  await page.keyboard.press('ControlOrMeta+p');
  await expect(page.getByRole('combobox', { name: 'Go to key' })).toBeFocused();
  await page.keyboard.type('/big/d0050/k0007');
  await expect(page.getByRole('option', { name: /Open \/big\/d0050\/k0007/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(row(page, '/big/d0050/k0007')).toHaveAttribute('aria-selected', 'true');
  expect(await mainMemory(app)).toBeLessThan(160);

  // all of it, until one thinks better of it
  await page.getByRole('button', { name: 'Actions for Big' }).click();
  await page.getByRole('menuitem', { name: 'Load everything' }).click();
  const keys = page.getByRole('region', { name: 'Keys' });
  await expect(keys.getByText('Loading everything…')).toBeVisible();
  await expect(keys.getByText(new RegExp(`^[\\d,]+ of about ${store.count} keys received$`))).toBeVisible({ timeout: SLOW_MS });
  await expect(keys.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/, { timeout: SLOW_MS });
  await page.getByRole('button', { name: 'Browse lazily instead' }).click();
  await live(page, SLOW_MS);
  await loaded(page, store.again, store.count);
  await quit();

  const again = await launch({ userData });
  await live(again.page, SLOW_MS);
  await loaded(again.page, store.first, store.count);
}

test('a million znodes are not loaded unasked; a directory that is opened is live', async ({ launch }) => {
  test.setTimeout(600_000);
  const server = await startZookeeper({ heap: '1g' });
  const client = await zookeeperClient(server.port);
  await client.put('/big', null);
  await client.createMany(DIRECTORIES, '');
  await client.createMany(DIRECTORIES.flatMap(namesIn), 'true');
  await browses(launch, {
    url: `zookeeper://127.0.0.1:${server.port}/big`,
    count: '1,000,101',
    first: '101',
    rootField: 'Root path',
    opened: '10,101',
    again: '20,101',
    top: '/big',
    put: (key, value) => client.put(key, value),
    watches: async () => (/Total watches:\d+/.exec(await server.fourLetter('wchs')) ?? [''])[0],
  });
  await client.close();
  await server.stop();
});

test('a million etcd keys are not loaded unasked; a directory that is opened is live', async ({ launch }) => {
  test.setTimeout(600_000);
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.putMany([...DIRECTORIES.flatMap(namesIn), '/big/last'], 'true');
  await browses(launch, {
    url: `etcd://127.0.0.1:${server.port}/big/`,
    count: '1,000,001',
    first: '1',
    rootField: 'Key prefix',
    opened: '10,001',
    again: '20,001',
    put: (key, value) => client.put(key, value),
    watches: async () => (/^etcd_debugging_mvcc_watcher_total \d+/m.exec(await server.metrics()) ?? [''])[0],
  });
  await client.close();
  await server.stop();
});
