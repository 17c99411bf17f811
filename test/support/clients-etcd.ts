import fs from 'node:fs';
import { Etcd3 } from 'etcd3';
import { bytesOf, type IndependentClient } from './clients';

export interface EtcdClient extends IndependentClient {
  readonly raw: Etcd3;
  /** Keys as bytes, for those that are not text. */
  putBytes(key: Uint8Array, value: Uint8Array): Promise<void>;
  getBytes(key: Uint8Array): Promise<Uint8Array | undefined>;
  removeBytes(key: Uint8Array): Promise<void>;
  /** Puts the same value at many keys by transactions of 128, some at a time. */
  putMany(keys: readonly string[], value: string): Promise<void>;
  /** Removes everything that starts with this prefix. */
  removePrefix(prefix: string): Promise<void>;
  /** The store's present revision. */
  revision(): Promise<bigint>;
}

/** Connects to a server. */
export function etcdClient(port: number, more: { auth?: { username: string; password: string }; ca?: string } = {}): EtcdClient {
  const client = new Etcd3({
    hosts: `${more.ca === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    ...(more.auth === undefined ? {} : { auth: more.auth }),
    ...(more.ca === undefined ? {} : { credentials: { rootCertificate: fs.readFileSync(more.ca) } }),
    grpcOptions: { 'grpc.max_receive_message_length': -1 },
  });
  const { kv } = client;
  const getBytes = async (key: Uint8Array): Promise<Uint8Array | undefined> => {
    const { kvs } = await kv.range({ key: Buffer.from(key) });
    return kvs[0] === undefined ? undefined : new Uint8Array(kvs[0].value);
  };
  const put = async (key: Uint8Array, value: Uint8Array, lease?: string): Promise<void> => {
    await kv.put({ key: Buffer.from(key), value: Buffer.from(value), ...(lease === undefined ? {} : { lease }) });
  };
  const notNull = (value: Uint8Array | string | null): Buffer => {
    if (value === null) throw new Error('etcd has no null values');
    return bytesOf(value);
  };

  return {
    raw: client,
    put: (key, value) => put(Buffer.from(key), notNull(value)),
    remove: async (key) => {
      await kv.deleteRange({ key: Buffer.from(key) });
    },
    get: (key) => getBytes(Buffer.from(key)),
    transact: async (edits) => {
      await kv.txn({
        success: [...edits].map(([key, value]) =>
          value === undefined
            ? { request_delete_range: { key: Buffer.from(key) } }
            : { request_put: { key: Buffer.from(key), value: notNull(value) } },
        ),
      });
    },
    putOwned: async (key, value) => {
      const { ID } = await client.leaseClient.leaseGrant({ TTL: 600 });
      await put(Buffer.from(key), bytesOf(value), ID);
      return {
        owner: BigInt(ID).toString(16),
        end: async () => {
          await client.leaseClient.leaseRevoke({ ID });
        },
      };
    },
    putBytes: put,
    putMany: async (keys, value) => {
      const waiting = new Set<Promise<unknown>>();
      for (let from = 0; from < keys.length; from += 128) {
        const success = keys.slice(from, from + 128).map((key) => ({ request_put: { key: Buffer.from(key), value: Buffer.from(value) } }));
        const sent = kv.txn({ success }).finally(() => waiting.delete(sent));
        waiting.add(sent);
        if (waiting.size >= 8) await Promise.race(waiting);
      }
      await Promise.all(waiting);
    },
    getBytes,
    removeBytes: async (key) => {
      await kv.deleteRange({ key: Buffer.from(key) });
    },
    removePrefix: async (prefix) => {
      const key = Buffer.from(prefix === '' ? '\0' : prefix);
      const end = prefix === '' ? Buffer.from('\0') : Buffer.from(key);
      if (prefix !== '') end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
      await kv.deleteRange({ key, range_end: end });
    },
    revision: async () => BigInt((await kv.range({ key: Buffer.from('\0'), count_only: true })).header.revision),
    close: async () => client.close(),
  };
}
