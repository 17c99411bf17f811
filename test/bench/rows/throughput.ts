/** 10k changes a second for ten seconds: frames of the window, main's event loop, and whether every row is right in the end. */
import type { Page } from '@playwright/test';
import { startLoad } from '../load';
import type { Line, Row } from '../report';
import { rounded } from '../stats';
import { benchKeys, fiftyBytes, startStore, type BenchStore } from '../stores';
import { countFrames, mainLoopDelay, startApp } from '../window';

const KEYS = 10_000;
const RATE = 10_000;
const SECONDS = 10;
const TOGETHER = 128;
const BUDGET = { fps: 50, loopMs: 50 };

export const throughput: Row = async () => {
  const store = await startStore('etcd');
  try {
    await store.create(benchKeys(KEYS), () => fiftyBytes('value'));
    return [await measure(store)];
  } finally {
    await store.stop();
  }
};

async function measure(store: BenchStore): Promise<Line> {
  const running = await startApp([store.sourceUrl()]);
  try {
    const { app, page } = running;
    await expandAll(page);
    const idle = await mainLoopDelay(app, () => countFrames(page, 4_000));
    const load = startLoad({ store: store.name, port: store.port, keys: KEYS, spared: '', rate: RATE, seconds: SECONDS + 2, together: TOGETHER });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const busy = await mainLoopDelay(app, () => countFrames(page, (SECONDS - 1) * 1000));
    const done = await load.done;
    const wrong = await differences(page, await store.list());
    if (wrong.length > 0) throw new Error(`${wrong.length} rows are not as the store has them: ${wrong.slice(0, 3).join('; ')}`);
    const { fps, longestMs, p99Ms } = busy.result;
    return {
      what: `${Math.round(done.written / done.seconds)} changes/s for ${SECONDS} s in transactions of ${TOGETHER}, 10k keys open, etcd`,
      floor: `${idle.result.fps.toFixed(1)} fps, loop p99 ${idle.p99.toFixed(1)} ms (idle)`,
      measured: `${fps.toFixed(1)} fps, loop p99 ${busy.p99.toFixed(1)} ms, all ${KEYS} rows right`,
      compared: `${(fps / idle.result.fps).toFixed(2)} x of the frames`,
      budget: `>= ${BUDGET.fps} fps, loop p99 < ${BUDGET.loopMs} ms, rows right`,
      kept: fps >= BUDGET.fps && busy.p99 < BUDGET.loopMs,
      details: {
        load: done,
        idle: { ...idle.result, loopP50: rounded(idle.p50), loopP99: rounded(idle.p99), loopMax: rounded(idle.max) },
        busy: { fps, longestFrameMs: longestMs, p99FrameMs: p99Ms, loopP50: rounded(busy.p50), loopP99: rounded(busy.p99), loopMax: rounded(busy.max) },
        replayingDriver: 'not measured: it would need a door into the app that only the bench uses',
      },
    };
  } finally {
    await running.close();
  }
}

/** Opens every directory, as `*` does for all siblings. */
async function expandAll(page: Page): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Keys' });
  await tree.focus();
  await tree.press('Home');
  // the top row may be the root itself: then its children come first
  for (let level = 0; level < 3; level++) {
    await tree.press('*');
    await tree.press('ArrowDown');
  }
  await tree.press('Home');
  await page.waitForFunction((rows) => (document.querySelector('.tree-rows')?.clientHeight ?? 0) > rows * 20, KEYS);
}

/** Scrolls through the whole tree, and tells where a row is not what the store has. Waits for rows that are still on their way. */
async function differences(page: Page, wanted: ReadonlyMap<string, string>): Promise<string[]> {
  let wrong: string[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const shown = new Map(await readRows(page));
    wrong = [...wanted].filter(([key, value]) => shown.get(key) !== value).map(([key, value]) => `${key}: ${shown.get(key) ?? 'no row'}, not ${value}`);
    for (const key of shown.keys()) if (!wanted.has(key)) wrong.push(`${key}: not in the store`);
    if (wrong.length === 0) return wrong;
  }
  return wrong;
}

/** Keys and values of all rows that have a value, top to bottom. */
const readRows = (page: Page): Promise<[string, string][]> =>
  page.evaluate(async () => {
    const tree = document.querySelector('[role="tree"]');
    if (tree === null) throw new Error('there is no tree');
    const found = new Map<string, string>();
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let top = 0; ; top += tree.clientHeight) {
      tree.scrollTop = top;
      await frame();
      await frame();
      for (const row of tree.querySelectorAll('[role="treeitem"]')) {
        const value = row.querySelector('.tree-value');
        if (value !== null) found.set(row.getAttribute('data-key') ?? '', value.textContent ?? '');
      }
      if (top + tree.clientHeight >= tree.scrollHeight) break;
    }
    tree.scrollTop = 0;
    return [...found];
  });
