/**
 * The journal: every change a session saw, old entry and new, before any coalescing. It lives in memory, bounded by count and
 * by bytes, oldest out first; it knows nothing from before the session opened.
 */
import { sizeOf, type Entry, type Revision } from '../../shared/model/entry';
import type { HistoryItem } from '../../shared/model/history';
import type { Key } from '../../shared/model/key';
import { pastEntry } from './key-history';

/** One change of one key. `before` or `after` is absent where the key did not or does not exist. */
export interface JournalItem {
  readonly key: Key;
  readonly before?: Entry;
  readonly after?: Entry;
  /** Revision of a deletion, where the store tells it. */
  readonly at?: Revision;
  /** It did not go: it can no longer be read. */
  readonly hidden?: boolean;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
}

export interface JournalLimits {
  readonly items: number;
  /** Bytes of keys and values, counted as if nothing were shared. */
  readonly bytes: number;
}

const defaultLimits: JournalLimits = { items: 20_000, bytes: 32 * 1024 * 1024 };

/** More than this nobody reads, and copying it to the window would take long. */
const MOST_SHOWN = 500;

const weight = ({ key, before, after }: JournalItem): number =>
  key.length * 2 + (before ? sizeOf(before) : 0) + (after ? sizeOf(after) : 0);

export class Journal {
  readonly #limits: JournalLimits;
  #items: JournalItem[] = [];
  /** Items before this index are dropped; the array is cut when they are the larger part. */
  #first = 0;
  #bytes = 0;
  #reach = 0;

  constructor(limits: JournalLimits = defaultLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#items.length - this.#first;
  }

  /** From this time on it holds every change; 0 where nothing was dropped yet. */
  get reach(): number {
    return this.#reach;
  }

  /** What was seen after a time, newest first. */
  *after(time: number): Generator<JournalItem> {
    for (let i = this.#items.length - 1; i >= this.#first; i--) {
      const item = this.#items[i];
      if (!item || item.seenAt <= time) return;
      yield item;
    }
  }

  /** The entry of a key that became current at a revision, if it was seen. */
  entryAt(key: Key, at: Revision): Entry | undefined {
    for (let i = this.#items.length - 1; i >= this.#first; i--) {
      const item = this.#items[i];
      if (item?.key !== key) continue;
      if (item.after?.stamp.modified === at) return item.after;
      if (item.before?.stamp.modified === at) return item.before;
    }
    return undefined;
  }

  /** Everything it holds, oldest first. */
  items(): readonly JournalItem[] {
    return this.#items.slice(this.#first);
  }

  add(item: JournalItem): void {
    this.#items.push(item);
    this.#bytes += weight(item);
    while (this.size > this.#limits.items || (this.#bytes > this.#limits.bytes && this.size > 0)) this.#dropOldest();
  }

  /** The latest changes of one key, newest first. */
  history(key: Key, most = MOST_SHOWN): HistoryItem[] {
    const found: HistoryItem[] = [];
    for (let i = this.#items.length - 1; i >= this.#first && found.length < most; i--) {
      const item = this.#items[i];
      if (item?.key !== key) continue;
      const at = item.after?.stamp.modified ?? item.at;
      found.push({
        kind: item.after ? 'put' : item.hidden ? 'denied' : 'delete',
        seenAt: item.seenAt,
        ...(at !== undefined && { at }),
        ...(item.after && { entry: pastEntry(item.after) }),
      });
    }
    return found;
  }

  #dropOldest(): void {
    const oldest = this.#items[this.#first];
    if (oldest) {
      this.#bytes -= weight(oldest);
      this.#reach = oldest.seenAt;
    }
    this.#first += 1;
    if (this.#first > 1024 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }
}
