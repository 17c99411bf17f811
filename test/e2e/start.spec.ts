/** `npm start` itself, as a script or a user in a terminal without a display meets it. */
import { spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');

interface Started {
  readonly child: ChildProcess;
  /** All that it wrote so far. */
  said(): { readonly stdout: string; readonly stderr: string };
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

type Start = (...args: string[]) => Started;

/** `start` runs start.mjs with no display in the environment, so that it has to bring its own. */
const test = base.extend<{ start: Start }>({
  start: async ({}, use, testInfo) => {
    const all: Started[] = [];
    await use((...args) => {
      const env = { ...process.env };
      for (const name of ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY']) delete env[name];
      const profile = `--user-data-dir=${testInfo.outputPath('user-data')}`;
      const child = spawn(process.execPath, ['electron/runtime/start.mjs', profile, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()));
      child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()));
      const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
      const started = { child, said: () => said, ended };
      all.push(started);
      return started;
    });
    for (const { child, ended } of all) {
      child.kill('SIGTERM');
      await ended;
    }
  },
});

/** Where the app can be reached for debugging: once it says so, it runs. */
async function debuggingPort({ said }: Started): Promise<number> {
  await expect.poll(() => said().stderr).toMatch(/DevTools listening on ws:/);
  return Number(/DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(said().stderr)?.[1]);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

test('hands its arguments on and gives back the exit code', async ({ start }) => {
  const started = start('zookeeper://');
  expect(await started.ended).toBe(2);
  expect(started.said().stdout).toBe('');
  expect(started.said().stderr).toContain('zookeeper');
});

test('ends the app when it is told to end', async ({ start }) => {
  const started = start('--remote-debugging-port=0');
  const port = await debuggingPort(started);
  expect(await accepts(port)).toBe(true);
  started.child.kill('SIGTERM');
  await started.ended;
  expect(await accepts(port)).toBe(false);
});

test('leaves no app behind when it is killed', async ({ start }) => {
  const started = start('--remote-debugging-port=0');
  const port = await debuggingPort(started);
  started.child.kill('SIGKILL');
  expect(await started.ended).toBe('SIGKILL');
  await expect.poll(() => accepts(port)).toBe(false);
});
