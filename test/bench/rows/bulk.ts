/** A file of 100k keys, imported through the review in the real app and taken back: how long main's event loop is held up meanwhile, and how long it takes. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { choosePath } from '../../support/sources';
import { runCommand } from '../../support/window';
import type { Line, Row } from '../report';
import { ms, rounded } from '../stats';
import { benchKeys, fiftyBytes, startStore, type BenchStore, type StoreName } from '../stores';
import { countFrames, mainLoopDelay, startApp, type BenchApp } from '../window';

const KEYS = 100_000;
/** Three frames that somebody may miss, beside the longest delay of the same app at rest: the machine and its collector have their share in both. */
const BUDGET_MS = 50;
const PATIENCE_MS = 90_000;

export const bulk: Row = async () => {
  const lines: Line[] = [];
  for (const name of ['ZooKeeper', 'etcd'] as const) {
    const store = await startStore(name);
    try {
      await store.create(['/config/service-0000/key-000000'], () => fiftyBytes('before'));
      lines.push(await measure(name, store));
    } finally {
      await store.stop();
    }
  }
  return lines;
};

interface Phase {
  readonly seconds: number;
  readonly loopP99: number;
  readonly loopMax: number;
}

async function measure(name: StoreName, store: BenchStore): Promise<Line> {
  const running = await startApp([store.sourceUrl()]);
  const { app, page, userData } = running;
  try {
    const file = path.join(userData, 'import.json');
    const keys = Object.fromEntries(benchKeys(KEYS).map((key) => [key.slice('/config'.length), fiftyBytes('imported')]));
    writeFileSync(file, JSON.stringify({ format: 'flagscope-keys', version: 1, keys }));
    await choosePath(app, file);
    const idle = await phase(running, () => countFrames(page, 4_000));
    const review = page.getByRole('dialog', { name: 'Review change' });
    const steps = page.getByRole('dialog', { name: 'Change in steps' });
    const importing = {
      compare: await phase(running, async () => {
        await runCommand(page, `Import keys from a file into ${await sourceName(page)}`);
        await page.getByRole('listbox', { name: 'Places' }).waitFor({ timeout: PATIENCE_MS });
      }),
      prepare: await phase(running, async () => {
        await page.getByRole('checkbox', { name: 'Choose all shown' }).click();
        await page.getByRole('button', { name: /^Promote → to/ }).click();
        await review.getByRole('listbox').or(review.locator('.review-rows')).first().waitFor({ timeout: PATIENCE_MS });
      }),
      stop: await phase(running, async () => {
        await review.getByRole('button', { name: 'Apply' }).click();
        await page.waitForFunction(() => Number(document.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow') ?? 0) > 5, undefined, { timeout: PATIENCE_MS });
        await steps.getByRole('button', { name: /^Stop/ }).click();
        await steps.getByRole('button', { name: 'Resume' }).waitFor({ timeout: PATIENCE_MS });
      }),
      rest: await phase(running, async () => {
        await steps.getByRole('button', { name: 'Resume' }).click();
        await steps.waitFor({ state: 'hidden', timeout: PATIENCE_MS });
      }),
    };
    const missing = await missingFrom(store);
    if (missing > 0) throw new Error(`${missing} keys have not arrived`);
    const undo = await phase(running, async () => {
      await page.getByRole('button', { name: 'Undo', exact: true }).click();
      await page.locator('.steps-chip').waitFor({ timeout: PATIENCE_MS });
      await page.locator('.steps-chip').waitFor({ state: 'detached', timeout: PATIENCE_MS });
    });
    const left = await missingFrom(store);
    if (left < KEYS) throw new Error(`${KEYS - left} keys were not taken back`);
    const phases = { ...importing, undo };
    const longest = Math.max(...Object.values(phases).map(({ loopMax }) => loopMax));
    const seconds = phases.stop.seconds + phases.rest.seconds;
    return {
      what: `import of ${KEYS / 1000}k keys through the review, stopped, resumed and taken back, ${name}`,
      floor: `${ms(idle.loopMax)} at most (idle)`,
      measured: `main held up ${ms(longest)} at most; ${phases.compare.seconds.toFixed(1)} s to compare, ${phases.prepare.seconds.toFixed(1)} s to prepare, ${seconds.toFixed(0)} s to write, ${undo.seconds.toFixed(0)} s to take back`,
      compared: `+${ms(longest - idle.loopMax)}`,
      budget: `+${BUDGET_MS} ms`,
      kept: longest - idle.loopMax < BUDGET_MS,
      details: { idle, ...phases },
    };
  } finally {
    await running.close();
  }
}

async function phase({ app }: BenchApp, work: () => Promise<unknown>): Promise<Phase> {
  const begun = performance.now();
  const { p99, max } = await mainLoopDelay(app, work);
  return { seconds: rounded((performance.now() - begun) / 1000), loopP99: rounded(p99), loopMax: rounded(max) };
}

const sourceName = async (page: Page): Promise<string> => (await page.locator('.source-name').allTextContents()).at(-1) ?? '';

async function missingFrom(store: BenchStore): Promise<number> {
  const held = await store.list();
  const wanted = fiftyBytes('imported');
  return benchKeys(KEYS).filter((key) => held.get(key) !== wanted).length;
}
