/** A connection as the driver interface wants it: one link, its one watch, and the root that bounds both. */
import { failed, fault, FaultError, ok, type Result } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { Frame } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import type { Plan, Receipt } from '../../../shared/model/plan';
import type { Connection, Cost, LazyConnection, LazyRequest, NativeField, Reading, ResumePoint } from '../driver';
import { applyPlan } from './apply';
import { BACKEND, Code, faultOfCode } from './faults';
import { LazyWatch } from './lazy-watch';
import type { Link } from './link';
import { keyFault, withAncestors } from './path';
import { readBatch } from './reads';
import { entryOf, type Stat } from './replies';
import { SubtreeWatch, type WatchRequest } from './watch';
import { encodeCreate, Op } from './wire';

/** How far a connection reads. */
interface Reach {
  readonly limits?: SizeLimits;
  readonly lazy?: LazyRequest;
}

export class ZookeeperConnection implements Connection {
  readonly server: string;
  readonly #link: Link;
  readonly #root: Key;
  readonly #watch: SubtreeWatch | LazyWatch;

  constructor(link: Link, root: Key, server: string, { limits, lazy }: Reach = {}) {
    this.#link = link;
    this.#root = root;
    this.server = server;
    this.#watch = lazy === undefined ? new SubtreeWatch(link, root, limits) : new LazyWatch(link, [root], lazy);
  }

  get lazy(): LazyConnection | undefined {
    return this.#watch instanceof LazyWatch ? this.#watch : undefined;
  }

  frames(request: WatchRequest): AsyncIterable<Frame> {
    return this.#watch.frames(request);
  }

  apply(plan: Plan): Promise<Result<Receipt>> {
    return asResult(applyPlan(this.#link, this.#root, plan));
  }

  read(key: Key, at?: Revision): Promise<Result<Reading>> {
    return asResult(this.#read(key, at));
  }

  createRoot(): Promise<Result<void>> {
    return asResult(this.#createRoot());
  }

  cost(): Cost {
    const { requests, bytesIn, bytesOut } = this.#link;
    return { requests, watches: this.#watch.watches, bytesIn, bytesOut };
  }

  resumePoint(): ResumePoint | undefined {
    const ticket = this.#link.ticket();
    return ticket.over ? undefined : ticket;
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  async #read(key: Key, at: Revision | undefined): Promise<Result<Reading>> {
    if (at !== undefined) return failed(fault('not-supported', 'not-supported', { backend: BACKEND, detail: 'it keeps no past values' }));
    const problem = keyFault(key, this.#root);
    if (problem !== undefined) return failed(problem);
    const { replies } = await readBatch(this.#link, [{ kind: 'data', path: key }], true);
    const reply = replies[0];
    if (reply?.kind === 'data') return ok({ entry: entryOf(key, reply.node), native: reply.stat === undefined ? [] : nativeFields(reply.stat) });
    const code = reply?.kind === 'error' ? reply.code : Code.noNode;
    return code === Code.noNode ? ok({ entry: null, native: [] }) : failed(faultOfCode(code, key));
  }

  /** Level by level, and not as one multi: other clients may be creating the same parents. */
  async #createRoot(): Promise<Result<void>> {
    for (const path of withAncestors(this.#root)) {
      const { code } = await this.#link.request(Op.create, encodeCreate(path, null));
      if (code !== 0 && code !== Code.nodeExists) return failed(faultOfCode(code, path));
    }
    return ok(undefined);
  }
}

async function asResult<T>(work: Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FaultError) return failed(error.fault);
    throw error;
  }
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
/** The farthest a Date goes; a server's clock may say anything. */
const MAX_TIME_MS = 8.64e15;
const time = (ms: number): string => (Math.abs(ms) <= MAX_TIME_MS ? new Date(ms).toISOString() : String(ms));

/** A Stat in ZooKeeper's own names. */
function nativeFields(stat: Stat): NativeField[] {
  return [
    { name: 'czxid', value: hex(stat.czxid) },
    { name: 'mzxid', value: hex(stat.mzxid) },
    { name: 'pzxid', value: hex(stat.pzxid) },
    { name: 'ctime', value: time(stat.ctime) },
    { name: 'mtime', value: time(stat.mtime) },
    { name: 'dataVersion', value: String(stat.version) },
    { name: 'cversion', value: String(stat.cversion) },
    { name: 'aversion', value: String(stat.aversion) },
    { name: 'ephemeralOwner', value: hex(stat.ephemeralOwner) },
    { name: 'dataLength', value: String(stat.dataLength) },
    { name: 'numChildren', value: String(stat.numChildren) },
  ];
}
