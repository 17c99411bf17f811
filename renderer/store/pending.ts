/**
 * Writes under way. A control stays busy until the store's own change has come back through the watch: an answer alone changes
 * nothing on the screen.
 */
import type { Key } from '../../shared/model/key';
import type { Edit, Receipt } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import { dataOf } from './data';
import { sources } from './state';

interface PendingWrite {
  readonly sourceId: SourceId;
  readonly keys: readonly Key[];
  readonly edits: readonly Edit[];
  /** Undefined until the store has answered. */
  receipt?: Receipt;
  readonly landed: (receipt: Receipt) => void;
}

const writes = new Set<PendingWrite>();

/** Marks the keys of a plan as busy. `landed` is called once, when the answer and the changes are both in. */
export function beginWrite(sourceId: SourceId, edits: readonly Edit[], landed: (receipt: Receipt) => void): PendingWrite {
  const write: PendingWrite = { sourceId, keys: edits.map((edit) => edit.key), edits, landed };
  writes.add(write);
  sources[sourceId]?.busy.push(...write.keys);
  return write;
}

/** The store has answered; the changes may have come in before. */
export function answerWrite(write: PendingWrite, receipt: Receipt): void {
  write.receipt = receipt;
  settleWrites(write.sourceId);
}

/** The write failed: nothing will come back. */
export const failWrite = (write: PendingWrite): void => release(write);

/** Looks which writes of a source have landed, after changes have come in. */
export function settleWrites(sourceId: SourceId): void {
  for (const write of writes) {
    const { receipt } = write;
    if (write.sourceId !== sourceId || receipt === undefined || !hasLanded(write, receipt.at)) continue;
    release(write);
    write.landed(receipt);
  }
}

/** Whether one key's write is under way. */
export const isBusy = (sourceId: SourceId, key: Key): boolean => sources[sourceId]?.busy.includes(key) ?? false;

function hasLanded(write: PendingWrite, at: bigint): boolean {
  const data = dataOf(write.sourceId);
  if (data === undefined) return true;
  return write.edits.every((edit) => {
    if (edit.kind === 'check') return true;
    const stamp = data.stampOf(edit.key);
    // written again or deleted by somebody else since: what was written will not be seen any more
    if (stamp === undefined) return edit.kind === 'delete' || edit.base !== 'absent' || data.at >= at;
    return edit.kind === 'put' ? stamp.modified >= at : stamp.created >= at;
  });
}

function release(write: PendingWrite): void {
  writes.delete(write);
  const state = sources[write.sourceId];
  if (state === undefined) return;
  for (const key of write.keys) {
    const index = state.busy.indexOf(key);
    if (index >= 0) state.busy.splice(index, 1);
  }
}
