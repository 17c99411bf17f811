/** The real app in a real Electron for the rows that are about its window. Nothing in the app knows of it: what is measured is the DOM. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { resolveElectron } from '../../electron/runtime/resolve.mjs';
import findElectron, { machineSwitches, ownDisplay } from '../support/electron-setup';
import { removeScratch, scratchFolder } from '../support/process';
import { sourceStatus } from '../support/tree';

/** The project's top folder: two above this file, and two above the bundle that it becomes part of. */
export const root = path.resolve(import.meta.dirname, '../..');

/** A running app. */
export interface BenchApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly pid: number;
  readonly userData: string;
  close(): Promise<void>;
}

let electron: Promise<unknown> | undefined;

/** Finds the Electron to use and a display, once; both end with this process. */
export async function prepareElectron(): Promise<void> {
  await (electron ??= findElectron().then(ownDisplay));
}

/** Starts the app on these sources (on the sandbox without any) and waits until the first one is live. */
export async function startApp(sources: readonly string[] = [], switches: readonly string[] = []): Promise<BenchApp> {
  await prepareElectron();
  const userData = scratchFolder('bench-profile');
  const app = await _electron.launch({
    args: [root, ...machineSwitches(), ...switches, `--user-data-dir=${userData}`, '--lang=en', ...sources],
    cwd: root,
    env: environment(),
  });
  const page = await app.firstWindow();
  await sourceStatus(page).filter({ hasText: /^Live/ }).waitFor({ timeout: 60_000 });
  await page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first().waitFor();
  return {
    app,
    page,
    pid: app.process().pid ?? -1,
    userData,
    close: async () => {
      await app.close();
      removeScratch(userData);
    },
  };
}

/** Our environment without what would make Electron plain Node. */
export function environment(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = process.env;
  return Object.fromEntries(Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Starts Electron directly, without a debugger at its side. */
export async function spawnElectron(args: readonly string[], more: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const { executable } = await resolveElectron();
  return spawn(executable, [...args], { cwd: root, env: { ...environment(), ...more }, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** What has to be added to a time of this process to get the page's `performance.now()`, and by how much it may be wrong (ms). */
export async function clockOffset(page: Page, rounds = 60): Promise<{ offset: number; error: number }> {
  let best = { offset: 0, error: Number.POSITIVE_INFINITY };
  for (let i = 0; i < rounds; i++) {
    const sent = performance.now();
    const there = await page.evaluate(() => performance.now());
    const back = performance.now();
    const error = (back - sent) / 2;
    if (error < best.error) best = { offset: there - (sent + back) / 2, error };
  }
  return best;
}

/** Frames of the window over this time, as requestAnimationFrame tells them. */
export const countFrames = (page: Page, forMs: number): Promise<{ fps: number; longestMs: number; p99Ms: number }> =>
  page.evaluate(
    (duration) =>
      new Promise<{ fps: number; longestMs: number; p99Ms: number }>((resolve) => {
        const gaps: number[] = [];
        let begun = 0;
        let last = 0;
        const step = (): void => {
          const now = performance.now();
          if (begun === 0) begun = now;
          else gaps.push(now - last);
          last = now;
          if (now - begun < duration) {
            requestAnimationFrame(step);
            return;
          }
          const sorted = gaps.toSorted((a, b) => a - b);
          resolve({
            fps: (gaps.length * 1000) / (now - begun),
            longestMs: sorted.at(-1) ?? 0,
            p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
          });
        };
        requestAnimationFrame(step);
      }),
    forMs,
  );

/** The delay of main's event loop while some work goes on, in ms. Each delay includes the 2 ms between two looks. */
export async function mainLoopDelay<T>(app: ElectronApplication, work: () => Promise<T>): Promise<{ result: T; p50: number; p99: number; max: number }> {
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    const histogram = monitorEventLoopDelay({ resolution: 2 });
    histogram.enable();
    Object.assign(globalThis, { benchLoopDelay: histogram });
  });
  const result = await work();
  const delay = await app.evaluate(() => {
    const { benchLoopDelay: histogram } = globalThis as unknown as { benchLoopDelay: import('node:perf_hooks').IntervalHistogram };
    histogram.disable();
    return { p50: histogram.percentile(50) / 1e6, p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 };
  });
  return { result, ...delay };
}
