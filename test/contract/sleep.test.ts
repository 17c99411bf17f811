/** What takes long, all at once: a process that sleeps for a minute, wall clocks that jump, links and readers that are slow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import type { Driver } from '../../electron/drivers/driver';
import type { ConnectOptions } from '../../shared/model/source';
import { bundleForNode, runProgram, type Program } from '../support/child';
import type { IndependentClient } from '../support/clients';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { follow } from '../support/follow';
import { startProxy } from '../support/proxy';
import { FrameCollector, until } from '../support/wait';
import { startZookeeper } from '../support/zookeeper';
import { differences, freshListing, holds } from './harness';
import type { SessionEvent } from './programs/session';

const SLEEP_MS = 60_000;
const PATIENT = 150_000;
const KEYS = 100_000;

interface Store {
  readonly driver: Driver;
  readonly port: number;
  client(): Promise<IndependentClient>;
  /** Puts a hundred thousand keys under `/crowd/`. */
  crowd(): Promise<void>;
  stop(): Promise<void>;
}

const stores: readonly { readonly name: string; start(): Promise<Store> }[] = [
  {
    name: 'zookeeper',
    start: async () => {
      const server = await startZookeeper({ heap: '512m' });
      return {
        driver: zookeeper,
        port: server.port,
        client: () => zookeeperClient(server.port),
        crowd: async () => {
          const client = await zookeeperClient(server.port);
          await client.put('/crowd', null);
          await client.createMany(Array.from({ length: KEYS }, (_, i) => `/crowd/${i}`), 'on');
          await client.close();
        },
        stop: () => server.stop(),
      };
    },
  },
  {
    name: 'etcd',
    start: async () => {
      const server = await startEtcd();
      return {
        driver: etcd,
        port: server.port,
        client: async () => etcdClient(server.port),
        crowd: async () => {
          const client = etcdClient(server.port);
          for (let from = 0; from < KEYS; from += 100) {
            await client.transact(new Map(Array.from({ length: 100 }, (_, i) => [`/crowd/${from + i}`, 'on'])));
          }
          await client.close();
        },
        stop: () => server.stop(),
      };
    },
  },
];

let program: string;
beforeAll(async () => {
  program = await bundleForNode(new URL('./programs/session.ts', import.meta.url).pathname);
});

