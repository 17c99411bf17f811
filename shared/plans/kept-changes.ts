/** Change sets as main keeps them for the window, source by source. */
import { z } from 'zod';
import type { Key } from '../model/key';
import { sourceIdSchema, type SourceId } from '../model/source';
import type { DraftKept } from '../model/value-draft';
import { intentionsSchema, type Intention } from './intention';

/** Most bytes that all of them take: they are written as a whole with each change, and everything else waits. */
export const MOST_CHANGE_SET_BYTES = 2 * 1024 * 1024;

export interface KeptChanges {
  readonly sourceId: SourceId;
  /** In the order in which they are carried out. */
  readonly intentions: readonly Intention[];
  /** Changes that were among them and are not there any more: they held values of keys that look secret, and the app was restarted. */
  readonly lost: number;
}

/** What the window is told of them as it starts. */
export interface ToldChanges extends KeptChanges {
  readonly kept: DraftKept;
}

/** Checks collected changes that came over IPC; none of them forgets what is kept. */
export const keptChangesSchema: z.ZodType<KeptChanges> = z.object({ sourceId: sourceIdSchema, intentions: intentionsSchema, lost: z.number().int().min(0) });

/** Whether a change holds a value, or a part of one, of a key that is secret by this judgement. What is only moved or copied stays in the store. */
export function holdsSecret(intention: Intention, isSecret: (key: Key) => boolean): boolean {
  if (intention.kind === 'set') return intention.value !== null && isSecret(intention.key);
  return intention.kind === 'bulk' && intention.keys.some(isSecret);
}

const KEY_BYTES = 16;

/** About the bytes that changes take where they are kept. */
export function bytesOfChanges(intentions: readonly Intention[]): number {
  const valueOf = (value: Uint8Array | null): number => (value?.length ?? 0) * 1.4;
  return intentions.reduce((sum, intention) => {
    switch (intention.kind) {
      case 'set':
        return sum + 200 + 2 * intention.key.length + valueOf(intention.value);
      case 'delete':
        return sum + 200 + 2 * intention.key.length;
      case 'delete-subtree':
        return sum + 100 + 2 * intention.top.length;
      case 'rename':
        return sum + 100 + 2 * (intention.top.length + intention.name.length);
      case 'copy':
      case 'move':
        return sum + 100 + 2 * (intention.from.length + intention.to.length);
      case 'bulk': {
        const { change, keys } = intention;
        return keys.reduce((all, key) => all + KEY_BYTES + 2 * key.length, sum + (change.kind === 'value' ? valueOf(change.value) : 2 * (change.find.length + change.replacement.length)));
      }
    }
  }, 0);
}
