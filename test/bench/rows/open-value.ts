/** Opening a large value: from the click on its row until the editor has painted all of it, against a small one in the same window. */
import type { Page } from '@playwright/test';
import { row } from '../../support/tree';
import type { Line, Row } from '../report';
import { median, ms, percentile, summary } from '../stats';
import { startStore } from '../stores';
import { startApp } from '../window';

const ROUNDS = 20;
/** The first rounds warm the editor up. */
const WARM_UP = 4;
const LARGE_BYTES = 1024 * 1024;
const SMALL_BYTES = 100;
/**
 * What a megabyte costs beside what any value does: it is asked for, crosses two processes (some 10 ms), is decoded and parsed once for its
 * marks and its form (some 50 ms each on a slow core), and is put into the editor. Half of this would be felt as at once; all of it must not be felt as a wait.
 */
const BUDGET_MS = 250;

export const openValue: Row = async () => {
  const store = await startStore('etcd');
  try {
    const keys = { small: '/config/a-small', large: '/config/b-large' };
    await store.put(keys.small, jsonOf(SMALL_BYTES));
    await store.put(keys.large, jsonOf(LARGE_BYTES));
    const running = await startApp([store.sourceUrl(keys.small)]);
    try {
      return [await measure(running.page, keys)];
    } finally {
      await running.close();
    }
  } finally {
    await store.stop();
  }
};

async function measure(page: Page, keys: { readonly small: string; readonly large: string }): Promise<Line> {
  const [small, large]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, other] = [await opened(page, keys.large, LARGE_BYTES), await opened(page, keys.small, SMALL_BYTES)];
    if (round < WARM_UP) continue;
    large.push(one);
    small.push(other);
  }
  const over = median(large) - median(small);
  return {
    what: 'click on the row of a JSON value of 1 MB -> the editor has painted it, etcd',
    floor: `p50 ${ms(median(small))} (a value of ${SMALL_BYTES} bytes)`,
    measured: `p50 ${ms(median(large))}, p95 ${ms(percentile(large, 0.95))}`,
    compared: `+${ms(over)}`,
    budget: `p50 + ${BUDGET_MS} ms`,
    kept: over <= BUDGET_MS,
    details: { small: summary(small), large: summary(large) },
  };
}

/** Clicks a row, and tells how long after that the second frame begins in which the editor holds as many lines as the value has. */
async function opened(page: Page, key: string, bytes: number): Promise<number> {
  await page.evaluate((lines) => {
    const painted = new Promise<number>((resolve) => {
      let begun = 0;
      addEventListener('click', ({ timeStamp }) => (begun = timeStamp), { once: true, capture: true });
      const look = (): void => {
        const content = document.querySelector('.cm-content');
        const line = content?.querySelector('.cm-line')?.getBoundingClientRect().height ?? 0;
        const held = content && line > 0 ? Math.round(content.getBoundingClientRect().height / line) : 0;
        if (begun > 0 && Math.abs(held - lines) <= 2 + lines / 50) requestAnimationFrame(() => resolve(performance.now() - begun));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    Object.assign(globalThis, { benchOpened: painted });
  }, jsonOf(bytes).split('\n').length);
  await row(page, key).click();
  return page.evaluate(() => (globalThis as unknown as { benchOpened: Promise<number> }).benchOpened);
}

/** An indented JSON document of about so many bytes. */
function jsonOf(bytes: number): string {
  const entries: Record<string, unknown> = {};
  let size = 0;
  for (let i = 0; size < bytes - 60; i++) {
    entries[`service-${i}`] = { enabled: i % 2 === 0, rate: i };
    size += JSON.stringify({ [`service-${i}`]: entries[`service-${i}`] }, null, 2).length + 4;
  }
  return JSON.stringify(entries, null, 2);
}
