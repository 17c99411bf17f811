/**
 * Changes that a person has collected and not written yet, as main keeps them: a window that is loaded anew has them, and the next launch as
 * well. Those that hold values of keys that look secret stay in this process; how many they were is kept. Room is bounded: what does not
 * fit is kept by the window alone, which is told.
 */
import { z } from 'zod';
import { sourceIdSchema, type SourceId } from '../../shared/model/source';
import type { DraftKept } from '../../shared/model/value-draft';
import { intentionsSchema, type Intention } from '../../shared/plans/intention';
import { bytesOfChanges, holdsSecret, MOST_CHANGE_SET_BYTES, type KeptChanges, type ToldChanges } from '../../shared/plans/kept-changes';
import { wasPromoted } from './promoted-secrets';
import type { IsSecret } from './drafts';
import type { SettingsFile } from './file';
import { tagged, untagged } from './tagged';

/** Change sets in their file. `of` names the store that they were made for. */
export const changeSetsFileSchema = z.object({
  version: z.literal(1),
  sets: z.array(z.object({ sourceId: sourceIdSchema, of: z.string(), lost: z.number().int().min(0), intentions: z.preprocess(untagged, intentionsSchema) })).max(1001),
});
export interface ChangeSetSettings {
  readonly version: 1;
  readonly sets: readonly (KeptChanges & { readonly of: string })[];
}

interface Held extends KeptChanges {
  readonly of: string;
}

export class ChangeSets {
  readonly #file: SettingsFile<ChangeSetSettings>;
  readonly #isSecret: IsSecret;
  readonly #storeOf: (sourceId: SourceId) => string | undefined;
  readonly #held = new Map<SourceId, Held>();

  /** `storeOf` names the store that a source is now: changes made for another one are not carried over. Undefined where there is no such source. */
  constructor(file: SettingsFile<ChangeSetSettings>, isSecret: IsSecret, storeOf: (sourceId: SourceId) => string | undefined) {
    this.#file = file;
    this.#isSecret = isSecret;
    this.#storeOf = storeOf;
    for (const kept of file.value.sets) this.#held.set(kept.sourceId, kept);
  }

  /** Those that belong to the stores that the sources are now, and how long each lasts. */
  all(): readonly ToldChanges[] {
    return [...this.#held.values()].flatMap(({ of, ...changes }) => (of === this.#storeOf(changes.sourceId) ? [{ ...changes, kept: this.#lasting(changes) }] : []));
  }

  /** Keeps what is collected for a source in the place of what was; nothing forgets it. */
  keep({ sourceId, intentions, lost }: KeptChanges): DraftKept {
    this.#held.delete(sourceId);
    const of = this.#storeOf(sourceId);
    if (of === undefined) return 'window';
    const some = intentions.length > 0 || lost > 0;
    const others = [...this.#held.values()].reduce((sum, held) => sum + bytesOfChanges(held.intentions), 0);
    const fits = others + bytesOfChanges(intentions) <= MOST_CHANGE_SET_BYTES;
    if (some && fits) this.#held.set(sourceId, { sourceId, intentions, lost, of });
    this.#write();
    return fits ? this.#lasting({ sourceId, intentions }) : 'window';
  }

  /** Forgets what belongs to sources that are not there any more, or are other stores now. */
  keepOnlyThere(): void {
    const gone = [...this.#held.values()].filter(({ sourceId, of }) => of !== this.#storeOf(sourceId));
    for (const { sourceId } of gone) this.#held.delete(sourceId);
    if (gone.length > 0) this.#write();
  }

  /** The rules for secrets are others: the file holds what it may hold by them. */
  rulesChanged(): void {
    this.#write();
  }

  #lasting({ sourceId, intentions }: Pick<KeptChanges, 'sourceId' | 'intentions'>): DraftKept {
    return intentions.some((intention) => this.#isHeldBack(sourceId, intention)) ? 'running' : 'lasting';
  }

  #isHeldBack(sourceId: SourceId, intention: Intention): boolean {
    return holdsSecret(intention, (key) => this.#isSecret(sourceId, key)) || (intention.kind === 'set' && wasPromoted(intention.key, intention.value));
  }

  #write(): void {
    const sets = [...this.#held.values()].map(({ intentions, lost, ...rest }) => {
      const lasting = intentions.filter((intention) => !this.#isHeldBack(rest.sourceId, intention));
      return { ...rest, lost: lost + intentions.length - lasting.length, intentions: tagged(lasting) as readonly Intention[] };
    });
    this.#file.set({ version: 1, sets });
  }
}
