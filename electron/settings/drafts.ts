/**
 * Drafts of values as main keeps them, so that a window that is loaded anew has them, and the next launch as well. Those of keys that
 * look secret stay in this process. Room is bounded: what does not fit is kept by the window alone, which is told.
 */
import { z } from 'zod';
import { sourceIdSchema, type SourceId } from '../../shared/model/source';
import type { DraftKept, KeptDraft } from '../../shared/model/value-draft';
import type { Key } from '../../shared/model/key';
import type { SettingsFile } from './file';

/** Most drafts that are kept. */
export const MOST_DRAFTS = 200;
/** Most bytes that all of them take, texts and what they were edited from. */
export const MOST_DRAFT_BYTES = 8 * 1024 * 1024;

const decimal = z.string().regex(/^\d{1,20}$/);

/** Drafts in their file: bytes in base64, revisions in decimal. */
export const draftsFileSchema = z.object({
  version: z.literal(1),
  drafts: z
    .array(
      z.object({
        sourceId: sourceIdSchema,
        key: z.string(),
        text: z.string(),
        base: z.object({ created: decimal, modified: decimal, version: z.number().int(), modifiedAt: z.number().optional() }),
        before: z.string().nullable(),
      }),
    )
    .max(MOST_DRAFTS),
});
export type DraftSettings = z.infer<typeof draftsFileSchema>;

/** Whether the value of a source's key is to be masked, by the rules in force. */
export type IsSecret = (sourceId: SourceId, key: Key) => boolean;

export class Drafts {
  readonly #file: SettingsFile<DraftSettings>;
  readonly #isSecret: IsSecret;
  /** By source and key, the latest last. */
  readonly #held = new Map<string, KeptDraft>();

  constructor(file: SettingsFile<DraftSettings>, isSecret: IsSecret) {
    this.#file = file;
    this.#isSecret = isSecret;
    for (const kept of file.value.drafts) this.#held.set(nameOf(kept.sourceId, kept.key), read(kept));
  }

  all(): readonly KeptDraft[] {
    return [...this.#held.values()];
  }

  /** Keeps a draft in the place of the last one of its key. */
  keep(draft: KeptDraft): DraftKept {
    const name = nameOf(draft.sourceId, draft.key);
    this.#held.delete(name);
    const held = this.all();
    const fits = held.length < MOST_DRAFTS && held.reduce((sum, other) => sum + sizeOf(other), sizeOf(draft)) <= MOST_DRAFT_BYTES;
    if (fits) this.#held.set(name, draft);
    this.#write();
    return !fits ? 'window' : this.#isSecret(draft.sourceId, draft.key) ? 'running' : 'lasting';
  }

  /** Forgets a draft that was written or given up. */
  drop(sourceId: SourceId, key: Key): void {
    if (this.#held.delete(nameOf(sourceId, key))) this.#write();
  }

  /** Forgets what belongs to sources that are not there any more, which nobody could come back to. */
  keepOnly(isThere: (sourceId: SourceId) => boolean): void {
    const gone = [...this.#held].filter(([, { sourceId }]) => !isThere(sourceId));
    for (const [name] of gone) this.#held.delete(name);
    if (gone.length > 0) this.#write();
  }

  /** The rules for secrets are others: the file holds what it may hold by them. */
  rulesChanged(): void {
    this.#write();
  }

  #write(): void {
    const lasting = this.all().filter(({ sourceId, key }) => !this.#isSecret(sourceId, key));
    this.#file.set({ version: 1, drafts: lasting.map(written) });
  }
}

const nameOf = (sourceId: SourceId, key: Key): string => `${sourceId} ${key}`;
const sizeOf = ({ key, text, before }: KeptDraft): number => key.length + 2 * text.length + (before?.length ?? 0);

const written = ({ sourceId, key, text, base, before }: KeptDraft): DraftSettings['drafts'][number] => ({
  sourceId,
  key,
  text,
  base: { ...base, created: String(base.created), modified: String(base.modified) },
  before: before === null ? null : Buffer.from(before).toString('base64'),
});

const read = ({ base: { created, modified, version, modifiedAt }, before, ...rest }: DraftSettings['drafts'][number]): KeptDraft => ({
  ...rest,
  base: { created: BigInt(created), modified: BigInt(modified), version, ...(modifiedAt !== undefined && { modifiedAt }) },
  before: before === null ? null : new Uint8Array(Buffer.from(before, 'base64')),
});
