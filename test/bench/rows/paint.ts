/**
 * Commit -> row painted: a bare client writes a key whose row is in sight; the page sees its row change (MutationObserver) and the
 * second animation frame after that begin. A bare watcher of this process tells, for the same commit, when it had the value.
 */
import type { Page } from '@playwright/test';
import { row } from '../../support/tree';
import { startLoad } from '../load';
import type { Line, Row } from '../report';
import { ms, percentile, rounded, summary } from '../stats';
import { benchKeys, fiftyBytes, startStore, type BenchStore, type StoreName } from '../stores';
import { clockOffset, startApp } from '../window';

const KEYS = 10_000;
/** How many probes, and how long between two: not in step with the frames. */
interface Series {
  readonly probes: number;
  readonly leastMs: number;
  readonly mostMs: number;
}
/** Idle: the dot that marks the last change has faded, so that nothing in the window moves any more. */
const IDLE: Series = { probes: 60, leastMs: 1_700, mostMs: 2_000 };
const LOADED: Series = { probes: 200, leastMs: 60, mostMs: 110 };
/** One change upon the other, and with the key open in the detail pane as well: told beside the row, without budgets of their own. */
const BESIDE: Series = { probes: 60, leastMs: 60, mostMs: 110 };
const LOAD_RATE = 1_000;
const names: readonly StoreName[] = ['ZooKeeper', 'etcd'];

/** When the page saw each text, by its own clock. */
interface Painted {
  readonly text: string;
  readonly changed: number;
  painted: number;
}
type Observed = { benchPainted: Painted[] };

export const paint: Row = async () => {
  const lines: Line[] = [];
  for (const name of names) {
    const store = await startStore(name);
    try {
      lines.push(...(await measureStore(store)));
    } finally {
      await store.stop();
    }
  }
  return lines;
};

