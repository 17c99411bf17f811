/** The book of sources: which there are and in which order, and what was connected to before. It is written at every change. */
import type { Source, SourceDraft, SourceId } from '../../shared/model/source';
import type { SettingsFile } from '../settings/file';
import { MOST_RECENTS, type SourcesSettings } from '../settings/settings';
import { sameTarget } from './source-list';

export class SourceBook {
  readonly #file: SettingsFile<SourcesSettings>;

  constructor(file: SettingsFile<SourcesSettings>) {
    this.#file = file;
  }

  get sources(): readonly Source[] {
    return this.#file.value.sources;
  }

  /** Keeps the list as it is now. */
  remember(sources: readonly Source[]): void {
    const { connected } = this.#file.value;
    const present = new Set(sources.map(({ id }) => id));
    this.#write({ sources: [...sources], connected: connected.filter((id) => present.has(id)) });
  }

  /** The source is live with what it names now. */
  noteConnected(id: SourceId): void {
    const { connected, sources } = this.#file.value;
    if (!connected.includes(id) && sources.some((source) => source.id === id)) this.#write({ connected: [...connected, id] });
  }

  /** The list no longer holds what this source names; it is remembered if it was ever connected to. */
  retire(source: Source): void {
    const { connected, recents } = this.#file.value;
    if (!connected.includes(source.id)) return;
    const { id, ...draft } = source;
    const others = recents.filter((recent) => !sameTarget(recent, draft));
    this.#write({ connected: connected.filter((other) => other !== id), recents: [draft, ...others].slice(0, MOST_RECENTS) });
  }

  /** The list holds again what was retired. */
  unretire(source: Source): void {
    const { connected, recents } = this.#file.value;
    const others = recents.filter((recent) => !sameTarget(recent, source));
    if (others.length < recents.length) this.#write({ connected: [...connected, source.id], recents: others });
  }

  /** What was connected to and is in the list no longer, the latest first. */
  recents(): readonly SourceDraft[] {
    const { recents, sources } = this.#file.value;
    return recents.filter((recent) => !sources.some((source) => sameTarget(source, recent)));
  }

  #write(change: Partial<SourcesSettings>): void {
    this.#file.set({ ...this.#file.value, ...change });
  }
}
