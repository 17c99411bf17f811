import type { Revision } from '../../../shared/model/entry';
import type { NativeField, Reading } from '../driver';
import type { EtcdClient } from './client';
import { entryOf, leaseName } from './entry';

/** Reads one key, as of a revision if one is given, with its record in etcd's own terms. Throws gRPC errors. */
export async function readKey(client: EtcdClient, key: Buffer, at?: Revision): Promise<Reading> {
  const { kvs } = await client.kv.range({ key, ...(at === undefined ? {} : { revision: String(at) }) });
  const record = kvs[0];
  if (!record) return { entry: null, native: [] };
  const lease = leaseName(record.lease);
  return {
    entry: entryOf(record),
    native: [
      { name: 'create_revision', value: record.create_revision },
      { name: 'mod_revision', value: record.mod_revision },
      { name: 'version', value: record.version },
      { name: 'lease', value: lease ?? 'none' },
      ...(lease !== undefined && at === undefined ? await timeToLive(client, record.lease) : []),
      { name: 'size', value: String(record.value.length) },
    ],
  };
}

/** What is left of a lease. Nothing where the server does not tell: the reading is worth having without. */
async function timeToLive(client: EtcdClient, ID: string): Promise<NativeField[]> {
  try {
    const { TTL, grantedTTL } = await client.lease.leaseTimeToLive({ ID });
    return [{ name: 'lease_ttl', value: Number(TTL) < 0 ? 'expired' : `${TTL} s of ${grantedTTL} s` }];
  } catch {
    return [];
  }
}
