/** The least that talks to etcd: etcd3's own calls in a plain loop, nothing of ours. The floor that rows are held against. */
import { Etcd3 } from 'etcd3';

const PAGE_KEYS = 5_000;
const MAX_TXN_OPS = 128;
const TXNS_IN_FLIGHT = 8;

export interface BareKey {
  readonly value: Buffer;
  readonly modRevision: string;
}

/** Opens a client that takes messages of any size. */
export const bareEtcd = (port: number): Etcd3 =>
  new Etcd3({ hosts: `http://127.0.0.1:${port}`, grpcOptions: { 'grpc.max_receive_message_length': -1 } });

/** First byte string behind all that start with this prefix, whose last byte must not be 0xff. */
function endOf(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return end;
}

/** Every key with this prefix as of one revision, the present one if none is given, by a loop over pages. */
export async function readPages({ kv }: Etcd3, prefix: string, at = 0n): Promise<Map<string, BareKey>> {
  const found = new Map<string, BareKey>();
  const range_end = endOf(prefix);
  let key: Buffer = Buffer.from(prefix);
  let revision = String(at);
  for (;;) {
    const page = await kv.range({ key, range_end, limit: PAGE_KEYS, revision });
    for (const { key: name, value, mod_revision } of page.kvs) found.set(name.toString(), { value, modRevision: mod_revision });
    const last = page.kvs.at(-1);
    if (!page.more || last === undefined) return found;
    if (at === 0n) revision = page.header.revision;
    key = Buffer.concat([last.key, Buffer.from([0])]);
  }
}

/** Puts in transactions as large as etcd takes them. */
export async function putMany({ kv }: Etcd3, keys: readonly string[], value: (index: number) => string): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < keys.length) {
      const from = next;
      next = Math.min(keys.length, from + MAX_TXN_OPS);
      const puts = keys.slice(from, next).map((key, i) => ({ request_put: { key: Buffer.from(key), value: Buffer.from(value(from + i)) } }));
      await kv.txn({ success: puts });
    }
  };
  await Promise.all(Array.from({ length: TXNS_IN_FLIGHT }, work));
}
