/**
 * The embedded workspace: a store in a directory of this machine, with transactions, watches and history, for those who have no server
 * (the sandbox) or want a file. Sound across kill -9 and power loss: what was acknowledged is on the disk (journal.ts), and one process
 * at a time has it open (lock.ts). History is bounded: it reaches back over the last 10 000 to 20 000 transactions, or fewer where those
 * take more than 8 to 16 MiB (history.ts).
 */
import { stat } from 'node:fs/promises';
import { failed, fault, FaultError, ok, type Fault, type Result } from '../../../shared/fault';
import type { AccessReading } from '../../../shared/model/access';
import type { Capabilities } from '../../../shared/model/capabilities';
import { nothingDenied, type Denied } from '../../../shared/model/denied';
import { sizeOf, type Entry, type Revision } from '../../../shared/model/entry';
import type { Frame } from '../../../shared/model/frame';
import type { HistoryRequest, KeyHistory } from '../../../shared/model/history';
import { canonicalKey, type Key } from '../../../shared/model/key';
import type { SizeLimits } from '../../../shared/model/loading';
import type { Plan, Receipt } from '../../../shared/model/plan';
import type { Connection, ConnectRequest, Cost, Driver, NativeField, Reading, ResumePoint } from '../driver';
import { SizeGuard, weightOf } from '../size-guard';
import { FORMAT_VERSION } from './format';
import { admit, BACKEND_NAME } from './plan';
import type { Store } from './store';
import { borrowStore, type Borrowed } from './workspaces';

const MIB = 1024 * 1024;

const capabilities: Capabilities = {
  listing: 'atomic',
  deltas: 'atomic',
  history: 'every-revision',
  resume: 'from-revision',
  guard: 'exact',
  plans: 'atomic',
  ownership: 'none',
  parents: 'implied',
  nullValues: true,
  lazy: false,
  maxValueBytes: 1.5 * MIB,
  maxPlanBytes: 8 * MIB,
  maxPlanEdits: 4096,
  editCost: { keys: 1, bytes: 0 },
};

/** The driver of embedded workspaces. The one root in `options` is the absolute path of the directory. */
export const local: Driver = {
  name: 'local',
  capabilities,
  async connect({ options, signal, limits, resume }: ConnectRequest): Promise<Connection> {
    const stopIfAborted = (): void => {
      if (signal.aborted) throw new FaultError(fault('aborted', 'aborted'));
    };
    stopIfAborted();
    const borrowed = await borrowStore(options.roots[0] ?? '');
    try {
      stopIfAborted();
    } catch (error) {
      await borrowed.release();
      throw error;
    }
    return new LocalConnection(borrowed, { signal, limits, resume: resume instanceof LocalResumePoint ? resume : undefined });
  },
};

/** A place in one workspace's history. The checksum tells that history from another with the same numbers. */
class LocalResumePoint {
  constructor(
    readonly workspace: string,
    readonly revision: Revision,
    readonly sum: string,
    readonly seq: number,
  ) {}
}

class LocalConnection implements Connection {
  readonly server = `Flagscope workspace, format ${FORMAT_VERSION}`;
  readonly #store: Store;
  readonly #limits: SizeLimits | undefined;
  readonly #closed = new AbortController();
  #position: LocalResumePoint | undefined;
  #watched = false;
  #watches = 0;
  #requests = 0;
  readonly #release: () => Promise<void>;

