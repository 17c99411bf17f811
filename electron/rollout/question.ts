/** One question to a thread of its own, which is ended with it: whatever takes too long holds nobody up. */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import type { Answer, ToThread } from './messages';

/** How long something may take, in milliseconds, and what is said when it takes longer. */
export interface Limit {
  readonly ms: number;
  readonly late: Fault;
}

type Answered = Exclude<Answer, { kind: 'progress' | 'begun' | 'no-answer' }>;

export interface Asking<K extends Answered['kind']> {
  readonly question: ToThread;
  /** What kind of answer there is to it. */
  readonly answer: K;
  /** Of the answer, from when the thread has read its documents where it says so. */
  readonly limit?: Limit;
  /** Of starting the thread and reading its documents; only for questions whose thread says when it has. */
  readonly reading?: Limit;
  /** Who gives it up, and what is said then. */
  readonly given?: { readonly signal: AbortSignal; readonly up: Fault };
  readonly onProgress?: (bytes: number, of: number) => void;
}

/** Asks the program of rollout-thread.ts. */
export async function ask<K extends Answered['kind']>(program: string, { question, answer: kind, limit, reading, given, onProgress }: Asking<K>): Promise<Result<Extract<Answered, { kind: K }>>> {
  const thread = new Worker(await readFile(program, 'utf8'), { eval: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      const fail = (detail: string): void => resolve(failed(fault('internal', 'internal', { detail })));
      const wait = (of: Limit | undefined): void => {
        clearTimeout(timer);
        if (of !== undefined) timer = setTimeout(() => resolve(failed(of.late)), of.ms);
      };
      thread.on('message', (answer: Answer) => {
        if (answer.kind === 'progress') onProgress?.(answer.bytes, answer.of);
        else if (answer.kind === 'begun') wait(limit);
        else if (answer.kind === 'no-answer') fail(answer.detail);
        else if (answer.kind === kind) resolve(ok(answer as Extract<Answered, { kind: K }>));
        else fail(`${answer.kind} in place of ${kind}`);
      });
      thread.once('error', (error: Error) => fail(error.message));
      thread.once('exit', () => fail('it ended early'));
      const giveUp = (): void => void (given && resolve(failed(given.up)));
      if (given?.signal.aborted) giveUp();
      else given?.signal.addEventListener('abort', giveUp);
      wait(reading ?? limit);
      thread.postMessage(question);
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
