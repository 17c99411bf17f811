import type { IndependentClient } from '../../support/clients';
import { startEtcd } from '../../support/etcd';
import { startZookeeper } from '../../support/zookeeper';
import { etcdClient } from '../../support/clients-etcd';
import { zookeeperClient } from '../../support/clients-zookeeper';

/** A real store with a client that is not ours. */
export interface Store {
  /** What a user gives on the command line to see the flags. */
  readonly sourceUrl: string;
  write(key: string, value: string): Promise<void>;
  read(key: string): Promise<string | undefined>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const text = (value: Uint8Array | null | undefined): string | undefined => (value ? new TextDecoder().decode(value) : undefined);

/** Starts the store that a feature names. */
export async function startStore(name: string): Promise<Store> {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`There is no store ${name}: a feature names ${Object.keys(kinds).join(' or ')}`);
  const { server, connect, sourceUrl } = await kind();
  // A client for each use: one that is kept would have to live through the server's death.
  const using = async <T>(work: (client: IndependentClient) => Promise<T>): Promise<T> => {
    const client = await connect();
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  return {
    sourceUrl,
    write: (key, value) => using((client) => client.put(key, value)),
    read: (key) => using(async (client) => text(await client.get(key))),
    kill: () => server.kill9(),
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}

interface StartedStore {
  readonly server: { kill9(): Promise<void>; restart(): Promise<void>; stop(): Promise<void> };
  readonly connect: () => Promise<IndependentClient>;
  readonly sourceUrl: string;
}

const kinds: Record<string, () => Promise<StartedStore>> = {
  ZooKeeper: async () => {
    const server = await startZookeeper();
    return { server, connect: () => zookeeperClient(server.port), sourceUrl: `zookeeper://127.0.0.1:${server.port}/feature_flags` };
  },
  etcd: async () => {
    const server = await startEtcd();
    return { server, connect: async () => etcdClient(server.port), sourceUrl: `etcd://127.0.0.1:${server.port}/feature_flags/` };
  },
};
