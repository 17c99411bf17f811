import { failed, fault, FaultError, ok, type Fault, type Result } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { Frame } from '../../../shared/model/frame';
import { canonicalKey, keyToBytes, type Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import type { Plan, Receipt } from '../../../shared/model/plan';
import type { Connection, Cost, LazyConnection, Reading, ResumePoint } from '../driver';
import { BACKEND_NAME } from './capabilities';
import type { EtcdClient } from './client';
import { detailOf, isRefusedWrite, isTooLargeToSend } from './faults';
import { framesOf } from './frames';
import { admit, outcomeOf, transactionOf } from './plan';
import { LazyFrames } from './lazy-frames';
import type { Position } from './position';
import { insideRoot } from './range';
import { readKey } from './reading';
import { WatchCancelled } from './watch';

const WRITE_TIMEOUT_MS = 5_000;

/** A connection to one member of an etcd cluster. It ends with its first fault. */
interface EtcdConnectionOptions {
  readonly server: string;
  readonly root: Key;
  readonly limits: SizeLimits | undefined;
  /** Present where it reads only as far as folders are opened. */
  readonly lazy: LazyFrames | undefined;
  readonly resume: Position | undefined;
  readonly signal: AbortSignal;
}

export class EtcdConnection implements Connection {
  readonly server: string;
  readonly #client: EtcdClient;
  readonly #root: Key;
  readonly #limits: SizeLimits | undefined;
  readonly #signal: AbortSignal;
  readonly #lazy: LazyFrames | undefined;
  #position: Position | undefined;
  #watched = false;

  constructor(client: EtcdClient, options: EtcdConnectionOptions) {
    this.server = options.server;
    this.#client = client;
    this.#root = options.root;
    this.#limits = options.limits;
    this.#lazy = options.lazy;
    this.#position = options.lazy === undefined ? options.resume : undefined;
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
    try {
      if (this.#lazy !== undefined) yield* this.#lazy.frames({ signal, onReceived });
      else yield* framesOf({
        client: this.#client,
        root: this.#root,
        limits: this.#limits,
        resume: this.#position,
        signal,
        onReceived,
        onPosition: (position) => {
          this.#position = position;
        },
      });
    } catch (error) {
      const broken = this.#rootFault(error);
      if (signal.aborted || broken.code === 'aborted') return;
      if (broken.reason === 'store-replaced') this.#position = undefined;
      throw new FaultError(broken);
    }
  }

  async apply(plan: Plan): Promise<Result<Receipt>> {
    const admitted = admit(plan, this.#root);
    if (!admitted.ok) return admitted;
    const key = (admitted.value.edits.find(({ kind }) => kind !== 'check') ?? admitted.value.edits[0])?.key ?? '';
    if (this.#client.ended) return failed(this.#client.ended);
    try {
      const deadline = Date.now() + WRITE_TIMEOUT_MS;
      return outcomeOf(admitted.value, await this.#client.kv.txn(transactionOf(admitted.value), { deadline }));
    } catch (error) {
      if (error instanceof FaultError) return failed(error.fault);
      if (!isRefusedWrite(error)) return failed(fault('outcome-unknown', 'outcome-unknown', {}, { key }));
      if (isTooLargeToSend(error)) return failed(tooLargeForServer(admitted.value, error));
      return failed(this.#client.faultOf(error, { key }));
    }
  }

  async read(key: Key, at?: Revision): Promise<Result<Reading>> {
    const canonical = canonicalKey(key);
    const bytes = Buffer.from(keyToBytes(canonical));
    if (!insideRoot(this.#root, bytes)) return failed(fault('invalid', 'outside-root', { root: this.#root }, { key: canonical }));
    if (bytes.length === 0) return failed(fault('invalid', 'invalid-key', { detail: 'it is empty' }, { key }));
    try {
      return ok(await readKey(this.#client, bytes, at));
    } catch (error) {
      return failed(this.#client.faultOf(error, { key: canonical, ...(at === undefined ? {} : { revision: at }) }));
    }
  }

  /** A prefix needs no creation: it is there as soon as a key is. */
  async createRoot(): Promise<Result<void>> {
    return ok(undefined);
  }

  cost(): Cost {
    return this.#client.cost();
  }

  resumePoint(): ResumePoint | undefined {
    return this.#position;
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort);
    await this.#client.close();
  }

  readonly #onAbort = (): void => void this.close();

  #rootFault(error: unknown): Fault {
    const cause = error instanceof WatchCancelled ? new Error(error.message) : error;
    return this.#client.faultOf(cause, { root: this.#root });
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
