/**
 * Memory: PSS of all the app's processes at rest, with 100k keys against the empty sandbox, both running at once. V8 keeps the pages that
 * a garbage collection asked for by `gc()` frees, as if they were needed again at once, and gives them back by itself after some
 * ten to forty seconds in which little is allocated: so the app is first left alone, as its user leaves it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { until } from '../../support/wait';
import type { Line, Row } from '../report';
import { rounded } from '../stats';
import { benchKeys, fiftyBytes, startStore, type BenchStore, type StoreName } from '../stores';
import { startApp, type BenchApp } from '../window';

const KEYS = 100_000;
const REST_MS = 60_000;
/** More than the empty sandbox takes. */
export const BUDGET_MB = 200;
const names: readonly StoreName[] = ['ZooKeeper', 'etcd'];
/** Lets main and the page collect their garbage when they are asked to. */
export const EXPOSE_GC = '--js-flags=--expose-gc';

export const memory: Row = async () => {
  const sandbox = await startApp([], [EXPOSE_GC]);
  try {
    const lines: Line[] = [];
    for (const name of names) {
      const store = await startStore(name);
      try {
        await store.create(benchKeys(KEYS), () => fiftyBytes('value'));
        lines.push(await measure(store, sandbox));
      } finally {
        await store.stop();
      }
    }
    return lines;
  } finally {
    await sandbox.close();
  }
};

async function measure(store: BenchStore, sandbox: BenchApp): Promise<Line> {
  const running = await startApp([store.sourceUrl()], [EXPOSE_GC]);
  try {
    // while both are there, as what several processes share is counted by halves
    const [floor, full] = await Promise.all([settledMemory(sandbox), settledMemory(running)]);
    const more = full.pss - floor.pss;
    return {
      what: `memory with ${KEYS / 1000}k keys of 50 bytes, ${store.name}`,
      floor: `${Math.round(floor.pss)} MB (sandbox)`,
      measured: measuredAs(full),
      compared: `+ ${Math.round(more)} MB`,
      budget: `< ${BUDGET_MB} MB more`,
      kept: more < BUDGET_MB,
      details: { sandbox: floor, full },
    };
  } finally {
    await running.close();
  }
}

export interface Memory {
  /** Megabytes of all processes together. */
  readonly pss: number;
  /** The same before it was left alone. */
  readonly busy: number;
  readonly byProcess: Readonly<Record<string, number>>;
}

/** Memory as a table shows it. */
export const measuredAs = ({ pss, busy }: Memory): string => `${Math.round(pss)} MB at rest (${Math.round(busy)} MB before)`;

/** Leaves the app alone for a minute, then collects what garbage is left until the sum goes down no further. */
export async function settledMemory(running: BenchApp): Promise<Memory> {
  const busy = memoryOf(running.pid).pss;
  await rest(REST_MS);
  return { ...(await collectedMemory(running)), busy };
}

async function collectedMemory(running: BenchApp): Promise<Omit<Memory, 'busy'>> {
  let last: Omit<Memory, 'busy'> | undefined;
  return until(async () => {
    await collectGarbage(running);
    const now = memoryOf(running.pid);
    if (last !== undefined && now.pss > last.pss - 1) return last.pss < now.pss ? last : now;
    last = now;
    return undefined;
  }, 'memory goes down no further', { everyMs: 500 });
}

async function collectGarbage({ app, page }: BenchApp): Promise<void> {
  await app.evaluate(() => globalThis.gc?.());
  await page.evaluate(() => globalThis.gc?.());
}

function memoryOf(pid: number): Omit<Memory, 'busy'> {
  const byProcess: Record<string, number> = {};
  let pss = 0;
  for (const one of treeOf(pid)) {
    const kilobytes = pssOf(one);
    if (kilobytes === undefined) continue;
    const kind = kindOf(one);
    byProcess[kind] = rounded((byProcess[kind] ?? 0) + kilobytes / 1024);
    pss += kilobytes / 1024;
  }
  return { pss: rounded(pss), byProcess };
}

/** A process and all that descend from it. */
function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    // the command's name stands in brackets and may hold anything
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

const pssOf = (pid: number): number | undefined => {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes);
};

const kindOf = (pid: number): string => /--type=([\w-]+)/.exec(read(`/proc/${pid}/cmdline`) ?? '')?.[1] ?? 'main';

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // it has ended meanwhile
    return undefined;
  }
}
