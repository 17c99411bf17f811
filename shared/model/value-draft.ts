/** Drafts: values that somebody has edited and not written yet, with what they were edited from. */
import { z } from 'zod';
import type { Stamp } from './entry';
import type { Key } from './key';
import { keySchema, stampSchema, valueSchema } from './plan';
import { sourceIdSchema, type SourceId } from './source';

export interface ValueDraft {
  readonly key: Key;
  readonly text: string;
  /** The version that it was edited from, and what that held. */
  readonly base: Stamp;
  readonly before: Uint8Array | null;
}

/** How long a draft lasts: over a restart, as long as the app runs (it may be a secret), or no longer than the window, where there is no room for it. */
export type DraftKept = 'lasting' | 'running' | 'window';

/** A draft as main keeps it. */
export interface KeptDraft extends ValueDraft {
  readonly sourceId: SourceId;
}

/** Checks a draft that came over IPC. */
export const keptDraftSchema: z.ZodType<KeptDraft> = z.object({
  sourceId: sourceIdSchema,
  key: keySchema,
  text: z.string().max(8 * 1024 * 1024),
  base: stampSchema,
  before: valueSchema,
}) as unknown as z.ZodType<KeptDraft>;
