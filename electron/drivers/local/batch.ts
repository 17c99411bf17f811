/** Group commit: plans that wait together are evaluated each on top of those before it, and written together. Pure. */
import { ok, type Result } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import { changedKey } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import type { Plan, Receipt } from '../../../shared/model/plan';
import { transactionLine, type Transaction } from './format';
import type { History } from './history';
import { evaluate } from './plan';

/** A write takes plans up to this size together; a larger plan goes alone. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** A plan and whoever waits for its answer. */
export interface Waiting {
  readonly plan: Plan;
  settle(result: Result<Receipt>): void;
}

/** A plan's answer, to be given once `commit`, where there is one, is on the disk. */
export interface Prepared {
  readonly waiting: Waiting;
  readonly result: Result<Receipt>;
  readonly commit?: { readonly transaction: Transaction; readonly bytes: Uint8Array };
}

/** Evaluates plans from the head of the queue, as many as go into one write. */
export function prepareBatch(queue: readonly Waiting[], history: History, time: number): Prepared[] {
  const ahead = new Map<Key, Entry | undefined>();
  const lookUp = (key: Key): Entry | undefined => (ahead.has(key) ? ahead.get(key) : history.entries.get(key));
  const settled = history.revision;
  const batch: Prepared[] = [];
  let at = settled;
  let previous = history.sum;
  let size = 0;
  for (const waiting of queue) {
    if (size > MAX_BATCH_BYTES) break;
    const evaluated = evaluate(waiting.plan, lookUp, at + 1n, time);
    if (!evaluated.ok) {
      batch.push({ waiting, result: evaluated });
      continue;
    }
    const { changes, inverse } = evaluated.value;
    if (changes.length === 0) {
      batch.push({ waiting, result: ok({ at, inverse, warnings: [] }) });
      continue;
    }
    at += 1n;
    const { sum, bytes } = transactionLine(previous, { revision: at, time, settled, changes });
    previous = sum;
    size += bytes.length;
    for (const change of changes) ahead.set(changedKey(change), change.kind === 'put' ? change.entry : undefined);
    const transaction = { revision: at, time, changes, sum, length: bytes.length };
    batch.push({ waiting, result: ok({ at, inverse, warnings: [] }), commit: { transaction, bytes } });
  }
  return batch;
}
