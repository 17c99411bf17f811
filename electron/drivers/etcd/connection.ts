import { failed, fault, FaultError, ok, type Fault, type Result } from '../../../shared/fault';
import type { AccessReading } from '../../../shared/model/access';
import type { Entry, Revision } from '../../../shared/model/entry';
import type { Denied } from '../../../shared/model/denied';
import type { Frame } from '../../../shared/model/frame';
import type { HistoryRequest, KeyHistory } from '../../../shared/model/history';
import { canonicalKey, keyToBytes, type Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import type { Plan, Receipt } from '../../../shared/model/plan';
import { rootsText } from '../../../shared/model/roots';
import type { Connection, Cost, LazyConnection, Reading, ResumePoint } from '../driver';
import { readAccess } from './access';
import { BACKEND_NAME } from './capabilities';
import type { EtcdClient } from './client';
import { detailOf, isDenied, isLeaseGone, isRefusedWrite, isTooLargeToSend } from './faults';
import { historyOf, listAt } from './history';
import { endedLeases } from './leases';
import { admit, outcomeOf, restoredLease, transactionOf, withoutEnded } from './plan';
import { LazyFrames } from './lazy-frames';
import { insideRoots } from './range';
import { readKey } from './reading';
import { readableScope, scopeName, type Scope } from './scope';
import { framesOfRanges, type Reached } from './several-roots';
import { Watch, WatchCancelled } from './watch';

const WRITE_TIMEOUT_MS = 5_000;

interface ConnectionOptions {
  readonly server: string;
  readonly roots: readonly Key[];
  readonly scope: Scope;
  readonly limits: SizeLimits | undefined;
  /** Present where it reads only as far as folders are opened. */
  readonly lazy: LazyFrames | undefined;
  /** Whether we show a certificate of our own, which a server may take for a login. */
  readonly certificate: boolean;
  readonly resume: Reached | undefined;
  readonly signal: AbortSignal;
}

/** A connection to one member of an etcd cluster. It ends with its first fault. */
export class EtcdConnection implements Connection {
  readonly server: string;
  readonly #client: EtcdClient;
  readonly #roots: readonly Key[];
  readonly #limits: SizeLimits | undefined;
  readonly #signal: AbortSignal;
  readonly #certificate: boolean;
  readonly #lazy: LazyFrames | undefined;
  #scope: Scope;
  #reached: Reached | undefined;
  #watched = false;
  /** Ends the watch under way, for one of another scope or for good. */
  #round = new AbortController();

  constructor(client: EtcdClient, options: ConnectionOptions) {
    this.server = options.server;
    this.#client = client;
    this.#roots = options.roots;
    this.#limits = options.limits;
    this.#lazy = options.lazy;
    this.#certificate = options.certificate;
    this.#scope = options.scope;
    this.#reached = options.lazy === undefined ? options.resume : undefined;
    this.#signal = options.signal;
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#signal.aborted) this.#onAbort();
  }

  get lazy(): LazyConnection | undefined {
    return this.#lazy;
  }

  async *frames({ signal, onReceived }: { signal: AbortSignal; onReceived(count: number): void }): AsyncGenerator<Frame> {
    if (this.#watched) throw new Error('frames() is called once per connection');
    this.#watched = true;
    for (;;) {
      this.#round = new AbortController();
      try {
        if (this.#lazy !== undefined) return yield* this.#lazy.frames({ signal, onReceived });
        yield* framesOfRanges({
          client: this.#client,
          ranges: this.#scope.ranges,
          limits: this.#limits,
          resume: this.#reached,
          signal: AbortSignal.any([signal, this.#round.signal]),
          onReceived,
          onReached: (reached) => {
            this.#reached = reached;
          },
        });
      } catch (error) {
        if (!signal.aborted && this.#client.ended === undefined && (await this.#hasNewScope(error))) continue;
        const broken = this.#rootFault(error);
        if (signal.aborted || broken.code === 'aborted') return;
        if (broken.reason === 'store-replaced') this.#reached = undefined;
        throw new FaultError(broken);
      }
    }
  }

  /** Whether the watch ended because other keys may be read now: they are listed anew. */
  async #hasNewScope(error: unknown): Promise<boolean> {
    if (!this.#round.signal.aborted && isDenied(error)) await this.#rescope();
    const { aborted, reason } = this.#round.signal;
    if (aborted && reason instanceof FaultError) throw reason;
    return aborted;
  }

  /** Looks again what may be read, and watches that. */
  async #rescope(): Promise<void> {
    // folder by folder whole roots are watched, or none
    if (this.#lazy !== undefined) return;
    try {
      const scope = await readableScope(this.#client, this.#roots);
      if (scopeName(scope.ranges) === scopeName(this.#scope.ranges)) return;
      this.#scope = scope;
      this.#reached = undefined;
      this.#round.abort();
    } catch (error) {
      const broken = this.#rootFault(error);
      // anything else the watch notices by itself
      if (broken.code === 'denied') this.#round.abort(new FaultError(broken));
    }
  }

  async apply(plan: Plan): Promise<Result<Receipt>> {
    const admitted = admit(plan, this.#roots);
    if (!admitted.ok) return admitted;
    if (this.#client.ended) return failed(this.#client.ended);
    const leases = new Set(admitted.value.edits.flatMap((edit) => restoredLease(edit) ?? []));
    const { plan: possible, warnings } = withoutEnded(admitted.value, await endedLeases(this.#client, leases));
    const [gone] = warnings;
    if (gone && possible.edits.every(({ kind }) => kind === 'check')) return failed(fault('invalid', 'lease-gone', {}, { key: gone.key }));
    const sent = await this.#send(possible);
    return sent.ok ? ok({ ...sent.value, warnings: [...sent.value.warnings, ...warnings] }) : sent;
  }

  async #send(plan: Plan): Promise<Result<Receipt>> {
    const key = (plan.edits.find(({ kind }) => kind !== 'check') ?? plan.edits[0])?.key ?? '';
    try {
      const deadline = Date.now() + WRITE_TIMEOUT_MS;
      return outcomeOf(plan, await this.#client.kv.txn(transactionOf(plan), { deadline }));
    } catch (error) {
      if (error instanceof FaultError) return failed(error.fault);
      if (!isRefusedWrite(error)) return failed(fault('outcome-unknown', 'outcome-unknown', {}, { key }));
      if (isTooLargeToSend(error)) return failed(tooLargeForServer(plan, error));
      if (isLeaseGone(error)) return failed(fault('invalid', 'lease-gone', {}, { key: plan.edits.find((edit) => restoredLease(edit) !== undefined)?.key ?? key }));
      const refused = this.#client.faultOf(error, { key });
      if (refused.reason !== 'store-full' || (await this.#isUntouched(plan))) return failed(refused);
      return failed(fault('outcome-unknown', 'outcome-unknown-full', { endpoint: this.#client.endpoint }, { key }));
    }
  }

  /** Whether everything is still as the plan found it: a server whose quota runs out between taking a write and applying it applies it and refuses it. */
  async #isUntouched(plan: Plan): Promise<boolean> {
    try {
      return (await this.#client.kv.txn({ ...transactionOf(plan), success: [], failure: [] })).succeeded;
    } catch {
      return false;
    }
  }

  read(key: Key, at?: Revision): Promise<Result<Reading>> {
    return this.#ask(key, at, (bytes) => readKey(this.#client, bytes, at));
  }

  history(key: Key, request: HistoryRequest): Promise<Result<KeyHistory>> {
    return this.#ask(key, request.before, (bytes) => historyOf(this.#client, bytes, request));
  }

  async listAt(at: Revision, request: { signal: AbortSignal; onReceived(count: number): void }): Promise<Result<readonly Entry[]>> {
    try {
      return ok(await listAt(this.#client, this.#scope.ranges, at, { ...request, limits: this.#limits }));
    } catch (error) {
      return failed(this.#client.faultOf(error, { root: rootsText(this.#roots), revision: at }));
    }
  }

  /** Asks about one key, if it lies in the roots. */
  async #ask<T>(key: Key, at: Revision | undefined, work: (bytes: Buffer) => Promise<T>): Promise<Result<T>> {
    const canonical = canonicalKey(key);
    const bytes = Buffer.from(keyToBytes(canonical));
    if (!insideRoots(this.#roots, bytes)) return failed(fault('invalid', 'outside-root', { root: rootsText(this.#roots) }, { key: canonical }));
    if (bytes.length === 0) return failed(fault('invalid', 'invalid-key', { detail: 'it is empty' }, { key }));
    try {
      const answer = await work(bytes);
      if (!this.#scope.reads(bytes)) void this.#rescope();
      return ok(answer);
    } catch (error) {
      if (isDenied(error) && this.#scope.reads(bytes)) void this.#rescope();
      return failed(this.#client.faultOf(error, { key: canonical, ...(at === undefined ? {} : { revision: at }) }));
    }
  }

  tryRoot(root: Key): Promise<Result<void>> {
    return this.#try(root, async () => void (await readableScope(this.#client, [root])));
  }

  tryWatch(root: Key): Promise<Result<void>> {
    return this.#try(root, async () => {
      const { ranges } = await readableScope(this.#client, [root]);
      for (const range of ranges) (await Watch.open(this.#client, range, 0n)).close();
    });
  }

  async #try(root: Key, work: () => Promise<void>): Promise<Result<void>> {
    try {
      return ok(await work());
    } catch (error) {
      return failed(this.#rootFault(error, [root]));
    }
  }

  async access(key: Key): Promise<Result<AccessReading>> {
    const canonical = canonicalKey(key);
    try {
      const [reading] = await Promise.all([readAccess(this.#client, keyToBytes(canonical), this.#certificate), this.#rescope()]);
      return reading;
    } catch (error) {
      return failed(this.#client.faultOf(error, { key: canonical }));
    }
  }

  /** A prefix needs no creation: it is there as soon as a key is. */
  async createRoot(): Promise<Result<void>> {
    return ok(undefined);
  }

  denied(): Denied {
    return this.#scope.denied;
  }

  isHidden(key: Key): boolean {
    return !this.#scope.reads(keyToBytes(key));
  }

  cost(): Cost {
    return this.#client.cost();
  }

  resumePoint(): ResumePoint | undefined {
    return this.#reached;
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort);
    await this.#client.close();
  }

  readonly #onAbort = (): void => void this.close();

  #rootFault(error: unknown, roots = this.#roots): Fault {
    const cause = error instanceof WatchCancelled ? new Error(error.message) : error;
    return this.#client.faultOf(cause, { root: rootsText(roots) });
  }
}

/** The fault of a plan within etcd's defaults at a server that is set to take less. */
function tooLargeForServer({ edits }: Plan, error: unknown): Fault {
  const backend = BACKEND_NAME;
  if (/too many operations/.test(detailOf(error))) {
    return fault('too-large', 'plan-too-large', { size: edits.length, unit: 'edits', backend, limit: 'its --max-txn-ops' });
  }
  const size = edits.reduce((sum, edit) => sum + (edit.kind === 'put' ? (edit.value?.length ?? 0) : 0), 0);
  return fault('too-large', 'plan-too-large', { size, unit: 'bytes', backend, limit: 'its --max-request-bytes' });
}
