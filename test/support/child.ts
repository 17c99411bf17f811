/** TypeScript programs that tests run in processes of their own. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { scratchFolder } from './process';

/**
 * Bundles a TypeScript program with everything it imports into one file that plain Node runs, and gives that file's path.
 * The folder goes with the test process. Packages that need files of their own at run time (etcd3) cannot be in it: what it requires
 * by name is found in this repository.
 */
export async function bundleForNode(entry: string): Promise<string> {
  const outDir = scratchFolder('bundle');
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { format: 'es', entryFileNames: 'program.mjs', codeSplitting: false } },
    },
  });
  return path.join(outDir, 'program.mjs');
}

/** A running program and the lines it writes. */
export interface Program {
  readonly pid: number;
  /** Lines written to stdout so far. */
  readonly lines: readonly string[];
  /** Resolves with the next line that has not been given out; rejects where the program ends before. */
  nextLine(): Promise<string>;
  /** Writes a line to its stdin. */
  tell(line: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended and all its output is in `lines`, to what it wrote to stderr. */
  readonly ended: Promise<string>;
}

/**
 * Runs a bundled program. It ends with this process if it ends itself when its stdin does. `maxFileBytes` is the length at which
 * the kernel refuses to let its files grow.
 */
export function runProgram(file: string, args: readonly string[], { maxFileBytes }: { maxFileBytes?: number } = {}): Program {
  const [command, commandArgs] =
    maxFileBytes === undefined
      ? [process.execPath, [file, ...args]]
      : ['/bin/sh', ['-c', 'ulimit -f "$0"; exec "$@"', String(Math.ceil(maxFileBytes / 512)), process.execPath, file, ...args]];
  const child = spawn(command, commandArgs, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_PATH: path.resolve('node_modules') } });
  const lines: string[] = [];
  let given = 0;
  let errors = '';
  let over = false;
  let wake = (): void => {};
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      over = true;
      wake();
      resolve(errors);
    });
  });
  return {
    pid: child.pid ?? -1,
    lines,
    ended,
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal) => void child.kill(signal),
    nextLine: async () => {
      while (given >= lines.length) {
        if (over) throw new Error(`the program ended without another line: ${errors}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return lines[given++] as string;
    },
  };
}
