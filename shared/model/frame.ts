/**
 * Frames: what a driver's watch delivers. A listing, then deltas that chain by `seq` without a gap.
 * Main, renderer and tests hold the same replica because they apply frames by the one rule in {@link applyFrame}.
 */
import { sameEntry, sameStamp, type Entry, type Revision } from './entry';
import { isInView, type Folder, type FolderNews, type FolderRule, type Folders } from './folder';
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
  /** All folders, where the source is read as far as it is opened: the entries are what is in view. */
  readonly folders?: readonly FolderNews[];
}

/** Changes since the frame numbered `seq - 1`. It may be empty: then it only says that the watch has caught up to `at`. */
export interface Delta {
  readonly kind: 'delta';
  readonly seq: number;
  readonly at: Revision;
  readonly changes: readonly Change[];
  /**
   * After a resume, on every frame until the whole watch has reached it: the revision that the store had when the watch stood again.
   * Changes up to it happened while nobody watched, later ones were seen live. A frame without it says that nothing more was missed.
   */
  readonly present?: Revision;
  readonly folders?: readonly FolderNews[];
}

/** What came into view or went out of it because its reader opened or closed a folder. The store has not changed. */
export interface View {
  readonly kind: 'view';
  readonly seq: number;
  readonly at: Revision;
  readonly shown: readonly Entry[];
  readonly hidden: readonly Key[];
  readonly folders: readonly FolderNews[];
}

/** What a watch tells of the store. */
export type StoreFrame = Listing | Delta;

export type Frame = StoreFrame | View;

/** A replica of the keys under a source's roots. */
export interface Replica {
  readonly entries: Map<Key, Entry>;
  /** Null where everything is in view. */
  folders: Map<Key, Folder> | null;
  /** Number of the last frame applied, -1 before the first. */
  seq: number;
  /** Revision of the last frame. It informs: ZooKeeper's is fuzzy and may repeat. */
  at: Revision;
}

/** A replica that has seen nothing yet. */
export const emptyReplica = (): Replica => ({ entries: new Map(), folders: null, seq: -1, at: 0n });

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
    replica.folders = frame.folders === undefined ? null : new Map();
  } else if (frame.seq !== replica.seq + 1) {
    return false;
  } else if (frame.kind === 'view') {
    for (const key of frame.hidden) replica.entries.delete(key);
    for (const entry of frame.shown) replica.entries.set(entry.key, entry);
  } else {
    for (const change of frame.changes) {
      if (change.kind === 'put') replica.entries.set(change.entry.key, change.entry);
      else replica.entries.delete(change.key);
    }
  }
  for (const { key, folder } of frame.folders ?? []) {
    if (folder === null) replica.folders?.delete(key);
    else replica.folders?.set(key, folder);
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

/** What differs between two replicas: changes where both look, and beside them what came into view or went out of it. */
export interface Difference {
  readonly changes: readonly Change[];
  readonly shown: readonly Entry[];
  readonly hidden: readonly Key[];
}

/** The difference between two replicas of which each sees what is in its folders only. */
export function differenceInView(before: Seen, after: Seen, rule: FolderRule): Difference {
  const all = difference(before.entries, after.entries);
  const changes: Change[] = [];
  const shown: Entry[] = [];
  const hidden: Key[] = [];
  for (const change of all) {
    const key = changedKey(change);
    if (change.kind === 'delete' && !after.entries.has(key) && !isInView(after.folders, rule, key)) hidden.push(key);
    else if (change.kind === 'put' && !before.entries.has(key) && !isInView(before.folders, rule, key)) shown.push(change.entry);
    else changes.push(change);
  }
  return { changes, shown, hidden };
}

interface Seen {
  readonly entries: ReadonlyMap<Key, Entry>;
  readonly folders: Folders | null;
}

const isRecreation = (old: Entry, entry: Entry): boolean =>
  old.stamp.created !== entry.stamp.created ||
  (sameStamp(old.stamp, entry.stamp) && (old.stamp.modifiedAt !== entry.stamp.modifiedAt || !sameBytes(old.value, entry.value)));
