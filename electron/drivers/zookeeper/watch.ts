/**
 * Frames of the roots' subtrees from one persistent recursive watch each. The watches are set before the crawl, and every event only marks its
 * path dirty; dirty paths are read again after the crawl, so that nothing is lost, and the value shown is never older than
 * one shown before. ZooKeeper's changes arrive path by path: a transaction may be spread over several deltas.
 */
import { fault, FaultError } from '../../../shared/fault';
import { sameEntry, type Entry, type Stamp } from '../../../shared/model/entry';
import type { Change, Frame } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import { SizeGuard } from '../size-guard';
import { admitTree } from './count';
import { DeniedNodes } from './denied';
import { Code, faultOfCode } from './faults';
import type { Link } from './link';
import { childOf, isWithin, parentOf } from './path';
import { isTooLong, readAll } from './reads';
import { entryOf, type NodeState, type ReadReply } from './replies';
import { StandingWatch } from './standing-watch';
import type { ReadOp } from './wire';

/** Dirty paths read for one delta; the rest waits for the next. */
const DELTA_PATHS = 4096;

/** Asks a watch for its frames. */
export interface WatchRequest {
  readonly signal: AbortSignal;
  onReceived(count: number): void;
}

export interface ListingTerms {
  readonly limits: SizeLimits | undefined;
  /** What is held of the roots already. */
  readonly held: ReadonlyMap<Key, Entry> | undefined;
}

/** A live replica of the roots' subtrees, as far as it takes to tell changes: the stamps. */
export class SubtreeWatch {
  readonly #link: Link;
  readonly #roots: readonly Key[];
  readonly #guard: SizeGuard;
  readonly #watch: StandingWatch;
  /** Until the listing has been made. */
  #held: ReadonlyMap<Key, Entry> | undefined;
  readonly #known = new Map<Key, Stamp>();
  readonly #dirty = new Set<Key>();
  readonly denied: DeniedNodes;
  #begun = false;
  #wake: () => void = () => {};
  #interrupt: () => void = () => {};

  constructor(link: Link, roots: readonly Key[], { limits, held }: ListingTerms) {
    this.#link = link;
    this.#roots = roots;
    this.#guard = new SizeGuard(limits);
    this.#held = held;
    this.#watch = new StandingWatch(link, roots);
    this.denied = new DeniedNodes(roots);
  }

  /** Watches of ours that the server holds. */
  get watches(): number {
    return this.#watch.count;
  }

  /** A read of this path has shown whether it can be read (0), is absent or is denied: what is news is looked at again. No event tells of ACLs. */
  noticed(path: Key, code: number): void {
    const expected = this.#known.has(path) ? 0 : this.denied.has(path) ? Code.noAuth : Code.noNode;
    if (code === expected) return;
    this.#dirty.add(path);
    this.#wake();
  }

  /** The listing, then deltas. Throws the link's fault when it ends; returns once the signal aborts or the link was closed. */
  async *frames({ signal, onReceived }: WatchRequest): AsyncGenerator<Frame, void, void> {
    if (this.#begun) throw new Error('the frames of a connection are asked for once');
    this.#begun = true;
    const onAbort = (): void => this.#interrupt();
    signal.addEventListener('abort', onAbort);
    void this.#link.lost.then(() => this.#wake());
    this.#link.onEvent = (path) => {
      this.#dirty.add(path);
      this.#wake();
    };
    try {
      await this.#orAbort(signal, this.#watch.set());
      await this.#orAbort(signal, admitTree(this.#guard, this.#link, this.#roots));
      let seq = 0;
      const present = this.#link.zxid;
      const entries = await this.#orAbort(signal, this.#crawl(onReceived));
      yield { kind: 'listing', seq, at: this.#link.zxid, entries, present };
      for (;;) {
        if (this.#dirty.size === 0) await this.#orAbort(signal, this.#event());
        const { told } = this.denied;
        const changes = await this.#orAbort(signal, this.#drain());
        if (changes.length > 0 || told !== this.denied.told) yield { kind: 'delta', seq: ++seq, at: this.#link.zxid, changes };
      }
    } catch (error) {
      if (!signal.aborted && this.#link.fault?.code !== 'aborted') throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#link.onEvent = () => {};
      this.#wake = () => {};
      this.#watch.end();
    }
  }

  /** The work's result; rejects at once when the signal aborts. A race against one lasting promise would grow it for ever. */
  #orAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => reject(new FaultError(fault('aborted', 'aborted')));
      if (signal.aborted) this.#interrupt();
      work.then(resolve, reject);
    });
  }

  /** Resolves when a path is dirty; rejects when the link has ended. */
  async #event(): Promise<void> {
    if (this.#link.fault === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#link.fault !== undefined) throw new FaultError(this.#link.fault);
  }

  async #crawl(onReceived: (count: number) => void): Promise<Entry[]> {
    const entries: Entry[] = [];
    const queue: ReadOp[] = this.#roots.map((path) => ({ kind: 'data', path }));
    const onReply = (op: ReadOp, reply: ReadReply): void => {
      if (reply.kind === 'data') {
        const entry = this.#heldOr(entryOf(op.path, reply.node));
        this.#known.set(entry.key, entry.stamp);
        entries.push(entry);
        this.#guard.take([entry]);
        if (reply.node.numChildren > 0) queue.push({ kind: 'children', path: op.path });
      } else if (reply.kind === 'children') {
        for (const name of reply.names) {
          const path = childOf(op.path, name);
          if (!isTooLong(path)) queue.push({ kind: 'data', path });
        }
      } else {
        this.#tolerate(reply.code, op.path);
        this.denied.miss(op.path, reply.code, true);
      }
    };
    await readAll(this.#link, { queue, onReply, onBatch: () => onReceived(entries.length), held: this.#held });
    this.#held = undefined;
    const { rootsFault } = this.denied;
    if (rootsFault !== undefined) throw new FaultError(rootsFault);
    return entries;
  }

  /** The entry that is held already where it is the same: what was just read is then garbage at once, not when it has grown old. */
  #heldOr(entry: Entry): Entry {
    const held = this.#held?.get(entry.key);
    return held !== undefined && sameEntry(held, entry) ? held : entry;
  }

