/** A connection as the driver interface wants it: one link, its watches, and the roots that bound both. */
import { failed, fault, FaultError, ok, type Result } from '../../../shared/fault';
import type { AccessReading } from '../../../shared/model/access';
import type { Entry, Revision } from '../../../shared/model/entry';
import type { Denied } from '../../../shared/model/denied';
import type { Frame } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import type { AclEntry, Plan, Receipt } from '../../../shared/model/plan';
import type { Connection, Cost, LazyConnection, LazyRequest, NativeField, Reading, ResumePoint } from '../driver';
import { readAccess, readAcls } from './acl';
import { applyPlan } from './apply';
import { AwaitedRoots } from './awaited-roots';
import { BACKEND, Code, faultOfCode } from './faults';
import { LazyWatch } from './lazy-watch';
import type { Link } from './link';
import { keyFault, rootPath, withAncestors } from './path';
import { readBatch } from './reads';
import { entryOf, type Stat } from './replies';
import { tryRoot, tryWatch } from './trial';
import { SubtreeWatch, type WatchRequest } from './watch';
import { encodeCreate, Op } from './wire';

interface ConnectionOptions {
  readonly roots: readonly Key[];
  readonly server: string;
  /** `user:password`. */
  readonly login: string | undefined;
  readonly limits: SizeLimits | undefined;
  /** Present where it reads only as far as folders are opened. */
  readonly lazy: LazyRequest | undefined;
  readonly held: ReadonlyMap<Key, Entry> | undefined;
}

const noPast = failed(fault('not-supported', 'not-supported', { backend: BACKEND, detail: 'it keeps no past values' }));

/** One connection to a server: what is asked of it, within its roots. */
export class ZookeeperConnection implements Connection {
  readonly server: string;
  readonly #link: Link;
  readonly #roots: readonly Key[];
  readonly #login: string | undefined;
  readonly #watch: SubtreeWatch | LazyWatch;
  readonly #awaited: AwaitedRoots;

  constructor(link: Link, { roots, server, login, limits, lazy, held }: ConnectionOptions) {
    this.#link = link;
    this.#roots = roots;
    this.#login = login;
    this.server = server;
    this.#watch = lazy === undefined ? new SubtreeWatch(link, roots, { limits, held }) : new LazyWatch(link, roots, lazy);
    this.#awaited = new AwaitedRoots(link);
  }

  get lazy(): LazyConnection | undefined {
    return this.#watch instanceof LazyWatch ? this.#watch : undefined;
  }

  frames(request: WatchRequest): AsyncIterable<Frame> {
    return this.#watch.frames(request);
  }

  apply(plan: Plan): Promise<Result<Receipt>> {
    return asResult(applyPlan(this.#link, this.#roots, plan));
  }

  read(key: Key, at?: Revision): Promise<Result<Reading>> {
    return asResult(this.#read(key, at));
  }

  history(): Promise<Result<never>> {
    return Promise.resolve(noPast);
  }

  listAt(): Promise<Result<never>> {
    return Promise.resolve(noPast);
  }

  tryRoot(root: Key): Promise<Result<void>> {
    return asResult(tryRoot(this.#link, rootPath(root)));
  }

  tryWatch(root: Key): Promise<Result<void>> {
    return asResult(tryWatch(this.#link, rootPath(root)));
  }

  access(key: Key): Promise<Result<AccessReading>> {
    return asResult(this.#access(key));
  }

  acls(keys: readonly Key[]): Promise<ReadonlyMap<Key, readonly AclEntry[]>> {
    return readAcls(this.#link, keys);
  }

  createRoot(): Promise<Result<void>> {
    return asResult(this.#createRoot());
  }

  rootCreated(): Promise<void> {
    return this.#awaited.created(this.#watch.denied.told.missing ?? []);
  }

  cost(): Cost {
    return { ...this.#link.cost, watches: this.#watch.watches + this.#awaited.count };
  }

  resumePoint(): ResumePoint | undefined {
    const ticket = this.#link.ticket();
    return ticket.over ? undefined : ticket;
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  denied(): Denied {
    return this.#watch.denied.told;
  }

  isHidden(key: Key): boolean {
    return this.#watch.denied.hides(key);
  }

  async #read(key: Key, at: Revision | undefined): Promise<Result<Reading>> {
    if (at !== undefined) return noPast;
    const problem = keyFault(key, this.#roots);
    if (problem !== undefined) return failed(problem);
    const { replies } = await readBatch(this.#link, [{ kind: 'data', path: key }], { withStat: true });
    const reply = replies[0];
    const code = reply?.kind === 'error' ? reply.code : Code.noNode;
    this.#watch.noticed(key, reply?.kind === 'data' ? 0 : code);
    if (reply?.kind === 'data') return ok({ entry: entryOf(key, reply.node), native: reply.stat === undefined ? [] : nativeFields(reply.stat) });
    return code === Code.noNode ? ok({ entry: null, native: [] }) : failed(faultOfCode(code, key));
  }

  async #access(key: Key): Promise<Result<AccessReading>> {
    const problem = keyFault(key, this.#roots);
    if (problem !== undefined) return failed(problem);
    const access = await readAccess(this.#link, key, this.#login);
    // whoever may not see an ACL may not read the node either
    if (access.ok && access.value.notes.includes('acl-denied')) this.#watch.noticed(key, Code.noAuth);
    if (access.ok && access.value.notes.includes('missing')) this.#watch.noticed(key, Code.noNode);
    return access;
  }

  /** Level by level, and not as one multi: other clients may be creating the same parents. */
  async #createRoot(): Promise<Result<void>> {
    for (const path of new Set(this.#roots.flatMap(withAncestors))) {
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