  constructor({ store, release }: Borrowed, { signal, limits, resume }: Pick<ConnectRequest, 'signal'> & { limits: SizeLimits | undefined; resume: LocalResumePoint | undefined }) {
    this.#store = store;
    this.#limits = limits;
    const onAbort = (): void => void this.close();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#release = async () => {
      signal.removeEventListener('abort', onAbort);
      await release();
    };
    if (resume && resume.workspace === store.history.id && store.history.sumAt(resume.revision) === resume.sum) this.#position = resume;
  }

  async *frames({ signal, onReceived }: { signal: AbortSignal; onReceived(count: number): void }): AsyncGenerator<Frame> {
    if (this.#watched) throw new Error('frames() is called once per connection');
    this.#watched = true;
    const stop = new AbortController();
    const onAbort = (): void => stop.abort();
    const sources = [signal, this.#closed.signal];
    for (const source of sources) {
      if (source.aborted) stop.abort();
      source.addEventListener('abort', onAbort, { once: true });
    }
    this.#watches = 1;
    try {
      yield* this.#follow(stop.signal, onReceived);
    } finally {
      this.#watches = 0;
      for (const source of sources) source.removeEventListener('abort', onAbort);
    }
  }

  /** Reads on from the store's own log at the reader's pace: a slow reader holds no queue, and is given a listing if it falls behind the log. */
  async *#follow(stop: AbortSignal, onReceived: (count: number) => void): AsyncGenerator<Frame> {
    const store = this.#store;
    let caughtUp = this.#position === undefined;
    const present = store.history.revision;
    const resumed = !caughtUp;
    while (!stop.aborted) {
      if (store.end) throw new FaultError(store.end);
      const from = this.#position;
      const next = from ? store.history.after(from.revision) : null;
      if (from && next) {
        caughtUp = true;
        const missed = resumed && from.revision < present;
        yield this.#passed(from.seq + 1, next.revision, (seq, at) => ({ kind: 'delta', seq, at, changes: next.changes, ...(missed && { present }) }));
      } else if (from && next === undefined && !caughtUp) {
        // an empty delta says that nothing was missed
        caughtUp = true;
        yield this.#passed(from.seq + 1, from.revision, (seq, at) => ({ kind: 'delta', seq, at, changes: [], present }));
      } else if (from && next === undefined) {
        await store.moved(from.revision, stop);
      } else {
        const entries = [...store.history.entries.values()];
        const guard = new SizeGuard(this.#limits);
        await guard.admit(entries.length, async () => ({ keys: entries.length, bytes: entries.reduce((sum, entry) => sum + weightOf(entry), 0) }));
        guard.take(entries);
        caughtUp = true;
        onReceived(entries.length);
        yield this.#passed(from ? from.seq + 1 : 0, store.history.revision, (seq, at) => ({ kind: 'listing', seq, at, entries }));
      }
    }
  }

  /** Makes a frame and notes that it is on its way to the reader. */
  #passed(seq: number, at: Revision, frame: (seq: number, at: Revision) => Frame): Frame {
    this.#position = new LocalResumePoint(this.#store.history.id, at, this.#store.history.sumAt(at) ?? '', seq);
    return frame(seq, at);
  }

  async apply(plan: Plan): Promise<Result<Receipt>> {
    if (this.#closed.signal.aborted) return failed(fault('aborted', 'aborted'));
    this.#requests += 1;
    const admitted = admit(plan, capabilities);
    return admitted.ok ? this.#store.apply(admitted.value) : admitted;
  }

  async read(key: Key, at?: Revision): Promise<Result<Reading>> {
    const refusal = this.#refusal();
    if (refusal) return failed(refusal);
    const found = this.#store.history.entryAt(canonicalKey(key), at ?? this.#store.history.revision);
    if (!found.ok) return found;
    return ok({ entry: found.value ?? null, native: found.value ? nativeFields(found.value) : [] });
  }

  async history(key: Key, request: HistoryRequest): Promise<Result<KeyHistory>> {
    const refusal = this.#refusal();
    return refusal ? failed(refusal) : ok(this.#store.history.revisionsOf(canonicalKey(key), request));
  }

  async listAt(at: Revision, { onReceived }: { onReceived(count: number): void }): Promise<Result<readonly Entry[]>> {
    const refusal = this.#refusal();
    if (refusal) return failed(refusal);
    const entries = this.#store.history.entriesAt(at);
    if (entries.ok) onReceived(entries.value.length);
    return entries;
  }

  /** Why nothing can be asked any more; otherwise a question is counted. */
  #refusal(): Fault | undefined {
    if (this.#closed.signal.aborted) return fault('aborted', 'aborted');
    if (this.#store.end) return this.#store.end;
    this.#requests += 1;
    return undefined;
  }

  async tryRoot(): Promise<Result<void>> {
    return this.#store.end ? failed(this.#store.end) : ok(undefined);
  }

  tryWatch(): Promise<Result<void>> {
    return this.tryRoot();
  }

  /** There are no users: what the file system lets this process do is all there is. */
  async access(): Promise<Result<AccessReading>> {
    if (this.#closed.signal.aborted) return failed(fault('aborted', 'aborted'));
    const { directory } = this.#store;
    const mode = await stat(directory).then(({ mode: bits }) => [{ name: 'mode', value: `0${(bits & 0o7777).toString(8)}` }], () => []);
    return ok({ mayWrite: true, notes: ['file-permissions'], facts: [{ name: 'directory', value: directory }, ...mode], groups: [] });
  }

  async createRoot(): Promise<Result<void>> {
    return failed(fault('not-supported', 'not-supported', { backend: BACKEND_NAME, detail: 'its directory is made when it is opened' }));
  }

  denied(): Denied {
    return nothingDenied;
  }

  isHidden(): boolean {
    return false;
  }

  cost(): Cost {
    return { requests: this.#requests, watches: this.#watches };
  }

  resumePoint(): ResumePoint | undefined {
    return this.#position;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#release();
  }
}

function nativeFields(entry: Entry): NativeField[] {
  const { created, modified, version, modifiedAt } = entry.stamp;
  return [
    { name: 'created_revision', value: String(created) },
    { name: 'modified_revision', value: String(modified) },
    { name: 'version', value: String(version) },
    ...(modifiedAt === undefined ? [] : [{ name: 'modified', value: new Date(modifiedAt).toISOString() }]),
    { name: 'size', value: entry.value === null ? 'null' : String(sizeOf(entry)) },
  ];
}