async function measureStore(store: BenchStore): Promise<Line[]> {
  const keys = benchKeys(KEYS);
  const probe = keys[KEYS / 2] as string;
  // opening a neighbour brings the row in sight and leaves the detail pane out of it
  const neighbour = keys[KEYS / 2 + 2] as string;
  await store.create(keys, () => fiftyBytes('value'));
  const seen = new Map<string, number>();
  await store.watch(probe, (_key, value, at) => seen.set(value, at));
  const running = await startApp([store.sourceUrl(neighbour)]);
  try {
    const { page } = running;
    await row(page, probe).waitFor();
    await observe(page, probe);
    await probeOften(store, page, probe, 'warm', seen, BESIDE);
    const frames = await bareDoubleFrame(page);
    const idle = await probeOften(store, page, probe, 'idle', seen, IDLE);
    const lively = await probeOften(store, page, probe, 'lively', seen, BESIDE);
    const seconds = Math.ceil((LOADED.probes * LOADED.mostMs) / 1000) + 5;
    const load = startLoad({ store: store.name, port: store.port, keys: KEYS, spared: probe, rate: LOAD_RATE, seconds, together: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const loaded = await probeOften(store, page, probe, 'load', seen, LOADED);
    load.stop();
    const done = await load.done;
    await row(page, probe).click();
    const open = await probeOften(store, page, probe, 'open', seen, BESIDE);
    const rate = done.written / done.seconds;
    return [
      // three ways to be idle: the row's dot of change has faded, it has not, or the key is also open in the detail pane
      lineOf(store, 'idle, 2 s between changes', idle, { p50: 25, p99: 60 }, { bareDoubleFrame: frames }),
      lineOf(store, 'idle, 0.1 s between changes', lively, { p50: 25, p99: 60 }, {}),
      lineOf(store, 'idle, 0.1 s between changes of the open key', open, { p50: 25, p99: 60 }, {}),
      lineOf(store, `under ${Math.round(rate)} writes/s`, loaded, { p99: 120 }, { bareDoubleFrame: frames, load: done }),
    ];
  } finally {
    await running.close();
  }
}

interface Probes {
  readonly floor: readonly number[];
  readonly changed: readonly number[];
  readonly painted: readonly number[];
  readonly clockError: number;
  /** Commits that had no frame of their own, as the next one came before; they count with the next one's. */
  readonly merged: number;
}

function lineOf(
  store: BenchStore,
  when: string,
  { floor, changed, painted, clockError, merged }: Probes,
  budget: { readonly p50?: number; readonly p99: number },
  more: object,
): Line {
  const over = (share: number): number => percentile(painted, share) - percentile(floor, share);
  const limits = [...(budget.p50 === undefined ? [] : [`p50 + ${budget.p50} ms`]), `p99 + ${budget.p99} ms`];
  return {
    what: `commit -> painted, ${KEYS / 1000}k keys ${when}, ${store.name}`,
    floor: `p50 ${ms(percentile(floor, 0.5))}, p99 ${ms(percentile(floor, 0.99))} (bare watcher)`,
    measured: `p50 ${ms(percentile(painted, 0.5))}, p99 ${ms(percentile(painted, 0.99))} (DOM changed p50 ${ms(percentile(changed, 0.5))})`,
    compared: `p50 + ${ms(over(0.5))}, p99 + ${ms(over(0.99))}`,
    budget: limits.join(', '),
    kept: (budget.p50 === undefined || over(0.5) <= budget.p50) && over(0.99) <= budget.p99,
    details: { ...told({ floor, changed, painted }), clockErrorMs: rounded(clockError), merged, ...more },
  };
}

const told = ({ floor, changed, painted }: Pick<Probes, 'floor' | 'changed' | 'painted'>) => ({
  floor: summary(floor),
  domChanged: summary(changed),
  painted: summary(painted),
});

/** Writes the probe key again and again, and joins what watcher and page have seen of it. */
async function probeOften(
  store: BenchStore,
  page: Page,
  probe: string,
  name: string,
  seen: ReadonlyMap<string, number>,
  series: Series,
): Promise<Probes> {
  const before = await clockOffset(page);
  await page.evaluate(() => {
    (globalThis as unknown as Observed).benchPainted.length = 0;
  });
  const sent = new Map<string, number>();
  for (let i = 0; i < series.probes; i++) {
    const value = fiftyBytes(`${name} ${i}`);
    sent.set(value, performance.now());
    await store.put(probe, value);
    await new Promise((resolve) => setTimeout(resolve, series.leastMs + Math.random() * (series.mostMs - series.leastMs)));
  }
  const last = [...sent.keys()].at(-1) ?? '';
  await page.waitForFunction((text) => (globalThis as unknown as Observed).benchPainted.some((one) => one.text === text && one.painted > 0), last);
  const after = await clockOffset(page);
  const clock = before.error < after.error ? before : after;
  const observed = await page.evaluate(() => (globalThis as unknown as Observed).benchPainted);

  const order = [...sent.keys()];
  const byText = new Map(observed.map((one) => [one.text, one]));
  const floor: number[] = [];
  const changed: number[] = [];
  const painted: number[] = [];
  let merged = 0;
  order.forEach((value, index) => {
    const at = sent.get(value) ?? 0;
    const watcher = order.slice(index).find((later) => seen.has(later));
    const shown = order.slice(index).find((later) => byText.has(later));
    const row = byText.get(shown ?? '');
    if (watcher === undefined || row === undefined) throw new Error(`the commit ${value} was not seen by everybody`);
    if (shown !== value) merged++;
    floor.push((seen.get(watcher) ?? 0) - at);
    changed.push(row.changed - clock.offset - at);
    painted.push(row.painted - clock.offset - at);
  });
  return { floor, changed, painted, clockError: Math.max(clock.error, Math.abs(before.offset - after.offset)), merged };
}

/** Notes in the page when the row's text changes, and when the second frame after that begins. */
const observe = (page: Page, key: string): Promise<void> =>
  page.evaluate((dataKey) => {
    const noted: Painted[] = [];
    Object.assign(globalThis, { benchPainted: noted });
    const find = (): string => document.querySelector(`[role="treeitem"][data-key=${JSON.stringify(dataKey)}] .tree-value`)?.textContent ?? '';
    let last = find();
    const observer = new MutationObserver(() => {
      const text = find();
      if (text === last) return;
      last = text;
      const one: Painted = { text, changed: performance.now(), painted: 0 };
      noted.push(one);
      requestAnimationFrame(() => requestAnimationFrame(() => (one.painted = performance.now())));
    });
    const tree = document.querySelector('[role="tree"]');
    if (tree === null) throw new Error('there is no tree');
    observer.observe(tree, { subtree: true, childList: true, characterData: true });
  }, key);

/** What a change of nothing but one text costs by the same two frames, in the same window: the part of it that is the screen's. */
const bareDoubleFrame = async (page: Page): Promise<ReturnType<typeof summary>> => {
  const took = await page.evaluate(async () => {
    const dot = document.createElement('span');
    dot.style.cssText = 'position:fixed;left:0;top:0;font-size:8px';
    document.body.append(dot);
    const all: number[] = [];
    for (let i = 0; i < 60; i++) {
      await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 30));
      const begun = performance.now();
      dot.textContent = String(i);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      all.push(performance.now() - begun);
    }
    dot.remove();
    return all;
  });
  return summary(took);
};
