import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDisplay } from '../../../electron/runtime/display.mjs';

const module = path.resolve(import.meta.dirname, '../../../electron/runtime/display.mjs');

/** True while a server takes connections for the display. */
function serves(display: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('a display of our own', { timeout: 30_000 }, () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('can be opened only with a cookie that nobody else may read, and leaves nothing behind', async () => {
    const display = await startDisplay();
    const { DISPLAY, XAUTHORITY } = display.env;
    expect(await serves(DISPLAY)).toBe(true);
    expect(statSync(XAUTHORITY).mode & 0o777).toBe(0o600);
    await display.stop();
    expect(await serves(DISPLAY)).toBe(false);
    expect(existsSync(path.dirname(XAUTHORITY))).toBe(false);
  });

  it('is had by two at once, each on its own', async () => {
    const displays = await Promise.all([startDisplay(), startDisplay()]);
    expect(new Set(displays.map(({ env }) => env.DISPLAY)).size).toBe(2);
    await Promise.all(displays.map((display) => display.stop()));
  });

  it('ends with the process that started it, even one that is killed', async () => {
    const script = `import(${JSON.stringify(module)}).then(async ({ startDisplay }) => { console.log((await startDisplay()).env.DISPLAY); setInterval(() => {}, 1e6); });`;
    const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(owner);
    const display = await new Promise<string>((resolve) => owner.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())));
    expect(await serves(display)).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(async () => expect(await serves(display)).toBe(false), { timeout: 20_000 });
  });
});
