/** The real app in a real Electron, for Playwright: `launch` starts it with a profile of the test's own. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page, type TestInfo } from '@playwright/test';
import { test as base } from 'playwright-bdd';
import { display, machineSwitches } from './electron-setup';

export { expect } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');

export interface LaunchOptions {
  /** Arguments as a user types them: switches first, then source URLs. The language is English unless `--lang=` says otherwise. */
  readonly args?: readonly string[];
  /** A profile to start with instead of this test's own: that of an earlier launch, say. */
  readonly userData?: string;
  /** Starts in the language that was chosen in an earlier run: no switch says another one. */
  readonly chosenLanguage?: boolean;
  /** More environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A running app. */
export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  /** Ends it as a power cut does, by SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends it as its user does, and resolves when it is gone. */
  quit(): Promise<void>;
}

export type Launch = (options?: LaunchOptions) => Promise<Running>;

function environment(more: LaunchOptions['env']): Record<string, string> {
  const merged = { ...process.env, ELECTRON_RUN_AS_NODE: undefined, ...more };
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A running app and what the fixture has to know of it once its test is over. */
interface Started {
  readonly running: Running;
  readonly isGone: () => boolean;
}

async function start(options: LaunchOptions, testInfo: TestInfo): Promise<Started> {
  const userData = options.userData ?? testInfo.outputPath('user-data');
  mkdirSync(userData, { recursive: true });
  const args = options.args ?? [];
  const language = options.chosenLanguage === true || args.some((argument) => argument.startsWith('--lang=')) ? [] : ['--lang=en'];
  // Without executablePath: only so does Playwright put its loader in, and launches never hang.
  const app = await _electron.launch({
    args: [root, ...machineSwitches(), `--user-data-dir=${userData}`, ...language, ...args],
    cwd: root,
    env: environment(options.env),
  });
  const child = app.process();
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const gone = new Promise<void>((resolve) => {
    if (isGone()) resolve();
    else child.once('exit', () => resolve());
  });
  // without snapshots of the page: they cost an eighth of all the time there is, and a failure has its picture
  await app.context().tracing.start();
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  const quit = async () => {
    await app.close();
    await gone;
  };
  return { running: { app, page: await app.firstWindow(), userData, kill, quit }, isGone };
}

/** Keeps what a failure is understood by: a picture of the window and the trace. */
async function keepEvidence({ app, page }: Running, name: string, testInfo: TestInfo): Promise<void> {
  const trace = testInfo.outputPath(`${name}.zip`);
  await app.context().tracing.stop({ path: trace });
  await testInfo.attach(name, { path: trace });
  await testInfo.attach(`${name} window`, { body: await page.screenshot(), contentType: 'image/png' });
}

interface Fixtures {
  readonly launch: Launch;
}

/** The `test` of every spec and step; its `page` is the window of an app started without arguments. */
export const test = base.extend<Fixtures, { display: void }>({
  display,
  launch: async ({}, use, testInfo) => {
    const launched: Started[] = [];
    await use(async (options = {}) => {
      const started = await start(options, testInfo);
      launched.push(started);
      return started.running;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, { running, isGone }] of launched.entries()) {
      if (isGone()) continue;
      // A window that crashed cannot be pictured; the failure itself is what has to be reported.
      if (failed) await keepEvidence(running, `trace-${index + 1}`, testInfo).catch((error: unknown) => console.error(String(error)));
      await running.quit();
    }
    if (!failed) rmSync(testInfo.outputPath('user-data'), { recursive: true, force: true });
  },
  page: async ({ launch }, use) => {
    await use((await launch()).page);
  },
});
