/** A keystroke in the filter over 100k keys -> other rows in the document, by the keyboard event's own time stamp. */
import type { Page } from '@playwright/test';
import type { Line, Row } from '../report';
import { ms, percentile, summary } from '../stats';
import { benchKeys, fiftyBytes, startStore } from '../stores';
import { startApp } from '../window';

const KEYS = 100_000;
const BUDGET_MS = 16;
/** Typed letter by letter and taken back letter by letter; every letter changes what is marked or shown. */
const QUERIES = ['service-0421', 'key-0000', 'config 99 key', '0421/key-042117', 'vice-00 key-000'];
const PAUSE_MS = 60;

type Typed = { benchTyped: { pressed: number; changed: number }[] };

export const filter: Row = async () => {
  const store = await startStore('etcd');
  try {
    await store.create(benchKeys(KEYS), () => fiftyBytes('value'));
    const running = await startApp([store.sourceUrl()]);
    try {
      return [await measure(running.page)];
    } finally {
      await running.close();
    }
  } finally {
    await store.stop();
  }
};

async function measure(page: Page): Promise<Line> {
  await page.getByRole('searchbox', { name: 'Filter keys' }).click();
  await observe(page);
  const widening: number[] = [];
  const narrowing: number[] = [];
  for (const query of ['warm', ...QUERIES]) {
    const typed: number[] = [];
    const taken: number[] = [];
    for (const letter of query) {
      const took = await press(page, letter);
      if (took !== undefined) typed.push(took);
    }
    // the last one clears the field
    for (let i = 0; i < query.length; i++) {
      const took = await press(page, 'Backspace');
      if (took !== undefined) taken.push(took);
    }
    if (query === 'warm') continue;
    narrowing.push(...typed);
    widening.push(...taken);
  }
  const all = [...narrowing, ...widening];
  const p95 = percentile(all, 0.95);
  return {
    what: `keystroke in the filter -> rows changed, ${KEYS / 1000}k keys`,
    floor: '-',
    measured: `p50 ${ms(percentile(all, 0.5))}, p95 ${ms(p95)}`,
    compared: '-',
    budget: `p95 < ${BUDGET_MS} ms`,
    kept: p95 < BUDGET_MS,
    details: { all: summary(all), letters: summary(narrowing), backspaces: summary(widening) },
  };
}

/** Presses a key and gives the time until the rows had changed; undefined for a key that changes nothing in sight. */
async function press(page: Page, key: string): Promise<number | undefined> {
  await page.evaluate(() => {
    (globalThis as unknown as Typed).benchTyped.length = 0;
  });
  await page.keyboard.press(key === ' ' ? 'Space' : key);
  await page.waitForTimeout(PAUSE_MS);
  const [one] = await page.evaluate(() => (globalThis as unknown as Typed).benchTyped);
  return one === undefined || one.changed === 0 ? undefined : one.changed - one.pressed;
}

const observe = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const typed: { pressed: number; changed: number }[] = [];
    Object.assign(globalThis, { benchTyped: typed });
    addEventListener('keydown', (event) => typed.push({ pressed: event.timeStamp, changed: 0 }), { capture: true });
    // the tree goes and comes where nothing matches, so it is its host that is watched
    const host = document.querySelector('.tree-host');
    if (host === null) throw new Error('there is no tree');
    new MutationObserver(() => {
      const last = typed.at(-1);
      if (last !== undefined && last.changed === 0) last.changed = performance.now();
    }).observe(host, { subtree: true, childList: true, characterData: true, attributes: true });
  });
