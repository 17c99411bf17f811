/**
 * The outbox: what one window's port is sent. Each source has a lane: one listing, then batches, never two on their way at once,
 * at most one a frame, the first change without waiting. What waits is kept coalesced, so a window that hangs costs main no
 * more than the tree's size.
 */
import type { PortMessage } from '../../shared/contract';
import { joinColumns, packChanges, packEntries, type EntryColumns } from '../../shared/model/columns';
import type { Entry, Revision } from '../../shared/model/entry';
import { changedKey, type Change } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { Mirror } from './mirror';

/** One frame of a screen. */
const FRAME_MS = 16;
const COALESCE_ABOVE = 8192;
/** Entries of a listing that are packed without letting anything else happen: a few milliseconds. */
const SLICE = 8192;

/** Takes messages to the window. */
export type Post = (message: PortMessage) => void;

/** Fewest changes that leave every key in the same state; a delete before a put stays, as a recreation. */
export function coalesce(changes: readonly Change[]): Change[] {
  const latest = new Map<Key, readonly Change[]>();
  for (const change of changes) {
    const key = changedKey(change);
    const earlier = latest.get(key)?.[0];
    // removed first, so that the map's order is that of the last change
    latest.delete(key);
    latest.set(key, change.kind === 'put' && earlier?.kind === 'delete' ? [earlier, change] : [change]);
  }
  return [...latest.values()].flat();
}

class Lane {
  readonly #post: Post;
  readonly #sourceId: SourceId;
  #listed = false;
  #underWay = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #pending: Change[] = [];
  #coalescedTo = 0;
  #at: Revision = 0n;
  #timer: NodeJS.Timeout | undefined;
  #packing: NodeJS.Immediate | undefined;

  constructor(sourceId: SourceId, post: Post) {
    this.#sourceId = sourceId;
    this.#post = post;
  }

  list(mirror: Mirror): void {
    if (this.#listed || !mirror.listed) return;
    this.#listed = true;
    this.#underWay = true;
    this.#pack(mirror.at, mirror.sorted(), []);
  }

  /** Packs a listing slice by slice. What changes meanwhile waits and follows it: the entries themselves never change. */
  #pack(at: Revision, entries: readonly Entry[], packed: EntryColumns[]): void {
    const from = packed.length * SLICE;
    packed.push(packEntries(entries.length <= SLICE ? entries : entries.slice(from, from + SLICE)));
    if (from + SLICE < entries.length) {
      this.#packing = setImmediate(() => this.#pack(at, entries, packed));
      return;
    }
    this.#packing = undefined;
    this.#sent();
    const [first] = packed;
    this.#post({ kind: 'listing', sourceId: this.#sourceId, at, entries: packed.length === 1 && first ? first : joinColumns(packed) });
  }

  add(changes: readonly Change[], at: Revision): void {
    if (!this.#listed || changes.length === 0) return;
    this.#at = at;
    for (const change of changes) this.#pending.push(change);
    if (this.#pending.length > COALESCE_ABOVE && this.#pending.length > this.#coalescedTo * 2) {
      this.#pending = coalesce(this.#pending);
      this.#coalescedTo = this.#pending.length;
    }
    this.#schedule();
  }

  acknowledge(): void {
    // meant for a lane of before, of a source that was replaced: nothing is on its way yet
    if (this.#packing) return;
    this.#underWay = false;
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#packing);
    this.#pending = [];
    this.#listed = false;
  }

  #schedule(): void {
    if (this.#underWay || this.#timer || this.#pending.length === 0) return;
    const wait = this.#sentAt + FRAME_MS - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = undefined;
    const changes = packChanges(this.#pending);
    this.#pending = [];
    this.#coalescedTo = 0;
    this.#sent();
    this.#post({ kind: 'batch', sourceId: this.#sourceId, at: this.#at, changes });
  }

  #sent(): void {
    this.#underWay = true;
    this.#sentAt = performance.now();
  }
}

export class Outbox {
  readonly #post: Post;
  readonly #lanes = new Map<SourceId, Lane>();
  #closed = false;

  constructor(post: Post) {
    this.#post = (message) => {
      if (!this.#closed) post(message);
    };
  }

  /** Sends something that needs no acknowledgement. */
  send(message: PortMessage): void {
    this.#post(message);
  }

  /** Sends a source's listing, once, as soon as its mirror has one. */
  list(sourceId: SourceId, mirror: Mirror): void {
    if (this.#closed) return;
    let lane = this.#lanes.get(sourceId);
    if (!lane) {
      lane = new Lane(sourceId, this.#post);
      this.#lanes.set(sourceId, lane);
    }
    lane.list(mirror);
  }

  changed(sourceId: SourceId, changes: readonly Change[], at: Revision): void {
    this.#lanes.get(sourceId)?.add(changes, at);
  }

  /** The window has taken the listing or batch on its way. */
  acknowledge(sourceId: SourceId): void {
    this.#lanes.get(sourceId)?.acknowledge();
  }

  forget(sourceId: SourceId): void {
    this.#lanes.get(sourceId)?.stop();
    this.#lanes.delete(sourceId);
  }

  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes.values()) lane.stop();
    this.#lanes.clear();
  }
}
