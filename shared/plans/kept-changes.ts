/** Change sets as main keeps them for the window, source by source. */
import { z } from 'zod';
import type { Key } from '../model/key';
import { sourceIdSchema, type SourceId } from '../model/source';
import type { DraftKept } from '../model/value-draft';
import { intentionsSchema, type Intention } from './intention';

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
