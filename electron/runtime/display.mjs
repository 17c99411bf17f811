// A display of our own where Linux has none. Xvfb is started directly: `xvfb-run` leaves both Xvfb and the app behind when it is
// ended. It runs in a process group of its own, so that Ctrl+C reaches the app first, and dies with the process that started it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onPath } from './paths.mjs';

/** The command and arguments that run a program so that it is ended when its parent dies, where the system can do that. */
export function boundToParent(command, args) {
  const setpriv = process.platform === 'linux' ? onPath('setpriv') : undefined;
  return setpriv ? [setpriv, ['--pdeathsig', 'TERM', command, ...args]] : [command, args];
}

/** An Xauthority file with one cookie for any display: only who can read it may open windows here or look at them. */
function writeAuthority(file) {
  const field = (data) => [Buffer.from([data.length >> 8, data.length & 0xff]), data];
  const anyAddress = Buffer.from([0xff, 0xff]);
  const empty = Buffer.alloc(0);
  const entry = [anyAddress, ...field(empty), ...field(empty), ...field(Buffer.from('MIT-MAGIC-COOKIE-1')), ...field(randomBytes(16))];
  writeFileSync(file, Buffer.concat(entry), { mode: 0o600 });
}

/** Nothing draws faster there than the processor does, and Chromium would try a GPU process three times before it sees that. */
const withoutGpu = ['--disable-gpu'];

/** Starts Xvfb on a free display: `{ env: { DISPLAY, XAUTHORITY }, switches, stop }`, switches being what Chromium is to be given. */
export async function startDisplay() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'flagscope-display-'));
  const authority = path.join(folder, 'authority');
  writeAuthority(authority);
  const screen = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-auth', authority];
  const [command, args] = boundToParent('Xvfb', screen);
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    // It was unref'd so as not to keep a process alive; now its end is waited for.
    child.ref();
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const number = await new Promise((resolve, reject) => {
      let complaint = '';
      child.stderr.on('data', (text) => {
        complaint += text;
      });
      child.on('error', reject);
      child.on('close', () => reject(new Error(`Xvfb did not start: ${complaint.trim()}`)));
      child.stdio[3].once('data', (text) => resolve(Number(text)));
    });
    child.stderr.resume();
    child.unref();
    child.stderr.unref();
    child.stdio[3].unref();
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, switches: withoutGpu, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
