/** Writes at a steady rate, in a process of its own so that it holds up nobody who measures. */
import { spawn } from 'node:child_process';
import { bareEtcd } from './floors/etcd';
import { BareZookeeper } from './floors/zookeeper';
import { benchKeys, fiftyBytes, type StoreName } from './stores';

export interface LoadOptions {
  readonly store: StoreName;
  readonly port: number;
  /** Keys that are written, drawn at random: the first so many of the tree. */
  readonly keys: number;
  /** A key that is left alone. */
  readonly spared: string;
  /** Keys written a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Keys in one transaction. */
  readonly together: number;
}

/** What a load has done. */
export interface LoadDone {
  readonly written: number;
  readonly seconds: number;
}

const TICK_MS = 5;
/** A store that is slower than the rate is not swamped; the rate reached is told. */
const MOST_IN_FLIGHT = 512;

/** Starts a load. `done` resolves to what it came to; `stop` ends it early. */
export function startLoad(options: LoadOptions): { readonly done: Promise<LoadDone>; stop(): void } {
  const child = spawn(process.execPath, [process.argv[1] ?? '', '--load', JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const done = new Promise<LoadDone>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(JSON.parse(output) as LoadDone) : reject(new Error(`the load ended with ${code}`))));
  });
  // its end is told by `done`, once somebody asks
  done.catch(() => {});
  return { done, stop: () => child.stdin.end() };
}

/** The load itself: runs in the child. */
export async function runLoad(options: LoadOptions): Promise<void> {
  const { rate, seconds, together, spared } = options;
  const keys = benchKeys(options.keys).filter((key) => key !== spared);
  const write = await writer(options);
  let over = false;
  process.stdin.on('end', () => (over = true)).resume();
  let written = 0;
  let inFlight = 0;
  let issued = 0;
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  while (!over && elapsed() < seconds) {
    const due = Math.floor((elapsed() * rate) / together);
    while (issued < due && inFlight * together < MOST_IN_FLIGHT + together) {
      const batch = new Map<string, string>();
      while (batch.size < together) batch.set(keys[Math.floor(Math.random() * keys.length)] as string, fiftyBytes(`load ${issued} ${batch.size}`));
      issued++;
      inFlight++;
      void write(batch).then(() => {
        inFlight--;
        written += together;
      });
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  while (inFlight > 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  process.stdout.write(JSON.stringify({ written, seconds: elapsed() } satisfies LoadDone), () => process.exit(0));
}

async function writer({ store, port }: LoadOptions): Promise<(batch: ReadonlyMap<string, string>) => Promise<unknown>> {
  if (store === 'ZooKeeper') {
    const client = await BareZookeeper.open(port);
    return (batch) => Promise.all([...batch].map(([key, value]) => client.setData(key, Buffer.from(value))));
  }
  const { kv } = bareEtcd(port);
  return (batch) => {
    const puts = [...batch].map(([key, value]) => ({ key: Buffer.from(key), value: Buffer.from(value) }));
    const [only] = puts;
    if (puts.length === 1 && only) return kv.put(only);
    return kv.txn({ success: puts.map((put) => ({ request_put: put })) });
  };
}
