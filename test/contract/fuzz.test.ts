/**
 * Random edits by several writers and random damage to the link, then the replica against a fresh listing: bytes, stamps and owners.
 * FLAGSCOPE_FUZZ_SEEDS sets how many seeds are run, FLAGSCOPE_FUZZ_FIRST the first of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../electron/drivers/driver';
import { sameBytes, type Key } from '../../shared/model/key';
import type { Edit } from '../../shared/model/plan';
import type { IndependentClient } from '../support/clients';
import { follow, type Following } from '../support/follow';
import { differences, freshListing, holds, plan, put, remove, type Harness } from './harness';
import { startEtcdHarness, type EtcdHarness } from './etcd-harness';
import { startLocalHarness } from './local-harness';
import { seeded, type Random } from './random';
import { startZookeeperHarness } from './zookeeper-harness';

const COUNT = Number(process.env['FLAGSCOPE_FUZZ_SEEDS'] ?? 3);
const FIRST = Number(process.env['FLAGSCOPE_FUZZ_FIRST'] ?? 1);
const SEEDS = Array.from({ length: COUNT }, (_, i) => FIRST + i);
const WRITERS = 3;
const DAMAGES = 12;

fuzz('local', startLocalHarness);
fuzz('zookeeper', () => startZookeeperHarness('/fuzz/root'));
fuzz('etcd', () => startEtcdHarness('/fuzz/root/'));

function fuzz(name: string, start: () => Promise<Harness>): void {
  describe(name, () => {
    let harness: Harness | undefined;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness?.stop());

    test.each(SEEDS)('seed %i: after random edits and damage the replica equals a fresh listing', async (seed) => {
      if (harness === undefined) throw new Error('the store has not been started');
      await harness.clear();
      await run(harness, seed);
    });
  });
}

async function run(harness: Harness, seed: number): Promise<void> {
  const random = seeded(seed);
  const keys = keysFor(harness);
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => harness.client()));
  const following = follow(harness.driver, harness.network?.options ?? harness.options);
  const ours = await harness.driver.connect({ options: harness.options, signal: new AbortController().signal });
  let writing = true;
  let writes = 0;
  const someWrites = (): Promise<void> => {
    const target = writes + 20 + random.below(150);
    return passed(() => writes >= target);
  };
  const writers = clients.map(async (client, i) => {
    const chance = seeded(seed * 1000 + i);
    while (writing) {
      if (await writeSomething(harness, client, keys, chance)) writes++;
    }
  });
  const planner = (async () => {
    const chance = seeded(seed * 1000 + 999);
    while (writing) await planSomething(ours, keys, chance);
  })();

  try {
    for (let i = 0; i < DAMAGES; i++) await damage(harness, following, random, someWrites);
  } finally {
    writing = false;
    await Promise.all([...writers, planner]);
    await harness.network?.proxy.refuse(false);
    harness.network?.proxy.unfreeze();
    harness.network?.proxy.cutAfter(Number.POSITIVE_INFINITY);
  }
  const [client] = clients;
  const sentinel = harness.key('sentinel');
  await client?.put(sentinel, `end of ${seed}`);
  await following.waitFor((entries) => holds(entries, sentinel, `end of ${seed}`), 'the last write', 50_000);
  expect(following.connects()).toBeGreaterThan(1);
  const fresh = await freshListing(harness.driver, harness.options);
  expect(differences(following.entries, fresh)).toEqual([]);
  for (const key of keys) {
    const stored = await client?.get(key);
    expect([key, stored === undefined]).toEqual([key, !fresh.has(key)]);
    expect([key, sameBytes(stored ?? null, fresh.get(key)?.value ?? null)]).toEqual([key, true]);
  }

  await following.stop();
  await ours.close();
  await Promise.all(clients.map((one) => one.close()));
}

/** Few keys, so that writers meet; some below others. */
function keysFor(harness: Harness): readonly Key[] {
  const names = Array.from({ length: 30 }, (_, i) => `key-${i}`);
  const nested = names.slice(0, 5).flatMap((name) => [`${name}/a`, `${name}/a/b`, `${name}/c`]);
  return [...names, ...nested, '__proto__', 'constructor', '旗'].map((name) => harness.key(name));
}

/** One write of an independent client, and whether it went through: meeting another writer halfway is no error here. */
async function writeSomething(harness: Harness, client: IndependentClient, keys: readonly Key[], random: Random): Promise<boolean> {
  const { capabilities } = harness.driver;
  const value = random.percent(5) ? random.bytes(random.below(50_000)) : random.bytes(random.below(40));
  const kind = random.below(100);
  const key = random.pick(keys);
  const work = async (): Promise<void> => {
    if (kind < 45) await client.put(key, value);
    else if (kind < 65) await client.remove(key);
    else if (kind < 75) {
      await client.remove(key);
      await client.put(key, value);
    } else if (kind < 90) {
      const edits = Array.from({ length: 1 + random.below(6) }, () => [random.pick(keys), random.percent(30) ? undefined : value] as const);
      await client.transact(new Map(edits));
    } else if (kind < 95 && capabilities.ownership !== 'none') {
      const owned = await client.putOwned(`${harness.key('owned')}-${random.below(5)}`, value);
      await owned.end();
    } else if (capabilities.nullValues) await client.put(key, null);
  };
  // two writers of one node get ZooKeeper's NODE_EXISTS, NO_NODE, NOT_EMPTY, and a workspace's conflict
  return work().then(
    () => true,
    () => false,
  );
}

/** A guarded plan of our own, undone half of the time. */
async function planSomething(connection: Connection, keys: readonly Key[], random: Random): Promise<void> {
  const edits = new Map<Key, Edit>();
  for (let i = 0; i < 1 + random.below(3); i++) {
    const key = random.pick(keys);
    const read = await connection.read(key);
    if (!read.ok) throw new Error(read.fault.message);
    const { entry } = read.value;
    edits.set(
      key,
      entry !== null && random.percent(30) ? remove(entry) : put(key, random.bytes(random.below(30)), entry?.stamp ?? 'absent'),
    );
  }
  const result = await connection.apply(plan(...edits.values()));
  if (result.ok && random.percent(50)) await connection.apply(result.value.inverse);
}

/** Breaks the link in one of its ways, and heals it after some writes. */
async function damage(harness: Harness, following: Following, random: Random, someWrites: () => Promise<void>): Promise<void> {
  const { network } = harness;
  const kind = network === undefined ? 0 : random.below(harness.driver.name === 'etcd' ? 6 : 5);
  if (kind === 0) await following.hangUp();
  if (kind === 1) network?.proxy.cut();
  if (kind === 2) network?.proxy.cutAfter(random.below(30_000));
  if (kind === 3) network?.proxy.freeze();
  if (kind === 4) await network?.proxy.refuse(true);
  if (kind === 5) await (harness as EtcdHarness).server.compact();
  await someWrites();
  if (kind === 3 && random.percent(50)) network?.proxy.cut();
  network?.proxy.unfreeze();
  await network?.proxy.refuse(false);
  await someWrites();
}

/** Resolves once the condition holds, looked at between other work. */
async function passed(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