describe.concurrent.each(stores)('$name', ({ start }) => {
  let store: Store;
  let client: IndependentClient;
  beforeAll(async () => {
    store = await start();
    client = await store.client();
    for (const top of ['asleep', 'jumping', 'paused']) await client.put(`/${top}/flag`, 'new');
    await store.crowd();
  }, PATIENT);
  afterAll(async () => {
    await client.close();
    await store.stop();
  });

  const under = (root: string, port = store.port): ConnectOptions => ({
    backend: store.driver.name,
    endpoints: [{ host: '127.0.0.1', port }],
    roots: [store.driver.name === 'etcd' ? `${root}/` : root],
  });
  const expected = async (root: string): Promise<string[]> =>
    [...(await freshListing(store.driver, under(root))).values()].map(({ key, stamp }) => `${key} ${stamp.modified}`).sort();

  test('a process that slept for a minute goes on with nothing missed or told twice', { timeout: PATIENT }, async ({ onTestFinished }) => {
    const session = watching(runProgram(program, [JSON.stringify(under('/asleep'))]));
    onTestFinished(() => session.program.kill('SIGKILL'));
    await session.is('live');
    session.program.kill('SIGSTOP');
    for (let i = 0; i < 50; i++) await client.put('/asleep/flag', `${i}`);
    // nothing tells the end of a sleep but the clock
    await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
    for (let i = 0; i < 20; i++) await client.put(`/asleep/${i}`, 'x');
    session.program.kill('SIGCONT');
    await client.put('/asleep/sentinel', 'x');
    await session.equals(() => expected('/asleep'));
    expect(session.toldTwice()).toEqual([]);
    await session.is('live');
    expect(session.attempts()).toBeLessThanOrEqual(4);
    // ZooKeeper has given the session up meanwhile; etcd keeps the connection
    expect(session.reasons().includes('session-expired')).toBe(store.driver.name === 'zookeeper');
  });

  test('a wall clock that jumps an hour ahead and back changes nothing', { timeout: PATIENT }, async ({ onTestFinished }) => {
    const proxy = await startProxy(store.port);
    onTestFinished(() => proxy.close());
    const session = watching(runProgram(program, [JSON.stringify(under('/jumping', proxy.port))]));
    onTestFinished(() => session.program.kill('SIGKILL'));
    await session.is('live');
    for (const shift of [3_600_000, 0, -3_600_000]) {
      const before = session.attempts();
      session.program.tell(`shift ${shift}`);
      // an answer: the clock has been set by now
      await session.equals(() => expected('/jumping'));
      proxy.cut();
      await until(() => session.attempts() > before, 'it tries again');
      await client.put('/jumping/flag', `after ${shift}`);
      await session.equals(() => expected('/jumping'));
      await session.is('live');
    }
    expect(new Set(session.reasons())).toEqual(new Set(['link-lost']));
    await proxy.refuse(true);
    for (const shift of [3_600_000, -3_600_000, 0]) {
      const before = session.waits().length;
      await until(() => session.waits().length > before, 'it waits for the next attempt');
      session.program.tell(`shift ${shift}`);
    }
    await proxy.refuse(false);
    await client.put('/jumping/flag', 'end');
    await session.equals(() => expected('/jumping'));
    expect(session.waits().filter((ms) => ms <= 0 || ms > 15_000)).toEqual([]);
    expect(session.toldTwice()).toEqual([]);
    expect(session.attempts()).toBeLessThanOrEqual(16);
  });

  test('a hundred thousand keys over a slow link are listed in one go', { timeout: PATIENT }, async ({ onTestFinished }) => {
    const proxy = await startProxy(store.port);
    onTestFinished(() => proxy.close());
    proxy.slow({ bytesPerSecond: 200_000, latencyMs: 50 });
    const following = follow(store.driver, under('/crowd', proxy.port));
    onTestFinished(() => following.stop());
    await following.waitFor((entries) => entries.size >= KEYS, 'the listing', PATIENT);
    await client.put('/crowd/late', 'x');
    await following.waitFor((entries) => holds(entries, '/crowd/late', 'x'), 'a later write');
    expect(following.faults).toEqual([]);
  });

  test('values of megabytes over a slow link are listed in one go', { timeout: PATIENT }, async ({ onTestFinished }) => {
    const proxy = await startProxy(store.port);
    onTestFinished(() => proxy.close());
    for (let i = 0; i < 40; i++) await client.put(`/large/${i}`, new Uint8Array(120_000).fill(i));
    proxy.slow({ bytesPerSecond: 200_000, latencyMs: 50 });
    const following = follow(store.driver, under('/large', proxy.port));
    onTestFinished(() => following.stop());
    await following.waitFor((entries) => entries.has('/large/39'), 'the listing', PATIENT);
    expect(following.faults).toEqual([]);
  });

  test('a reader that takes its time is not taken for a dead link', { timeout: PATIENT }, async () => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const connection = await store.driver.connect({ options: under('/paused'), signal });
    const collector = new FrameCollector();
    let last = -1;
    for await (const frame of connection.frames({ signal, onReceived: () => {} })) {
      collector.feed(frame);
      if (last < 0) {
        // more than fits into the buffers, while the reader is away for longer than a link may be silent
        for (let i = 0; i < 200; i++) await client.put(`/paused/${i % 50}`, new Uint8Array(50_000).fill(i));
        await new Promise((resolve) => setTimeout(resolve, 20_000));
        await client.put('/paused/sentinel', 'x');
        last = collector.frames.length;
      }
      if (collector.entries.has('/paused/sentinel')) break;
    }
    expect(differences(collector.entries, await freshListing(store.driver, under('/paused')))).toEqual([]);
    stopping.abort();
    await connection.close();
  });
});

/** A session in a process of its own, as far as its output tells. */
function watching(running: Program): {
  readonly program: Program;
  is(kind: string): Promise<unknown>;
  /** Resolves once the mirror has these entries. */
  equals(entries: () => Promise<string[]>): Promise<unknown>;
  attempts(): number;
  /** Milliseconds from each suspension to the next attempt, as told. */
  waits(): number[];
  /** Why it was suspended, each time. */
  reasons(): string[];
  toldTwice(): string[];
} {
  const events = (): SessionEvent[] => running.lines.map((line) => JSON.parse(line) as SessionEvent);
  const phases = (): Extract<SessionEvent, { event: 'phase' }>[] => events().filter((event) => event.event === 'phase');
  const mirrors = (): Extract<SessionEvent, { event: 'mirror' }>[] => events().filter((event) => event.event === 'mirror');
  const dump = async (): Promise<string> => {
    const count = mirrors().length;
    running.tell('dump');
    return JSON.stringify((await until(() => mirrors()[count], 'the mirror is told')).entries.toSorted());
  };
  return {
    program: running,
    is: (kind) => until(() => phases().at(-1)?.kind === kind, `the session is ${kind}`),
    equals: (entries) => until(async () => (await dump()) === JSON.stringify(await entries()), 'the mirror equals a fresh listing', { everyMs: 200 }),
    attempts: () => phases().filter(({ kind }) => kind === 'connecting').length,
    waits: () => phases().flatMap(({ retryInMs }) => retryInMs ?? []),
    reasons: () => phases().flatMap(({ reason }) => reason ?? []),
    toldTwice: () => {
      const writes = events().flatMap((event) => (event.event === 'changed' ? event.writes.filter((write) => !write.endsWith(' deleted')) : []));
      return writes.filter((write, i) => writes.indexOf(write) !== i);
    },
  };
}
