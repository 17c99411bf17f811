/** Memory over many reconnects: the heaps of main and of the window, and all that the app takes, after the first and after the last. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FaultProxy } from '../../support/proxy';
import { sourceStatus } from '../../support/tree';
import { invoke } from '../../support/window';
import type { Line, Row } from '../report';
import { rounded, times } from '../stats';
import { onEachStore, type BenchStore } from '../stores';
import { startApp, type BenchApp } from '../window';
import { BUDGET_MB, EXPOSE_GC, measuredAs, settledMemory, type Memory } from './memory';

const BUDGET = 1.1;
const KEYS = 100_000;
const RECONNECTS = 50;
const PRECISE = '--enable-precise-memory-info';

export const reconnects: Row = async () => {
  const sandbox = await startApp([], [EXPOSE_GC]);
  try {
    return await onEachStore(KEYS, (store, proxy) => measure(store, proxy, sandbox));
  } finally {
    await sandbox.close();
  }
};

async function measure(store: BenchStore, proxy: FaultProxy, sandbox: BenchApp): Promise<Line[]> {
  const running = await startApp([store.sourceUrl().replace(`:${store.port}`, `:${proxy.port}`)], [EXPOSE_GC, PRECISE]);
  try {
    const sourceId = idOfOnly(running.userData);
    const first = await afterReconnects(running, proxy, sourceId, 1);
    const [last, floor] = await Promise.all([afterReconnects(running, proxy, sourceId, RECONNECTS - 1), settledMemory(sandbox)]);
    const more = last.memory.pss - floor.pss;
    const what = `after ${RECONNECTS} reconnects with ${KEYS / 1000}k keys, ${store.name}`;
    const details = { first, last, sandbox: floor };
    const heap = (of: 'main' | 'window'): Line => {
      const ratio = last[of] / first[of];
      return {
        what: `${of === 'main' ? "main's" : "the window's"} heap ${what}`,
        floor: `${first[of].toFixed(1)} MB (after the first)`,
        measured: `${last[of].toFixed(1)} MB`,
        compared: times(ratio),
        budget: `${BUDGET} x`,
        kept: ratio <= BUDGET,
        details,
      };
    };
    const memory: Line = {
      what: `memory ${what}`,
      floor: `${Math.round(floor.pss)} MB (sandbox)`,
      measured: `${measuredAs(last.memory)}, ${Math.round(first.memory.pss)} MB after the first`,
      compared: `+ ${Math.round(more)} MB`,
      budget: `< ${BUDGET_MB} MB more`,
      kept: more < BUDGET_MB,
      details,
    };
    return [heap('main'), heap('window'), memory];
  } finally {
    await running.close();
  }
}

/** Megabytes after garbage collection. */
interface Held {
  readonly main: number;
  readonly window: number;
  readonly memory: Memory;
}

async function afterReconnects(running: BenchApp, proxy: FaultProxy, sourceId: string, count: number): Promise<Held> {
  const { app, page } = running;
  for (let i = 0; i < count; i++) {
    proxy.cut();
    await sourceStatus(page).filter({ hasText: /^Suspended/ }).waitFor();
    // "Try now", as waiting is not what is measured
    await invoke(page, 'source:retry', { sourceId });
    await sourceStatus(page).filter({ hasText: /^Live/ }).waitFor({ timeout: 60_000 });
  }
  const memory = await settledMemory(running);
  const main = await app.evaluate(() => process.memoryUsage().heapUsed);
  const window = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  return { main: rounded(main / 1e6), window: rounded(window / 1e6), memory };
}

/** Id of the one source that this profile remembers. */
function idOfOnly(userData: string): string {
  const { sources } = JSON.parse(readFileSync(path.join(userData, 'settings', 'sources.json'), 'utf8')) as { sources: { id: string }[] };
  return sources[0]?.id ?? '';
}
