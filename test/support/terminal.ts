/** The app as a script or a person at a terminal runs it: arguments in; lines, and an exit code, out. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { resolveElectron } from '../../electron/runtime/resolve.mjs';
import { machineSwitches } from './electron-setup';

const root = path.resolve(import.meta.dirname, '../..');

export interface AtTerminal {
  readonly child: ChildProcess;
  /** All that it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Its exit code, or the signal that ended it, when its streams have ended too. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** Runs the present build with these arguments behind `--user-data-dir`. */
export async function runAtTerminal(userData: string, ...args: readonly string[]): Promise<AtTerminal> {
  const { executable } = await resolveElectron();
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  const all = [root, ...machineSwitches(), `--user-data-dir=${userData}`, ...args];
  const child = spawn(executable, all, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  return {
    child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
