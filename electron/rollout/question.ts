/** One question to a thread of its own, which is ended with it: whatever takes too long holds nobody up. */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import type { Answer, ToThread } from './messages';

/** Asks the program of rollout-thread.ts. `late` is the fault when no answer came in time (milliseconds) or it was given up. */
export async function ask(
  program: string,
  question: ToThread,
  { signal, late, onProgress }: { readonly signal: AbortSignal; readonly late: Fault; readonly onProgress?: (bytes: number, of: number) => void },
): Promise<Result<Exclude<Answer, { kind: 'progress' | 'no-answer' }>>> {
  const thread = new Worker(await readFile(program, 'utf8'), { eval: true });
  try {
    return await new Promise((resolve) => {
      const fail = (detail: string): void => resolve(failed(fault('internal', 'internal', { detail })));
      thread.on('message', (answer: Answer) => {
        if (answer.kind === 'progress') onProgress?.(answer.bytes, answer.of);
        else if (answer.kind === 'no-answer') fail(answer.detail);
        else resolve(ok(answer));
      });
      thread.once('error', (error: Error) => fail(error.message));
      thread.once('exit', () => fail('it ended early'));
      const giveUp = (): void => resolve(failed(late));
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp);
      thread.postMessage(question);
    });
  } finally {
    await thread.terminate();
  }
}
