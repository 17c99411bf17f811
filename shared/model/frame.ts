/**
 * Frames: what a driver's watch delivers. A listing, then deltas that chain by `seq` without a gap.
 * Main, renderer and tests hold the same replica because they apply frames by the one rule in {@link applyFrame}.
 */
import { sameEntry, sameStamp, type Entry, type Revision } from './entry';
import { sameBytes, type Key } from './key';

/** One key's new state. A delete carries the revision it happened at where the store tells it (ZooKeeper does not). */
export type Change =
  | { readonly kind: 'put'; readonly entry: Entry }
  | { readonly kind: 'delete'; readonly key: Key; readonly at?: Revision };

/** Everything under the roots at `at`. It replaces whatever was held before and starts the count again at `seq`. */
export interface Listing {
  readonly kind: 'listing';
  readonly seq: number;
  readonly at: Revision;
  readonly entries: readonly Entry[];
  /** Revision of the store before anything was read, where the listing is no single moment: what is newer happened while it was read. */
  readonly present?: Revision;
}

/** Changes since the frame numbered `seq - 1`. It may be empty: then it only says that the watch has caught up to `at`. */
export interface Delta {
  readonly kind: 'delta';
  readonly seq: number;
  readonly at: Revision;
  readonly changes: readonly Change[];
  /**
   * After a resume, until it is reached: the revision that the store had when the watch stood again. Changes up to it happened while
   * nobody watched. Absent on what was seen live.
   */
  readonly present?: Revision;
}

export type Frame = Listing | Delta;

/** A replica of the keys under a source's roots. */
export interface Replica {
  readonly entries: Map<Key, Entry>;
  /** Number of the last frame applied, -1 before the first. */
  seq: number;
  /** Revision of the last frame. It informs: ZooKeeper's is fuzzy and may repeat. */
  at: Revision;
}

/** A replica that has seen nothing yet. */
export const emptyReplica = (): Replica => ({ entries: new Map(), seq: -1, at: 0n });

/** Key that a change speaks of. */
export const changedKey = (change: Change): Key => (change.kind === 'put' ? change.entry.key : change.key);

/**
 * Applies a frame in place. Returns false, and changes nothing, when a delta does not follow the last frame:
 * the holder then has to ask for a listing.
 */
export function applyFrame(replica: Replica, frame: Frame): boolean {
  if (frame.kind === 'listing') {
    replica.entries.clear();
    for (const entry of frame.entries) replica.entries.set(entry.key, entry);
  } else {
    if (frame.seq !== replica.seq + 1) return false;
    for (const change of frame.changes) {
      if (change.kind === 'put') replica.entries.set(change.entry.key, change.entry);
      else replica.entries.delete(change.key);
    }
  }
  replica.seq = frame.seq;
  replica.at = frame.at;
  return true;
}

/**
 * The changes that turn one replica into another. A key that was deleted and created again gives a delete followed by
 * a put, so that nobody takes the new incarnation for an edit of the old. So does a key whose value or time is another under the
 * same stamp: it comes from a store that has taken the place of the one before.
 */
export function difference(before: ReadonlyMap<Key, Entry>, after: ReadonlyMap<Key, Entry>): Change[] {
  const changes: Change[] = [];
  for (const key of before.keys()) if (!after.has(key)) changes.push({ kind: 'delete', key });
  for (const [key, entry] of after) {
    const old = before.get(key);
    if (old && sameEntry(old, entry)) continue;
    if (old && isRecreation(old, entry)) changes.push({ kind: 'delete', key });
    changes.push({ kind: 'put', entry });
  }
  return changes;
}

const isRecreation = (old: Entry, entry: Entry): boolean =>
  old.stamp.created !== entry.stamp.created ||
  (sameStamp(old.stamp, entry.stamp) && (old.stamp.modifiedAt !== entry.stamp.modifiedAt || !sameBytes(old.value, entry.value)));
