/**
 * A change set of a thousand keys: worked out, recorded and written, against the same writes by a bare client in as many transactions,
 * each between two lines that are brought to the disk: a record before and after is what nobody can have for less.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import zookeeper from 'node-zookeeper-client';
import { AuditLog } from '../../../electron/writes/audit';
import { Preparer } from '../../../electron/writes/preparer';
import { Writer } from '../../../electron/writes/writer';
import type { Result } from '../../../shared/fault';
import { zookeeperClient } from '../../support/clients-zookeeper';
import { removeScratch, scratchFolder } from '../../support/process';
import { until } from '../../support/wait';
import { openTarget } from '../../support/write-target';
import { bareEtcd } from '../floors/etcd';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, summary, times } from '../stats';
import { benchKeys, fiftyBytes, onEachStore, type BenchStore } from '../stores';

const KEYS = 10_000;
const EDITS = 1000;
const ROUNDS = 15;
/** The first rounds warm both ways up. */
const WARM_UP = 3;
/** Beside the floor each key is looked up, compiled, previewed, guarded by a comparison in the store, and recorded with what it was and becomes. */
const BUDGET = 3;

export const plan: Row = () => onEachStore(KEYS, measure);

async function measure(store: BenchStore): Promise<Line[]> {
  const folder = scratchFolder('bench-plan');
  const audit = new AuditLog(folder);
  const target = await openTarget({ ...store.options(), id: 'bench', name: 'Bench', environment: 'development', access: 'read-write' });
  const preparer = new Preparer(new Writer(audit));
  const keys = benchKeys(EDITS);
  const lines = await open(path.join(folder, 'bare.jsonl'), 'a');
  const bare = await bareWriter(store, target.capabilities.maxPlanEdits, async (line) => {
    await lines.write(`${line}\n`);
    await lines.datasync();
  });
  const floors: number[] = [];
  const prepares: number[] = [];
  const totals: number[] = [];
  let transactions = 0;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const floor = await timed(() => bare.write(keys, fiftyBytes(`bare ${round}`)));
      await seen(`bare ${round}`);
      let prepareMs = 0;
      const total = await timed(async () => {
        const begun = performance.now();
        const intention = { kind: 'bulk', keys, change: { kind: 'value', value: Buffer.from(fiftyBytes(`plan ${round}`)) } } as const;
        const prepared = unwrap(await preparer.prepare(target, { title: 'Bench', reason: '', intentions: [intention] }));
        prepareMs = performance.now() - begun;
        ({ transactions } = prepared);
        unwrap(await preparer.commit(target, prepared.id ?? '', {}));
      });
      await seen(`plan ${round}`);
      if (round < WARM_UP) continue;
      floors.push(floor);
      prepares.push(prepareMs);
      totals.push(total);
    }
  } finally {
    await bare.close();
    await lines.close();
    await target.session.close();
    await audit.close();
    removeScratch(folder);
  }
  const ratio = medianRatio(totals, floors);
  const line: Line = {
    what: `change set of ${EDITS} keys of ${KEYS / 1000}k, prepared, audited and committed in ${transactions} transaction${transactions === 1 ? '' : 's'}, ${store.name}`,
    floor: `${ms(median(floors))} (the same writes, unguarded, each between two synced lines)`,
    measured: `${ms(median(totals))}, of it ${ms(median(prepares))} to prepare`,
    compared: times(ratio),
    budget: `${BUDGET} x`,
    kept: ratio <= BUDGET,
    details: { floor: summary(floors), prepare: summary(prepares), total: summary(totals) },
  };
  return [line];

  /** The source has seen all edits that begin so: the next round is then worked out from what the store holds. */
  async function seen(beginning: string): Promise<void> {
    const isSeen = (key: string): boolean => Buffer.from(target.session.mirror.get(key)?.value ?? []).toString().startsWith(`${beginning} `);
    await until(() => keys.every(isSeen), 'the source has seen the edits');
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Overwrites keys in transactions of so many, one after another, by a plain client. */
async function bareWriter(store: BenchStore, together: number, note: (line: string) => Promise<void>): Promise<{ write(keys: readonly string[], value: string): Promise<void>; close(): Promise<void> }> {
  const inTransactions = async (keys: readonly string[], send: (keys: readonly string[]) => Promise<unknown>): Promise<void> => {
    for (let from = 0; from < keys.length; from += together) {
      const some = keys.slice(from, from + together);
      await note(some.join(' '));
      await send(some);
      await note('done');
    }
  };
  if (store.name === 'etcd') {
    const client = bareEtcd(store.port);
    return {
      write: (keys, value) => inTransactions(keys, (some) => client.kv.txn({ success: some.map((key) => ({ request_put: { key: Buffer.from(key), value: Buffer.from(value) } })) })),
      close: async () => client.close(),
    };
  }
  const client = await zookeeperClient(store.port);
  return {
    write: (keys, value) => inTransactions(keys, (some) => committed(client.raw, some, value)),
    close: () => client.close(),
  };
}

const committed = (client: zookeeper.Client, keys: readonly string[], value: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const transaction = client.transaction();
    for (const key of keys) transaction.setData(key, Buffer.from(value));
    transaction.commit((error) => (error ? reject(error as Error) : resolve()));
  });

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}
