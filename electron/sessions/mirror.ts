/**
 * The mirror: what the store holds under a session's root, as the frames told it. After the first listing every frame, a
 * re-listing included, is answered by the changes it brought, so that nobody downstream ever has to start over.
 */
import { sameEntry, type Entry, type Revision } from '../../shared/model/entry';
import { applyFrame, changedKey, difference, emptyReplica, type Change, type Frame } from '../../shared/model/frame';
import { keyToBytes, type Key } from '../../shared/model/key';

/** A change with the entry it replaced. */
export interface SeenChange {
  readonly change: Change;
  readonly before?: Entry;
}

/** What a frame brought: the first listing, changes, or a gap that asks for a new listing. */
export type Taken =
  | { readonly kind: 'listed' }
  | { readonly kind: 'changed'; readonly seen: readonly SeenChange[] }
  | { readonly kind: 'gap' };

export class Mirror {
  #replica = emptyReplica();
  #listed = false;

  /** Whether a listing has come; before that the mirror says nothing about the store. */
  get listed(): boolean {
    return this.#listed;
  }

  get at(): Revision {
    return this.#replica.at;
  }

  get size(): number {
    return this.#replica.entries.size;
  }

  get entries(): ReadonlyMap<Key, Entry> {
    return this.#replica.entries;
  }

  get(key: Key): Entry | undefined {
    return this.#replica.entries.get(key);
  }

  take(frame: Frame): Taken {
    if (frame.kind === 'listing') {
      if (!this.#listed) {
        applyFrame(this.#replica, frame);
        this.#listed = true;
        return { kind: 'listed' };
      }
      const before = this.#replica.entries;
      this.#replica = emptyReplica();
      applyFrame(this.#replica, frame);
      return { kind: 'changed', seen: pairWithBefore(difference(before, this.#replica.entries), before) };
    }
    if (frame.seq !== this.#replica.seq + 1) return { kind: 'gap' };
    const seen = pairWithBefore(frame.changes, this.#replica.entries);
    applyFrame(this.#replica, frame);
    return { kind: 'changed', seen };
  }

  /** Every entry, in the order of the keys' bytes. */
  sorted(): Entry[] {
    const { entries } = this.#replica;
    const keys = [...entries.keys()];
    const rows = keys.some((key) => NEEDS_BYTE_ORDER.test(key)) ? new Map(keys.map((key) => [bytesAsText(key), entries.get(key) as Entry])) : entries;
    const orders = rows === entries ? keys : [...rows.keys()];
    // most listings come sorted
    if (isSorted(orders)) return [...rows.values()];
    return orders.sort().map((order) => rows.get(order) as Entry);
  }
}

/**
 * Changes with the entries they replace, in order; a key may come more than once. What changes nothing (an entry told again, an
 * absent key deleted) is left out: a fuzzy listing and a resumed watch both repeat themselves.
 */
function pairWithBefore(changes: readonly Change[], entries: ReadonlyMap<Key, Entry>): SeenChange[] {
  const latest = new Map<Key, Entry | undefined>();
  const seen: SeenChange[] = [];
  for (const change of changes) {
    const key = changedKey(change);
    const before = latest.has(key) ? latest.get(key) : entries.get(key);
    const after = change.kind === 'put' ? change.entry : undefined;
    if (before && after ? sameEntry(before, after) : before === after) continue;
    latest.set(key, after);
    seen.push(before ? { change, before } : { change });
  }
  return seen;
}

/** Keys whose order as text, which the engine sorts by many times faster than by a function, may not be that of their bytes. */
const NEEDS_BYTE_ORDER = /[\ud800-\uffff]|\\x[0-9A-F]{2}/;

/** A text whose order is that of the key's bytes: each of its characters stands for one. */
const bytesAsText = (key: Key): string => Buffer.from(keyToBytes(key)).toString('latin1');

const isSorted = (texts: readonly string[]): boolean => texts.every((text, index) => index === 0 || (texts[index - 1] as string) <= text);
