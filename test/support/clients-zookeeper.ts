import zookeeper, { type ACL, type Client } from 'node-zookeeper-client';
import { bytesOf, type IndependentClient } from './clients';
import { until } from './wait';

export interface ZookeeperClient extends IndependentClient {
  readonly raw: Client;
  /** Overwrites guarded by nothing but existence. */
  setAcl(path: string, acls: readonly ACL[]): Promise<void>;
  getAcl(path: string): Promise<{ readonly bits: number; readonly scheme: string; readonly id: string }[]>;
  children(path: string): Promise<string[]>;
  /** Creates nodes by transactions of 500, whose parents exist. */
  createMany(paths: readonly string[], value: Uint8Array | string): Promise<void>;
  /** Removes the node and everything below it. */
  removeTree(path: string): Promise<void>;
}

type Callback<T> = (error: unknown, value: T) => void;

const promised = <T>(call: (callback: Callback<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, value) => (error ? reject(error as Error) : resolve(value))));

const codeOf = (error: unknown): number | undefined => (error instanceof zookeeper.Exception ? error.getCode() : undefined);

/** Connects; `auth` is a digest such as `user:password`. */
export async function zookeeperClient(port: number, auth?: string): Promise<ZookeeperClient> {
  const client = await open(port);
  if (auth !== undefined) client.addAuthInfo('digest', Buffer.from(auth));

  const create = (path: string, data: Buffer | null, mode = zookeeper.CreateMode.PERSISTENT): Promise<string> =>
    promised((callback) => (data === null ? client.create(path, mode, callback) : client.create(path, data, mode, callback)));
  const createWithParents = async (path: string, data: Buffer | null, mode?: number): Promise<void> => {
    try {
      await create(path, data, mode);
    } catch (error) {
      if (codeOf(error) !== zookeeper.Exception.NO_NODE) throw error;
      await createWithParents(path.slice(0, path.lastIndexOf('/')), null).catch((inner: unknown) => {
        if (codeOf(inner) !== zookeeper.Exception.NODE_EXISTS) throw inner;
      });
      await create(path, data, mode);
    }
  };
  // a transaction of one, because the library's setData cannot write null
  const set = (path: string, data: Buffer | null): Promise<unknown> =>
    promised((callback) => client.transaction().setData(path, data).commit(callback));
  const remove = (path: string): Promise<void> => promised((callback) => client.remove(path, (error) => callback(error, undefined)));
  const children = (path: string): Promise<string[]> => promised((callback) => client.getChildren(path, callback));
  const removeTree = async (path: string): Promise<void> => {
    try {
      const names = await children(path);
      await Promise.all(names.map((name) => removeTree(path === '/' ? `/${name}` : `${path}/${name}`)));
      await remove(path);
    } catch (error) {
      if (codeOf(error) !== zookeeper.Exception.NO_NODE) throw error;
    }
  };

  return {
    raw: client,
    put: async (path, value) => {
      const data = value === null ? null : bytesOf(value);
      try {
        await set(path, data);
      } catch (error) {
        if (codeOf(error) !== zookeeper.Exception.NO_NODE) throw error;
        await createWithParents(path, data);
      }
    },
    remove: async (path) => {
      await remove(path).catch((error: unknown) => {
        if (codeOf(error) !== zookeeper.Exception.NO_NODE) throw error;
      });
    },
    get: async (path) => {
      try {
        const data = await promised<Buffer | undefined>((callback) => client.getData(path, callback));
        return data === undefined ? null : new Uint8Array(data);
      } catch (error) {
        if (codeOf(error) === zookeeper.Exception.NO_NODE) return undefined;
        throw error;
      }
    },
    transact: async (edits) => {
      const transaction = client.transaction();
      const present = new Map(await Promise.all([...edits.keys()].map(async (path) => [path, await exists(client, path)] as const)));
      for (const [path, value] of edits) {
        if (value === undefined) transaction.remove(path);
        else if (present.get(path)) transaction.setData(path, value === null ? null : bytesOf(value));
        else if (value === null) transaction.create(path);
        else transaction.create(path, bytesOf(value));
      }
      await promised((callback) => transaction.commit(callback));
    },
    putOwned: async (path, value) => {
      const owner = await open(port);
      await promised((callback) => owner.create(path, bytesOf(value), zookeeper.CreateMode.EPHEMERAL, callback));
      return { owner: owner.getSessionId().toString('hex'), end: () => shut(owner) };
    },
    setAcl: async (path, acls) => {
      await promised((callback) => client.setACL(path, [...acls], callback));
    },
    getAcl: async (path) => {
      // the library's types call the bits by another name than it does itself
      const acls = (await promised<readonly ACL[]>((callback) => client.getACL(path, callback))) as unknown as readonly { permission: number; id: ACL['id'] }[];
      return acls.map(({ permission, id }) => ({ bits: permission, scheme: id.scheme, id: id.id }));
    },
    children,
    createMany: async (paths, value) => {
      const data = bytesOf(value);
      for (let from = 0; from < paths.length; from += 500) {
        const transaction = client.transaction();
        for (const path of paths.slice(from, from + 500)) transaction.create(path, data);
        await promised((callback) => transaction.commit(callback));
      }
    },
    removeTree,
    close: () => shut(client),
  };
}

async function open(port: number): Promise<Client> {
  const client = zookeeper.createClient(`127.0.0.1:${port}`, { sessionTimeout: 20_000, retries: 0, spinDelay: 100 });
  client.connect();
  await until(() => client.getState() === zookeeper.State.SYNC_CONNECTED, 'the independent ZooKeeper client is connected');
  return client;
}

/**
 * Closes a client. One that is closed while it connects again goes on connecting for ever, so it is given a moment to arrive first:
 * a test may have killed the server that it was connected to.
 */
async function shut(client: Client): Promise<void> {
  const isConnected = (): boolean => client.getState() === zookeeper.State.SYNC_CONNECTED;
  await until(isConnected, 'the client is connected again', { deadlineMs: 3000 }).catch(() => undefined);
  await new Promise<void>((resolve) => {
    client.once('disconnected', () => resolve());
    if (!isConnected()) resolve();
    client.close();
  });
}

const exists = async (client: Client, path: string): Promise<boolean> =>
  Boolean(await promised<unknown>((callback) => client.exists(path, callback)));
