/** What a session can tell of the past: from its store where that keeps every revision and can be asked, otherwise from what it saw itself. */
import type { Connection } from '../drivers/driver';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { Entry, Revision } from '../../shared/model/entry';
import type { HistoryPage } from '../../shared/model/history';
import type { Key } from '../../shared/model/key';
import type { Moment } from '../../shared/model/past';
import type { Chronicle } from './chronicle';
import { mergeHistory } from './key-history';
import type { Mirror } from './mirror';
import { pastAt, type Past } from './past';
import type { Timeline } from './timeline';

/** Revisions in a page of a key's history. */
const HISTORY_PAGE = 100;

export interface LookBackOptions {
  readonly keepsRevisions: boolean;
  readonly mirror: Mirror;
  readonly chronicle: Chronicle;
  /** The connection, while it is live. */
  live(): Connection | undefined;
  /** When the first listing came. */
  since(): number | undefined;
}

export class LookBack {
  readonly #options: LookBackOptions;

  constructor(options: LookBackOptions) {
    this.#options = options;
  }

  /** When which revision was current. */
  get timeline(): Timeline {
    return this.#options.chronicle.timeline;
  }

  /** What was seen of a key, which costs the store nothing. A store that keeps its history loses none of it in an outage. */
  seen(key: Key): HistoryPage {
    const { chronicle, keepsRevisions } = this.#options;
    const since = this.#options.since();
    return {
      items: chronicle.journal.history(key),
      begins: 'watched',
      away: keepsRevisions ? [] : this.timeline.outages().toReversed(),
      ...(since !== undefined && { since }),
    };
  }

  /** The history of a key: every revision that the store still has, and what was seen. Of a store that keeps none, or while away, what was seen. */
  async history(key: Key, before?: Revision): Promise<Result<HistoryPage>> {
    const store = this.#store;
    if (!store) return ok(this.seen(key));
    const told = await store.history(key, { limit: HISTORY_PAGE, ...(before !== undefined && { before }) });
    if (!told.ok) return told;
    const { begins } = told.value;
    return ok({ items: mergeHistory(told.value, this.#options.chronicle.journal.history(key), before), away: [], ...(begins && { begins }) });
  }

  /** The entry of a key that was current at a revision; null where there was none. */
  async entryAt(key: Key, at: Revision): Promise<Result<Entry | null>> {
    const seen = this.#options.chronicle.journal.entryAt(key, at);
    if (seen) return ok(seen);
    const read = await this.#options.live()?.read(key, at);
    if (!read) return failed(fault('unreachable', 'not-live'));
    return read.ok ? ok(read.value.entry) : read;
  }

  /** Everything that the source held at a moment. */
  pastAt(moment: Moment, signal: AbortSignal): Promise<Result<Past>> {
    const { chronicle, mirror, keepsRevisions } = this.#options;
    return pastAt(moment, { store: this.#store, keepsRevisions, mirror, journal: chronicle.journal, timeline: chronicle.timeline }, signal);
  }

  get #store(): Connection | undefined {
    return this.#options.keepsRevisions ? this.#options.live() : undefined;
  }
}
