/** A complete mirror of a tree: from a connection that stands until the mirror holds everything, against a bare loop that reads it. */
import { drivers } from '../../../electron/drivers/index';
import { Mirror } from '../../../electron/sessions/mirror';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, rounded, times } from '../stats';
import { benchKeys, fiftyBytes, startStore, type BenchStore, type StoreName } from '../stores';

const BUDGET = 1.5;
const SIZES = [10_000, 100_000];
const SAMPLES = 5;

const names: readonly StoreName[] = ['ZooKeeper', 'etcd'];

export const mirror: Row = async () => {
  const lines: Line[] = [];
  for (const name of names) {
    const store = await startStore(name);
    try {
      let there = 0;
      for (const size of SIZES) {
        await store.create(benchKeys(size - there, there), () => fiftyBytes('value'));
        there = size;
        lines.push(await compare(store, size));
      }
    } finally {
      await store.stop();
    }
  }
  return lines;
};

async function compare(store: BenchStore, size: number): Promise<Line> {
  const floors: Listed[] = [];
  const mirrors: Listed[] = [];
  // the first of each only warms up server and compiler
  for (let sample = 0; sample <= SAMPLES; sample++) {
    globalThis.gc?.();
    const bare = await listOnce(store);
    globalThis.gc?.();
    const ours = await mirrorOnce(store);
    if (ours.size !== bare.size) throw new Error(`the mirror of ${store.name} holds ${ours.size} keys, a bare loop found ${bare.size}`);
    if (sample === 0) continue;
    floors.push(bare);
    mirrors.push(ours);
  }
  const took = (all: readonly Listed[]): number[] => all.map((one) => one.took);
  const ratio = medianRatio(took(mirrors), took(floors));
  return {
    what: `complete mirror of ${size / 1000}k keys, ${store.name}`,
    floor: `${ms(median(took(floors)))} (bare ${store.name === 'etcd' ? 'paged range' : 'multiRead'})`,
    measured: ms(median(took(mirrors))),
    compared: times(ratio),
    budget: `${BUDGET} x`,
    kept: ratio <= BUDGET,
    details: { floors, mirrors },
  };
}

interface Listed {
  readonly size: number;
  readonly took: number;
  /** Processor time of this process, which says more than the clock on a busy machine. */
  readonly cpu: number;
}

/** Begins to measure; the returned function ends it. */
function stopwatch(): () => Pick<Listed, 'took' | 'cpu'> {
  const before = process.cpuUsage();
  const begun = performance.now();
  return () => {
    const took = performance.now() - begun;
    const { user, system } = process.cpuUsage(before);
    return { took: rounded(took), cpu: rounded((user + system) / 1000) };
  };
}

async function listOnce(store: BenchStore): Promise<Listed> {
  const stop = stopwatch();
  const size = await store.listBare();
  return { size, ...stop() };
}

/** One connection, one listing. Connecting is not counted: the floor is connected already. */
async function mirrorOnce(store: BenchStore): Promise<Listed> {
  const stop = new AbortController();
  const options = store.options();
  const connection = await drivers[options.backend].connect({ options, signal: stop.signal });
  const held = new Mirror();
  const stopped = stopwatch();
  let spent = { took: 0, cpu: 0 };
  for await (const frame of connection.frames({ signal: stop.signal, onReceived: () => {} })) {
    held.take(frame);
    spent = stopped();
    break;
  }
  stop.abort();
  await connection.close();
  return { size: held.size, ...spent };
}
