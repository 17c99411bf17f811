/** The whole tree as of an earlier moment, as the window gets it: asked for of etcd, worked out from what was seen of ZooKeeper and the workspace. */
import path from 'node:path';
import { PastViews } from '../../../electron/sessions/past-views';
import type { Result } from '../../../shared/fault';
import type { Moment } from '../../../shared/model/past';
import type { Source } from '../../../shared/model/source';
import { removeScratch, scratchFolder } from '../../support/process';
import { until } from '../../support/wait';
import { openTarget, type OpenTarget } from '../../support/write-target';
import { bareEtcd, readPages } from '../floors/etcd';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, summary, times } from '../stats';
import { benchKeys, fiftyBytes, startStore, type BenchStore } from '../stores';

const KEYS = 10_000;
/** Changes between the moment and now. */
const CHANGES = 5_000;
const ROUNDS = 25;
const WARM_UP = 5;
/** What is asked for is what the mirror row asks for, with its budget. */
const STORE_BUDGET = 1.5;
/**
 * What was seen is in memory, as no journal is kept on the disk: the floor reads every value of it once, into a buffer of its own. Making the map of the
 * past and the columns that the window gets is a pass over the same keys each, but into one buffer.
 */
const SEEN_BUDGET = 2;

export const timeTravel: Row = async () => [await overEtcd(), await overZookeeper(), await overWorkspace()];

const onStore = (store: BenchStore): Source => ({ ...store.options(), id: 'bench', name: 'Bench', environment: 'development', access: 'read-write' });

async function overEtcd(): Promise<Line> {
  const store = await startStore('etcd');
  const client = bareEtcd(store.port);
  try {
    await store.create(benchKeys(KEYS), () => fiftyBytes('then'));
    const target = await openTarget(onStore(store));
    try {
      const revision = target.session.mirror.at;
      await store.create(benchKeys(CHANGES), () => fiftyBytes('now'));
      const isThen = (value: string): boolean => value === fiftyBytes('then');
      const floor = async (): Promise<number> => [...(await readPages(client, '/config/', revision)).values()].filter(({ value }) => isThen(value.toString())).length;
      return await measure('etcd', target, { revision }, floor, { name: 'a bare paged range at that revision', budget: STORE_BUDGET });
    } finally {
      await target.session.close();
    }
  } finally {
    client.close();
    await store.stop();
  }
}

async function overZookeeper(): Promise<Line> {
  const store = await startStore('ZooKeeper');
  try {
    await store.create(benchKeys(KEYS), () => fiftyBytes('then'));
    const target = await openTarget(onStore(store));
    try {
      return await measureSeen('ZooKeeper', target, () => Promise.all(benchKeys(CHANGES).map((key) => store.put(key, fiftyBytes('now')))));
    } finally {
      await target.session.close();
    }
  } finally {
    await store.stop();
  }
}

async function overWorkspace(): Promise<Line> {
  const folder = scratchFolder('bench-time-travel');
  const target = await openTarget({ id: 'bench', backend: 'local', endpoints: [], roots: [path.join(folder, 'workspace')], name: 'Bench', environment: 'development', access: 'read-write' });
  const write = async (keys: readonly string[], value: string): Promise<void> => {
    for (let from = 0; from < keys.length; from += 1000) {
      const edits = keys.slice(from, from + 1000).map((key) => ({ kind: 'put', key, value: Buffer.from(value), base: target.session.mirror.get(key)?.stamp ?? 'absent' }) as const);
      unwrap(await target.session.apply({ title: 'Bench', reason: '', edits }));
    }
  };
  try {
    await write(benchKeys(KEYS), fiftyBytes('then'));
    await until(() => target.session.mirror.size === KEYS, 'the source has seen the keys');
    return await measureSeen('local workspace', target, () => write(benchKeys(CHANGES), fiftyBytes('now')));
  } finally {
    await target.session.close();
    removeScratch(folder);
  }
}

/** Goes back over changes that the session has seen. */
async function measureSeen(name: string, target: OpenTarget, change: () => Promise<unknown>): Promise<Line> {
  const { session } = target;
  const time = Date.now();
  await until(() => Date.now() > time, 'the moment is over');
  await change();
  const last = benchKeys(CHANGES).at(-1) ?? '';
  await until(() => Buffer.from(session.mirror.get(last)?.value ?? []).toString().startsWith('now'), 'the source has seen the changes');
  const then = Buffer.from(fiftyBytes('then'));
  const floor = async (): Promise<number> => {
    const items = session.seen();
    const values: Uint8Array[] = [];
    for (const { before, seenAt } of items) if (before?.value && seenAt > time) values.push(Uint8Array.from(before.value));
    const changed = new Set(items.filter(({ seenAt }) => seenAt > time).map(({ key }) => key));
    for (const [key, { value }] of session.mirror.entries) if (value && !changed.has(key)) values.push(Uint8Array.from(value));
    return values.filter((value) => then.equals(value)).length;
  };
  return measure(name, target, { time }, floor, { name: 'reading every value of the mirror and the journal', budget: SEEN_BUDGET });
}

/** `floor` gives how many keys it found as they were. */
async function measure(name: string, { session }: OpenTarget, moment: Moment, floor: () => Promise<number>, against: { readonly name: string; readonly budget: number }): Promise<Line> {
  const views = new PastViews();
  const floors: number[] = [];
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const found = await floor();
    const between = performance.now();
    const past = unwrap(await views.open(session, moment));
    const end = performance.now();
    if (found !== KEYS || past.keys < KEYS || past.entries.bytes.length < KEYS * 50) throw new Error(`${found} and ${past.keys} keys of ${KEYS} were found`);
    if (round < WARM_UP) continue;
    floors.push(between - begun);
    took.push(end - between);
  }
  const ratio = medianRatio(took, floors);
  return {
    what: `the tree of ${KEYS / 1000}k keys as it was ${CHANGES / 1000}k changes ago, ${name}`,
    floor: `${ms(median(floors))} (${against.name})`,
    measured: ms(median(took)),
    compared: times(ratio),
    budget: `${against.budget} x`,
    kept: ratio <= against.budget,
    details: { floor: summary(floors), took: summary(took) },
  };
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}
