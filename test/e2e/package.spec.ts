/** The packaged app: what is in it, how it is locked, and that it runs. Playwright's loader needs a fuse that ships off, so CDP drives it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium, expect, test as base, type Browser, type Page } from '@playwright/test';
import { z } from 'zod';
import { display, machineSwitches } from '../support/electron-setup';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { startZookeeper } from '../support/zookeeper';

const root = path.resolve(import.meta.dirname, '../..');
const output = path.join(root, 'dist/package-test');
const unpacked = path.join(output, 'linux-unpacked');
const executable = path.join(unpacked, 'flagscope');
/** How a fuse stands in the executable: a byte of text. */
const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);

async function debuggingAddress(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(new URL(found));
    });
    child.once('exit', (code) => reject(new Error(`the packaged app ended with ${code}: ${said}`)));
  });
}

/** True once the window has its page: Playwright would wait for ever for a target that is only just coming into being. */
async function hasPage(address: URL): Promise<boolean> {
  const answer = await fetch(`http://${address.host}/json/list`);
  const targets = z.array(z.object({ type: z.string(), url: z.string() })).parse(await answer.json());
  return targets.some(({ type, url }) => type === 'page' && url.startsWith('app://flagscope/'));
}

type Open = (...sources: string[]) => Promise<Page>;

/** `open` starts the packaged app on these sources and gives its window. */
const test = base.extend<{ open: Open }, { display: void }>({
  display,
  open: async ({}, use, testInfo) => {
    const children: ChildProcess[] = [];
    const browsers: Browser[] = [];
    await use(async (...sources) => {
      const profile = `--user-data-dir=${testInfo.outputPath('user-data')}`;
      const args = [...machineSwitches(), '--remote-debugging-port=0', profile, '--lang=en', ...sources];
      const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      children.push(child);
      const address = await debuggingAddress(child);
      await expect.poll(() => hasPage(address)).toBe(true);
      const browser = await chromium.connectOverCDP(address.href);
      browsers.push(browser);
      const page = browser.contexts()[0]?.pages()[0];
      if (!page) throw new Error('the packaged app shows no window');
      return page;
    });
    for (const browser of browsers) await browser.close();
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
  },
});

test.describe.configure({ mode: 'default' });

test.beforeAll(() => {
  test.setTimeout(180_000);
  rmSync(output, { recursive: true, force: true });
  const args = ['electron/runtime/package.mjs', `-c.directories.output=${output}`];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'pipe' });
});

test.afterAll(() => rmSync(output, { recursive: true, force: true }));

test('starts and shows the sandbox as a tree', async ({ open }) => {
  const page = await open();
  await expect(page.getByRole('tree', { name: 'Keys' }).getByRole('treeitem').first()).toBeVisible();
});

test('has everything inside that etcd needs', async ({ open }) => {
  const server = await startEtcd();
  try {
    const page = await open(`etcd://127.0.0.1:${server.port}/`);
    await expect(page.getByRole('status', { name: 'Source status' })).toContainText(/^Live/);
  } finally {
    await server.stop();
  }
});

test('has everything inside that ZooKeeper needs', async ({ open }) => {
  const server = await startZookeeper();
  try {
    const page = await open(`zookeeper://127.0.0.1:${server.port}/`);
    await expect(page.getByRole('status', { name: 'Source status' })).toContainText(/^Live/);
    await expect(page.locator('[role=treeitem][data-key="/zookeeper"]')).toBeVisible();
  } finally {
    await server.stop();
  }
});

test('simulates a rollout in its threads', async ({ open }) => {
  const server = await startEtcd();
  try {
    const flag = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', 25], ['off', 75]] } };
    await etcdClient(server.port).put('/flags', JSON.stringify({ flags: { checkout: flag } }));
    const page = await open(`etcd://127.0.0.1:${server.port}/`);
    await page.locator('[role=treeitem][data-key="/flags"]').click();
    await page.getByRole('tab', { name: 'Rollout' }).click();
    await expect(page.getByRole('table', { name: 'Who gets what' }).getByRole('row', { name: /^on true/ })).toContainText('2,501 users');
  } finally {
    await server.stop();
  }
});

test('has its fuses set', async () => {
  const wire = await getCurrentFuseWire(executable);
  const state = (fuse: FuseV1Options) => wire[fuse];
  for (const on of [
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
  ]) {
    expect(state(on), FuseV1Options[on]).toBe(ON);
  }
  for (const off of [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ]) {
    expect(state(off), FuseV1Options[off]).toBe(OFF);
  }
});

test('holds only what runs', () => {
  const files = listPackage(path.join(unpacked, 'resources/app.asar'), { isPack: false });
  expect(files).toContain('/dist/electron/main.cjs');
  expect(files).toContain('/dist/electron/preload.cjs');
  expect(files).toContain('/dist/renderer/index.html');
  const own = new Set(files.map((file) => file.split('/')[1]));
  expect([...own].sort()).toEqual(['dist', 'node_modules', 'package.json']);
  expect(files.filter((file) => /\.(map|tsx?|mts|cts|md)$|\/(test|tests|docs?|examples?)\//i.test(file))).toEqual([]);
  expect(files.filter((file) => /^\/node_modules\/(electron|react|vite|yargs|typescript)\//.test(file))).toEqual([]);
  expect(readdirSync(path.join(unpacked, 'resources'))).toEqual(['app.asar']);
});

test('carries its licence and a notice of every package in it', () => {
  expect(readFileSync(path.join(unpacked, 'LICENSE'), 'utf8')).toContain('MIT License');
  expect(existsSync(path.join(unpacked, 'LICENSES.chromium.html'))).toBe(true);
  const notices = readFileSync(path.join(unpacked, 'THIRD_PARTY_NOTICES'), 'utf8');
  const packed = listPackage(path.join(unpacked, 'resources/app.asar'), { isPack: false })
    .map((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  const bundled = ['react', 'react-dom', 'valtio', '@mantine/core', '@codemirror/view', '@fontsource-variable/inter', 'zod'];
  expect(packed).toContain('etcd3');
  for (const name of [...packed, ...bundled]) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
});