  /** Reads what events have marked, and tells what has changed. Paths marked meanwhile wait for the next time. */
  async #drain(): Promise<Change[]> {
    const changes: Change[] = [];
    const queue: ReadOp[] = [];
    for (const path of this.#dirty) {
      this.#dirty.delete(path);
      if (this.#roots.some((root) => isWithin(path, root)) && !isTooLong(path)) queue.push({ kind: 'data', path });
      if (queue.length >= DELTA_PATHS) break;
    }
    const onReply = (op: ReadOp, reply: ReadReply): void => {
      if (reply.kind === 'data') this.#merge(op.path, reply.node, changes, queue);
      else if (reply.kind === 'children') this.#markUnknown(op.path, reply.names);
      else if (op.kind === 'data') this.#lose(op.path, reply.code, changes);
      else this.#tolerate(reply.code, op.path);
    };
    await readAll(this.#link, { queue, onReply });
    return changes;
  }

  #merge(path: Key, node: NodeState, changes: Change[], queue: ReadOp[]): void {
    const { stamp } = node;
    const known = this.#known.get(path);
    if (known === undefined) {
      const parent = parentOf(path);
      if (!this.#roots.includes(path) && !this.#known.has(parent)) {
        // a parent that is on its way, or that we may not read: its own reading decides
        this.#dirty.add(parent);
        return;
      }
      // children that were there unseen, because the parent could not be read before
      if (node.numChildren > 0) queue.push({ kind: 'children', path });
    } else if (known.created === stamp.created && known.modified >= stamp.modified) {
      return;
    } else if (known.created !== stamp.created) {
      changes.push({ kind: 'delete', key: path });
    }
    this.#known.set(path, stamp);
    this.denied.see(path);
    changes.push({ kind: 'put', entry: entryOf(path, node) });
  }

  #markUnknown(parent: Key, names: readonly string[]): void {
    for (const name of names) {
      const path = childOf(parent, name);
      if (!this.#known.has(path)) this.#dirty.add(path);
    }
  }

  /** A node that is gone, or that we may not read any more: then nothing below it can be followed either. */
  #lose(path: Key, code: number, changes: Change[]): void {
    this.#tolerate(code, path);
    this.denied.miss(path, code, this.#known.has(parentOf(path)));
    const { rootsFault } = this.denied;
    // roots that are all gone may come back, and are followed
    if (code === Code.noAuth && rootsFault !== undefined) throw new FaultError(rootsFault);
    if (!this.#known.delete(path)) return;
    changes.push({ kind: 'delete', key: path });
    if (code !== Code.noAuth) return;
    this.denied.deleteBelow(path);
    for (const key of [...this.#known.keys()]) {
      if (!isWithin(key, path)) continue;
      this.#known.delete(key);
      changes.push({ kind: 'delete', key });
    }
  }

  /** Passes over a node that has gone meanwhile or that we may not read; any other code is the end of the watch. */
  #tolerate(code: number, path: Key): void {
    if (code !== Code.noNode && code !== Code.noAuth) throw new FaultError(faultOfCode(code, path));
  }
}
