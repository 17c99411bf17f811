/**
 * Frames of a subtree from one persistent recursive watch. The watch is set before the crawl, and every event only marks its
 * path dirty; dirty paths are read again after the crawl, so that nothing is lost, and the value shown is never older than
 * one shown before. ZooKeeper's changes arrive path by path: a transaction may be spread over several deltas.
 */
import { detail, fault, FaultError } from '../../../shared/fault';
import type { Entry, Stamp } from '../../../shared/model/entry';
import type { Change, Frame } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import { formatEndpoint } from '../../../shared/model/source';
import { SizeGuard } from '../size-guard';
import { admitTree } from './count';
import { Code, faultOfCode } from './faults';
import type { Link } from './link';
import { childOf, isWithin, parentOf } from './path';
import { isTooLong, readAll } from './reads';
import { entryOf, type NodeState, type ReadReply } from './replies';
import { encodeAddWatch, encodePath, encodeRemoveWatches, Op, type ReadOp } from './wire';

/** Dirty paths read for one delta; the rest waits for the next. */
const DELTA_PATHS = 4096;

export interface WatchRequest {
  readonly signal: AbortSignal;
  onReceived(count: number): void;
}

/** A live replica of one subtree, as far as it takes to tell changes: the stamps. */
export class SubtreeWatch {
  readonly #link: Link;
  readonly #root: Key;
  readonly #guard: SizeGuard;
  readonly #known = new Map<Key, Stamp>();
  readonly #dirty = new Set<Key>();
  #begun = false;
  #wake: () => void = () => {};
  #interrupt: () => void = () => {};
  /** Whether the server holds our watch. */
  watching = false;

  get watches(): number {
    return this.watching ? 1 : 0;
  }

  constructor(link: Link, root: Key, limits?: SizeLimits) {
    this.#link = link;
    this.#root = root;
    this.#guard = new SizeGuard(limits);
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
      await this.#orAbort(signal, this.#start());
      await this.#orAbort(signal, admitTree(this.#guard, this.#link, [this.#root]));
      let seq = 0;
      const entries = await this.#orAbort(signal, this.#crawl(onReceived));
      yield { kind: 'listing', seq, at: this.#link.zxid, entries };
      for (;;) {
        if (this.#dirty.size === 0) await this.#orAbort(signal, this.#event());
        const changes = await this.#orAbort(signal, this.#drain());
        if (changes.length > 0) yield { kind: 'delta', seq: ++seq, at: this.#link.zxid, changes };
      }
    } catch (error) {
      if (!signal.aborted && this.#link.fault?.code !== 'aborted') throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#end();
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

  async #start(): Promise<void> {
    const watch = this.#link.request(Op.addWatch, encodeAddWatch(this.#root));
    // a follower may be behind what an earlier link has seen
    const sync = this.#link.request(Op.sync, encodePath(this.#root));
    sync.catch(() => {});
    const { code } = await watch;
    if (code === Code.unimplemented) {
      const about = { endpoint: formatEndpoint(this.#link.endpoint), detail: detail('no-recursive-watch') };
      throw new FaultError(fault('not-supported', 'server-too-old', about));
    }
    if (code !== 0) throw new FaultError(this.#rootFault(code));
    this.watching = true;
    await sync;
  }

  /** Lets go of the watch; the link itself may live on. */
  #end(): void {
    this.#link.onEvent = () => {};
    this.#wake = () => {};
    if (!this.watching) return;
    this.watching = false;
    if (this.#link.fault === undefined) this.#link.request(Op.removeWatches, encodeRemoveWatches(this.#root)).catch(() => {});
  }

  #rootFault(code: number): FaultError['fault'] {
    const root = this.#root;
    if (code === Code.noNode) return fault('invalid', 'root-missing', { root });
    if (code === Code.noAuth) return fault('denied', 'root-denied', { root });
    return faultOfCode(code, root);
  }

  async #crawl(onReceived: (count: number) => void): Promise<Entry[]> {
    const entries: Entry[] = [];
    const queue: ReadOp[] = [{ kind: 'data', path: this.#root }];
    const onReply = (op: ReadOp, reply: ReadReply): void => {
      if (reply.kind === 'data') {
        this.#known.set(op.path, reply.node.stamp);
        const entry = entryOf(op.path, reply.node);
        entries.push(entry);
        this.#guard.take([entry]);
        if (reply.node.numChildren > 0) queue.push({ kind: 'children', path: op.path });
      } else if (reply.kind === 'children') {
        for (const name of reply.names) {
          const path = childOf(op.path, name);
          if (!isTooLong(path)) queue.push({ kind: 'data', path });
        }
      } else if (op.path === this.#root && op.kind === 'data') {
        throw new FaultError(this.#rootFault(reply.code));
      } else {
        this.#tolerate(reply.code, op.path);
      }
    };
    await readAll(this.#link, { queue, onReply, onBatch: () => onReceived(entries.length) });
    return entries;
  }

  /** Reads what events have marked, and tells what has changed. Paths marked meanwhile wait for the next time. */
  async #drain(): Promise<Change[]> {
    const changes: Change[] = [];
    const queue: ReadOp[] = [];
    for (const path of this.#dirty) {
      this.#dirty.delete(path);
      if (isWithin(path, this.#root) && !isTooLong(path)) queue.push({ kind: 'data', path });
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
      if (path !== this.#root && !this.#known.has(parent)) {
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
    changes.push({ kind: 'put', entry: entryOf(path, node) });
  }

  #markUnknown(parent: Key, names: readonly string[]): void {
    for (const name of names) {
      const path = childOf(parent, name);
      if (!this.#known.has(path)) this.#dirty.add(path);
    }
  }

  /** A node that is gone, or that we may not read any more. */
  #lose(path: Key, code: number, changes: Change[]): void {
    this.#tolerate(code, path);
    if (!this.#known.delete(path)) return;
    changes.push({ kind: 'delete', key: path });
    if (code !== Code.noAuth) return;
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
