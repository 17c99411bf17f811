/** Intentions: what a person wants done, in their terms, before it is worked out which keys are written. */
import { z } from 'zod';
import type { Fault } from '../fault';
import type { Stamp } from '../model/entry';
import type { Key } from '../model/key';
import { baseSchema, keySchema, stampSchema, valueSchema, type Base } from '../model/plan';

/** How many values are changed at once: each becomes this one, or has a text in it replaced wherever it stands. */
export type BulkChange =
  | { readonly kind: 'value'; readonly value: Uint8Array | null }
  | { readonly kind: 'replace-text'; readonly find: string; readonly replacement: string };

/**
 * One wish. `base` is the state that its author saw: only `absent` creates, so that what somebody else has deleted is not brought back.
 * A subtree is the key itself and all that lies below it.
 */
export type Intention =
  | { readonly kind: 'set'; readonly key: Key; readonly value: Uint8Array | null; readonly base: Base }
  | { readonly kind: 'delete'; readonly key: Key; readonly base: Stamp }
  | { readonly kind: 'delete-subtree'; readonly top: Key }
  | { readonly kind: 'copy'; readonly from: Key; readonly to: Key }
  | { readonly kind: 'move'; readonly from: Key; readonly to: Key }
  /** A move to another last name, in the same place. */
  | { readonly kind: 'rename'; readonly top: Key; readonly name: string }
  | { readonly kind: 'bulk'; readonly keys: readonly Key[]; readonly change: BulkChange };

/** Intentions that are carried out one after another, and written together. */
export interface ChangeSet {
  /** What it does, in words for the audit and the Undo button. */
  readonly title: string;
  readonly reason: string;
  readonly intentions: readonly Intention[];
  /** It brings back what there was: of what was deleted since, nobody knows any more who was allowed to do what with it. */
  readonly restores?: boolean;
}

/** Why an intention cannot be carried out as it stands. */
export interface Problem {
  /** Index of the intention in its change set. */
  readonly intention: number;
  readonly fault: Fault;
}

const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), value: valueSchema }),
  z.object({ kind: z.literal('replace-text'), find: z.string().min(1), replacement: z.string() }),
]);

/** Check intentions that came over IPC or from a file, one kind each. */
export const intentionSchemas = [
  z.object({ kind: z.literal('set'), key: keySchema, value: valueSchema, base: baseSchema }),
  z.object({ kind: z.literal('delete'), key: keySchema, base: stampSchema }),
  z.object({ kind: z.literal('delete-subtree'), top: keySchema }),
  z.object({ kind: z.literal('copy'), from: keySchema, to: keySchema }),
  z.object({ kind: z.literal('move'), from: keySchema, to: keySchema }),
  z.object({ kind: z.literal('rename'), top: keySchema, name: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('bulk'), keys: z.array(keySchema).max(100_000), change: changeSchema }),
] as const;

/** Checks intentions in their order. */
export const intentionsSchema = z.array(z.discriminatedUnion('kind', [...intentionSchemas])).max(100_000) as unknown as z.ZodType<readonly Intention[]>;
