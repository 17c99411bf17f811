/** The real servers that rows are measured on, each with its bare clients: writer, watcher and listing. */
import type { ConnectOptions } from '../../shared/model/source';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { startProxy, type FaultProxy } from '../support/proxy';
import { startZookeeper } from '../support/zookeeper';
import { bareEtcd, putMany, readPages } from './floors/etcd';
import { BareZookeeper } from './floors/zookeeper';

export type StoreName = 'ZooKeeper' | 'etcd';

/** What a bare watcher has in hand, and when (performance.now of this process). */
export type Seen = (key: string, value: string, at: number) => void;

export interface BenchStore {
  readonly name: StoreName;
  readonly port: number;
  /** How a driver connects to the tree; `port` may be a proxy's. */
  options(port?: number): ConnectOptions;
  /** How the app is told to open the tree, at a key if one is given. */
  sourceUrl(key?: string): string;
  /** Creates keys that are not there, with values of this text. */
  create(keys: readonly string[], value: (index: number) => string): Promise<void>;
  /** Overwrites one key. */
  put(key: string, value: string): Promise<void>;
  /** The tree by a bare loop, keys to values. */
  list(): Promise<Map<string, string>>;
  /** The tree by a bare loop, the way the floor does it; tells how many nodes it found. */
  listBare(): Promise<number>;
  /** A bare watch on the whole tree that tells the values of one key. */
  watch(key: string, seen: Seen): Promise<void>;
  stop(): Promise<void>;
}

const ROOT = '/config';
const KEYS_PER_SERVICE = 100;

/** Keys as a service's config has them: a hundred a service. */
export const benchKeys = (count: number, first = 0): string[] =>
  Array.from({ length: count }, (_, i) => {
    const service = String(Math.floor((first + i) / KEYS_PER_SERVICE)).padStart(4, '0');
    return `${ROOT}/service-${service}/key-${String(first + i).padStart(6, '0')}`;
  });

/** A value of 50 bytes that begins with this text. */
export const fiftyBytes = (beginning: string): string => `${beginning} `.padEnd(50, '.');

/** Starts a store. */
export const startStore = (name: StoreName): Promise<BenchStore> => (name === 'etcd' ? etcd() : zookeeper());

/** Measures on each store in turn, with so many keys of 50 bytes in it and a proxy before it. */
export async function onEachStore<T>(keys: number, measure: (store: BenchStore, proxy: FaultProxy) => Promise<readonly T[]>): Promise<T[]> {
  const measured: T[] = [];
  for (const name of ['ZooKeeper', 'etcd'] as const) {
    const store = await startStore(name);
    const proxy = await startProxy(store.port);
    try {
      await store.create(benchKeys(keys), () => fiftyBytes('value'));
      measured.push(...(await measure(store, proxy)));
    } finally {
      await proxy.close();
      await store.stop();
    }
  }
  return measured;
}

async function zookeeper(): Promise<BenchStore> {
  const server = await startZookeeper({ heap: '512m' });
  const client = await zookeeperClient(server.port);
  const bare = await BareZookeeper.open(server.port);
  await client.put(ROOT, null);
  const parents = new Set<string>();
  const watchers: BareZookeeper[] = [];
  return {
    name: 'ZooKeeper',
    port: server.port,
    options: (port = server.port) => ({ backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port }], roots: [ROOT] }),
    sourceUrl: (key) => `zookeeper://127.0.0.1:${server.port}${ROOT}${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`,
    create: async (keys, value) => {
      const missing = new Set(keys.map((key) => key.slice(0, key.lastIndexOf('/'))).filter((parent) => !parents.has(parent)));
      await client.createMany([...missing], '');
      for (const parent of missing) parents.add(parent);
      await client.createMany(keys, value(0));
    },
    put: (key, value) => bare.setData(key, Buffer.from(value)),
    list: async () => new Map([...(await bare.readTree(ROOT))].map(([key, { value: bytes }]) => [key, bytes.toString()])),
    listBare: async () => (await bare.readTree(ROOT)).size,
    watch: async (key, seen) => {
      const watcher = await BareZookeeper.open(server.port);
      watchers.push(watcher);
      watcher.onEvent = (path) => {
        if (path !== key) return;
        void watcher.getData(path).then((value) => seen(path, value.toString(), performance.now()));
      };
      await watcher.watch(ROOT);
    },
    stop: async () => {
      for (const watcher of [bare, ...watchers]) watcher.close();
      await client.close();
      await server.stop();
    },
  };
}

async function etcd(): Promise<BenchStore> {
  const server = await startEtcd();
  const client = bareEtcd(server.port);
  const prefix = `${ROOT}/`;
  return {
    name: 'etcd',
    port: server.port,
    options: (port = server.port) => ({ backend: 'etcd', endpoints: [{ host: '127.0.0.1', port }], roots: [prefix] }),
    sourceUrl: (key) => `etcd://127.0.0.1:${server.port}${prefix}${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`,
    create: (keys, value) => putMany(client, keys, value),
    put: async (key, value) => {
      await client.kv.put({ key: Buffer.from(key), value: Buffer.from(value) });
    },
    list: async () => new Map([...(await readPages(client, prefix))].map(([key, { value }]) => [key, value.toString()])),
    listBare: async () => (await readPages(client, prefix)).size,
    watch: async (key, seen) => {
      const watcher = await client.watch().prefix(prefix).create();
      const wanted = Buffer.from(key);
      watcher.on('put', ({ key: name, value }) => {
        if (name.equals(wanted)) seen(key, value.toString(), performance.now());
      });
    },
    stop: async () => {
      client.close();
      await server.stop();
    },
  };
}
