/**
 * Writes under way. A control stays busy until the store's own change has come back through the watch: an answer alone changes
 * nothing on the screen.
 */
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { Written } from '../../shared/plans/preview';
import { dataOf } from './data';
import { sources } from './state';

interface PendingWrite {
  readonly sourceId: SourceId;
  readonly written: readonly Written[];
  /** The store's answer, and what is to be done once its changes are in; undefined until it has come. */
  answer?: { readonly at: bigint; landed(): void };
}

const writes = new Set<PendingWrite>();

/** Marks the keys that are written as busy. */
export function beginWrite(sourceId: SourceId, written: readonly Written[]): PendingWrite {
  const write: PendingWrite = { sourceId, written };
  writes.add(write);
  sources[sourceId]?.busy.push(...written.map(({ key }) => key));
  return write;
}

/** The store has answered, at this revision; `landed` is called once the changes are in, which may have come before. */
export function answerWrite(write: PendingWrite, at: bigint, landed: () => void): void {
  write.answer = { at, landed };
  settleWrites(write.sourceId);
}

/** The write failed: nothing will come back. */
export const failWrite = (write: PendingWrite): void => release(write);

/** Looks which writes of a source have landed, after changes have come in. */
export function settleWrites(sourceId: SourceId): void {
  for (const write of writes) {
    const { answer } = write;
    if (write.sourceId !== sourceId || answer === undefined || !hasLanded(write, answer.at)) continue;
    release(write);
    answer.landed();
  }
}

/** Whether one key's write is under way. */
export const isBusy = (sourceId: SourceId, key: Key): boolean => sources[sourceId]?.busy.includes(key) ?? false;

function hasLanded(write: PendingWrite, at: bigint): boolean {
  const data = dataOf(write.sourceId);
  if (data === undefined) return true;
  return write.written.every(({ key, kind }) => {
    const stamp = data.stampOf(key);
    // written again or deleted by somebody else since: what was written will not be seen any more
    if (stamp === undefined) return kind !== 'created' || data.at >= at;
    return kind === 'deleted' ? stamp.created >= at : stamp.modified >= at;
  });
}

function release(write: PendingWrite): void {
  writes.delete(write);
  const state = sources[write.sourceId];
  if (state === undefined) return;
  for (const { key } of write.written) {
    const index = state.busy.indexOf(key);
    if (index >= 0) state.busy.splice(index, 1);
  }
}
