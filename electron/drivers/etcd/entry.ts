/** etcd's key-value records as entries and changes. */
import type { IEvent, IKeyValue } from 'etcd3';
import type { Entry } from '../../../shared/model/entry';
import type { Change } from '../../../shared/model/frame';
import { keyFromBytes } from '../../../shared/model/key';

/** The entry of this record. Its value is copied: the record's is a window on a whole message, which it would keep in memory. */
export function entryOf(record: IKeyValue): Entry {
  const owner = leaseName(record.lease);
  return {
    key: keyFromBytes(record.key),
    value: new Uint8Array(record.value),
    stamp: {
      created: BigInt(record.create_revision),
      modified: BigInt(record.mod_revision),
      version: Number(record.version),
    },
    ...(owner === undefined ? {} : { owner }),
  };
}

/** What a watch event did. */
export function changeOf({ type, kv }: IEvent): Change {
  if (type === 'Delete') return { kind: 'delete', key: keyFromBytes(kv.key), at: BigInt(kv.mod_revision) };
  return { kind: 'put', entry: entryOf(kv) };
}

/** The number that etcd's API takes for a lease named in hex. */
export const leaseId = (name: string): string => String(BigInt.asIntN(64, BigInt(`0x${name}`)));

/** A lease id as people know it from etcdctl: lower-case hex. Undefined for none. */
export const leaseName = (lease: string): string | undefined =>
  lease === '0' ? undefined : BigInt.asUintN(64, BigInt(lease)).toString(16);
