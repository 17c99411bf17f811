/** Child processes and scratch folders of tests: none outlives the test process, however that ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PREFIX = 'flagscope-test-';
const scratches = new Set<string>();
const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of scratches) fs.rmSync(folder, { recursive: true, force: true });
});

/** A new folder under the system's temporary one, removed with the test process at the latest. */
export function scratchFolder(name: string): string {
  sweep();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-${name}-`));
  scratches.add(folder);
  return folder;
}

/** Removes a scratch folder now. */
export function removeScratch(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  scratches.delete(folder);
}

let swept = false;

/** Removes what test processes that were killed have left behind. */
function sweep(): void {
  if (swept) return;
  swept = true;
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export interface RunningProcess {
  readonly pid: number | undefined;
  /** Null while it runs; then how it ended. */
  ended(): string | null;
  /** Stops it in its tracks, or lets it go on: it keeps its sockets and answers nothing meanwhile. */
  pause(on: boolean): void;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** The last of what it wrote. */
  log(): string;
}

/** The command's full path, or undefined where PATH has none. */
export function onPath(command: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, command);
    if (folder !== '' && fs.existsSync(candidate)) return candidate;
  }
  return undefined;
}

/** Starts a server whose output goes to `logFile`. */
export function run(command: string, args: readonly string[], logFile: string): RunningProcess {
  const output = fs.openSync(logFile, 'a');
  // the kernel ends the server when this process dies, even by SIGKILL
  const setpriv = onPath('setpriv');
  const [file, fileArgs] = setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]];
  const child = spawn(file, fileArgs, { stdio: ['ignore', output, output] });
  fs.closeSync(output);
  running.add(child);
  let end: string | null = null;
  const exited = new Promise<void>((resolve) => {
    const finish = (how: string): void => {
      end = how;
      running.delete(child);
      resolve();
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(signal ?? `exit code ${code}`));
  });
  return {
    pid: child.pid,
    ended: () => end,
    pause: (on) => void child.kill(on ? 'SIGSTOP' : 'SIGCONT'),
    end: async (signal) => {
      if (end === null) child.kill(signal);
      await exited;
    },
    log: () => fs.readFileSync(logFile, 'utf8').slice(-3000),
  };
}
