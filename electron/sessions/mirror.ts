/**
 * The mirror: what the store holds under a session's root, as the frames told it. After the first listing every frame, a
 * re-listing included, is answered by the changes it brought, so that nobody downstream ever has to start over.
 */
import { sameEntry, type Entry, type Revision } from '../../shared/model/entry';
import { applyFrame, changedKey, difference, emptyReplica, type Change, type Frame } from '../../shared/model/frame';
import { compareKeys, type Key } from '../../shared/model/key';

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
    const compare = keys.some((key) => NEEDS_BYTE_ORDER.test(key)) ? compareKeys : undefined;
    // most listings come sorted
    if (isSorted(keys, compare ?? compareText)) return [...entries.values()];
    return keys.sort(compare).map((key) => entries.get(key) as Entry);
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

/** Keys whose order as text, which the engine sorts by many times faster, may not be that of their bytes. */
const NEEDS_BYTE_ORDER = /[\ud800-\uffff]|\\x[0-9A-F]{2}/;

const compareText = (a: string, b: string): number => (a > b ? 1 : 0);

const isSorted = (keys: readonly Key[], compare: (a: Key, b: Key) => number): boolean =>
  keys.every((key, index) => index === 0 || compare(keys[index - 1] as Key, key) <= 0);
