import { createBdd } from 'playwright-bdd';
import type { Page } from '@playwright/test';
import { expect, test as base, type Running } from '../../support/app';
import { findKey, openKey, row, sourceStatus } from '../../support/tree';
import { startStore, type Store } from './stores';

/** What the steps of one scenario share. */
interface World {
  store?: Store;
  running?: Running;
  /** State that the scenario switched a flag of the sandbox to. */
  switchedTo?: 'on' | 'off';
  /** Counts loads of the page, to see that none came in between. */
  loads: number;
}

export const test = base.extend<{ world: World }>({
  world: async ({}, use) => {
    const world: World = { loads: 0 };
    await use(world);
    await world.store?.stop();
  },
});

const { Given, When, Then } = createBdd(test);

const given = <T>(thing: T | undefined, what: string): T => {
  if (thing === undefined) throw new Error(`The scenario has no ${what} yet`);
  return thing;
};
const pageOf = (world: World): Page => given(world.running, 'running app').page;
const storeOf = (world: World): Store => given(world.store, 'store');

Given('the flag {string} is off in {word}', async ({ world }, key: string, store: string) => {
  world.store = await startStore(store);
  await world.store.write(key, 'false');
});

Given('Flagscope is open on the sandbox', async ({ world, launch }) => {
  world.running = await launch();
  await expect(sourceStatus(pageOf(world))).toHaveText(/^Live/);
});

Given(/^Flagscope is open on (?:ZooKeeper|etcd)$/, async ({ world, launch }) => {
  world.running = await launch({ args: [storeOf(world).sourceUrl] });
  await expect(sourceStatus(pageOf(world))).toHaveText(/^Live/);
  pageOf(world).on('load', () => world.loads++);
});

Given('I have switched {string} to the other state', async ({ world }, key: string) => {
  const page = pageOf(world);
  const found = await openKey(page, key);
  const before = await found.getAttribute('data-state');
  world.switchedTo = before === 'on' ? 'off' : 'on';
  await page.getByRole('switch', { name: 'Enabled' }).click();
  await expect(found).toHaveAttribute('data-state', world.switchedTo);
});

When('another client writes {string} to {string}', async ({ world }, value: string, key: string) => {
  await storeOf(world).write(key, value);
});

When('I open {string} and turn on the switch {string}', async ({ world }, key: string, name: string) => {
  await openKey(pageOf(world), key);
  await pageOf(world).getByRole('switch', { name }).click();
});

When('the server is killed', async ({ world }) => {
  await storeOf(world).kill();
});

When('the server is started again', async ({ world }) => {
  await storeOf(world).restart();
});

When('the app is killed and started again', async ({ world, launch }) => {
  const { kill, userData } = given(world.running, 'running app');
  await kill();
  world.running = await launch({ userData });
});

Then('the window shows {string} as {word}', async ({ world }, key: string, state: string) => {
  await expect(await findKey(pageOf(world), key)).toHaveAttribute('data-state', state);
});

// The two seconds are the promise itself (the seed architecture's), not a measurement of this machine.
Then('the window shows {string} as {word} within 2 seconds, without a reload', async ({ world }, key: string, state: string) => {
  await expect(row(pageOf(world), key)).toHaveAttribute('data-state', state, { timeout: 2000 });
  expect(world.loads).toBe(0);
});

Then('the window shows {string} in the state it was switched to', async ({ world }, key: string) => {
  await expect(await findKey(pageOf(world), key)).toHaveAttribute('data-state', given(world.switchedTo, 'switched flag'));
});

Then('the window still shows {string} as {word}, marked stale', async ({ world }, key: string, state: string) => {
  const page = pageOf(world);
  await expect(await openKey(page, key)).toHaveAttribute('data-state', state);
  await expect(page.getByText('Not live: this is the last known state.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry now' })).toBeVisible();
});

Then('another client reads {string} from {string}', async ({ world }, value: string, key: string) => {
  await expect.poll(() => storeOf(world).read(key)).toBe(value);
});

Then('the source status begins with {string}', async ({ world }, phase: string) => {
  await expect(sourceStatus(pageOf(world))).toHaveText(new RegExp(`^${phase}`), { timeout: 30_000 });
});
