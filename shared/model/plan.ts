/** Plans: every write is one. A plan is previewed, guarded edit by edit, sent once, and answered by a receipt that can undo it. */
import { z } from 'zod';
import type { Fault } from '../fault';
import type { Entry, Revision, Stamp } from './entry';
import type { Key } from './key';

/** The state an edit was made from: it is refused when the store has moved on. */
export type Base = 'absent' | Stamp;

/** One entry of a znode's ACL: permission bits as ZooKeeper counts them, and whom they are for. */
export interface AclEntry {
  readonly bits: number;
  readonly scheme: string;
  readonly id: string;
}

/** What a key had beside its value when it was deleted, and gets back with it: etcd's lease (hex), a znode's ACL. */
export type Restore = { readonly lease: string } | { readonly acl: readonly AclEntry[] };

/**
 * One guarded edit of one key. A put on an absent base creates, with what `restore` holds. Another put keeps the entry's owner (lease,
 * ephemeral) and ACL. A check writes nothing and only guards.
 */
export type Edit =
  | { readonly kind: 'put'; readonly key: Key; readonly value: Uint8Array | null; readonly base: Base; readonly restore?: Restore }
  | { readonly kind: 'delete'; readonly key: Key; readonly base: Stamp }
  | { readonly kind: 'check'; readonly key: Key; readonly base: Base };

/** Edits applied together: one per key, in order, parents before children where the store has parents. */
export interface Plan {
  /** What the plan does, in words for the audit and the Undo button. */
  readonly title: string;
  readonly reason: string;
  readonly edits: readonly Edit[];
}

/** What an applied plan did beside what was asked for. */
export type PlanWarning =
  /**
   * Something that the guard could not prevent: under a version-only guard a recreated key was overwritten. `replaced` is what stood
   * there; absent where the store could not tell.
   */
  | { readonly kind: 'replaced-recreated'; readonly key: Key; readonly replaced?: Entry }
  /** What was deleted cannot be brought back as it was: it goes with a session, a lease that has ended, or an ACL that we may not see. */
  | { readonly kind: 'not-restorable'; readonly key: Key }
  /** The answer was lost; reading the keys back showed that the plan took effect. */
  | { readonly kind: 'confirmed-by-reading'; readonly key: Key }
  /** The plan was applied; the record of it that was to be written beside the data, at this key, was not, or nobody knows. */
  | { readonly kind: 'not-recorded-beside'; readonly key: Key; readonly fault: Fault };

/** The store's answer to an applied plan. */
export interface Receipt {
  readonly at: Revision;
  /** Takes the plan back, guarded by what the plan wrote. */
  readonly inverse: Plan;
  readonly warnings: readonly PlanWarning[];
}

const revisionSchema = z.bigint().nonnegative();
/** Checks a stamp that came over IPC. */
export const stampSchema = z.object({
  created: revisionSchema,
  modified: revisionSchema,
  version: z.number().int(),
  modifiedAt: z.number().optional(),
});
/** Checks a base that came over IPC. */
export const baseSchema = z.union([z.literal('absent'), stampSchema]);
/** Checks the length of a key that came over IPC. */
export const keySchema = z.string().max(2 * 1024 * 1024);
/** Checks a value that came over IPC. */
export const valueSchema = z.instanceof(Uint8Array).nullable();

/** Checks a plan that came over IPC. */
export const planSchema = z.object({
  title: z.string().max(500),
  reason: z.string().max(4000),
  edits: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('put'), key: keySchema, value: valueSchema, base: baseSchema }),
        z.object({ kind: z.literal('delete'), key: keySchema, base: stampSchema }),
        z.object({ kind: z.literal('check'), key: keySchema, base: baseSchema }),
      ]),
    )
    .min(1)
    .max(100_000),
}) as unknown as z.ZodType<Plan>;
