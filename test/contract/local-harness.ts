import path from 'node:path';
import { local } from '../../electron/drivers/local/index';
import { FaultError } from '../../shared/fault';
import { keyFromBytes, type Key } from '../../shared/model/key';
import type { Edit } from '../../shared/model/plan';
import { bytesOf, type IndependentClient } from '../support/clients';
import { removeScratch, scratchFolder } from '../support/process';
import { freshListing, plan, type Harness } from './harness';

/** A workspace in a folder of its own. */
export async function startLocalHarness(): Promise<Harness> {
  const folder = scratchFolder('workspace');
  const options = { backend: 'local' as const, endpoints: [], roots: [path.join(folder, 'workspace')] as [string] };
  return {
    driver: local,
    options,
    key: (name) => name,
    outside: [],
    client: () => anotherConnection(options.roots[0]),
    clear: async () => {
      const client = await anotherConnection(options.roots[0]);
      for (const key of (await freshListing(local, options)).keys()) await client.remove(key);
      await client.close();
    },
    bytesKeys: {
      prefix: new Uint8Array(0),
      put: async (key, value) => {
        const client = await anotherConnection(options.roots[0]);
        await client.put(keyFromBytes(key), value);
        await client.close();
      },
      get: async (key) => {
        const client = await anotherConnection(options.roots[0]);
        const value = await client.get(keyFromBytes(key));
        await client.close();
        return value ?? undefined;
      },
    },
    stop: async () => removeScratch(folder),
  };
}

/** A workspace has no other client than another connection: it is told what to write, and finds the base itself. */
async function anotherConnection(root: string): Promise<IndependentClient> {
  const connection = await local.connect({ options: { backend: 'local', endpoints: [], roots: [root] }, signal: new AbortController().signal });
  const edit = async (key: Key, value: Uint8Array | string | null | undefined): Promise<Edit | undefined> => {
    const read = await connection.read(key);
    if (!read.ok) throw new FaultError(read.fault);
    const base = read.value.entry?.stamp ?? 'absent';
    if (value === undefined) return base === 'absent' ? undefined : { kind: 'delete', key, base };
    return { kind: 'put', key, value: typeof value === 'string' ? bytesOf(value) : value, base };
  };
  const transact: IndependentClient['transact'] = async (changes) => {
    const edits = await Promise.all([...changes].map(([key, value]) => edit(key, value)));
    const wanted = edits.filter((one) => one !== undefined);
    if (wanted.length === 0) return;
    const result = await connection.apply(plan(...wanted));
    if (!result.ok) throw new FaultError(result.fault);
  };
  return {
    transact,
    put: (key, value) => transact(new Map([[key, value]])),
    remove: (key) => transact(new Map([[key, undefined]])),
    get: async (key) => {
      const read = await connection.read(key);
      if (!read.ok) throw new FaultError(read.fault);
      return read.value.entry === null ? undefined : read.value.entry.value;
    },
    putOwned: async () => {
      throw new Error('a workspace has no owners');
    },
    close: () => connection.close(),
  };
}
