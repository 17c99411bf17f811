/**
 * An open workspace: the state in memory and the journal behind it. The state moves only after the journal is on the disk, one step at
 * a time; plans that arrive meanwhile share the next write (group commit).
 */
import { watch, type FSWatcher } from 'node:fs';
import { failed, fault, FaultError, ok, type Fault, type Result } from '../../../shared/fault';
import type { Entry, Revision } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import type { Plan, Receipt } from '../../../shared/model/plan';
import { replaced, unwritable } from './faults';
import { FORMAT_VERSION, transactionLine, type Line, type Transaction } from './format';
import { Journal, UnknownOutcomeError } from './journal';
import { applyChanges } from './load';
import { takeLock, type Lock } from './lock';
import { evaluate, type Outcome } from './plan';

/** When history is given up: a journal longer than `atBytes` is compacted to a snapshot and its last `keepBytes` of transactions. */
export interface HistoryBounds {
  readonly atBytes: number;
  readonly keepBytes: number;
}

/** At about 150 bytes a transaction the last 50 000 to 100 000 are kept. */
const defaultBounds: HistoryBounds = { atBytes: 16 * 1024 * 1024, keepBytes: 8 * 1024 * 1024 };
/** A write takes plans up to this size together; a larger plan goes alone. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

interface Waiting {
  readonly plan: Plan;
  settle(result: Result<Receipt>): void;
}

interface Prepared {
  readonly waiting: Waiting;
  readonly result: Result<Receipt>;
  readonly line?: Line;
  readonly outcome?: Outcome;
}

/** A workspace that this process holds the lock of. */
export class Store {
  readonly id: string;
  readonly #directory: string;
  readonly #lock: Lock;
  readonly #journal: Journal;
  readonly #bounds: HistoryBounds;
  readonly #entries: Map<Key, Entry>;
  #base: Map<Key, Entry>;
  #baseRevision: Revision;
  #baseSum: string;
  #log: Transaction[];
  #compactAt: number;
  #watcher: FSWatcher | undefined;
  #queue: Waiting[] = [];
  #commitDue = false;
  #verifyDue = false;
  #tail: Promise<unknown> = Promise.resolve();
  #moved = new Set<() => void>();
  #end: Fault | undefined;

  private constructor(
    directory: string,
    lock: Lock,
    { journal, loaded }: Awaited<ReturnType<typeof Journal.open>>,
    bounds: HistoryBounds,
    /** Called once when the store cannot go on. */
    private readonly onBroken: () => void,
  ) {
    this.#directory = directory;
    this.#lock = lock;
    this.#journal = journal;
    this.#bounds = bounds;
    this.id = loaded.header.id;
    this.#base = loaded.base;
    this.#baseRevision = BigInt(loaded.header.revision);
    this.#baseSum = loaded.header.link;
    this.#log = loaded.log;
    this.#entries = new Map(loaded.base);
    for (const { changes } of loaded.log) applyChanges(this.#entries, changes);
    this.#compactAt = Math.max(bounds.atBytes, 0);
    this.#watch();
  }

  /** Opens the workspace in this directory, which exists. Rejects with a FaultError. */
  static async open(directory: string, onBroken: () => void = () => {}, bounds: HistoryBounds = defaultBounds): Promise<Store> {
    let lock: Lock | undefined;
    try {
      lock = await takeLock(directory);
      return new Store(directory, lock, await Journal.open(directory), bounds, onBroken);
    } catch (error) {
      await lock?.release();
      throw error instanceof FaultError ? error : unwritable(directory, error);
    }
  }

  get entries(): ReadonlyMap<Key, Entry> {
    return this.#entries;
  }

  /** Number of the last transaction, 0 before the first. */
  get revision(): Revision {
    return this.#log.at(-1)?.revision ?? this.#baseRevision;
  }

  /** Why the store has ended, undefined while it goes on. */
  get end(): Fault | undefined {
    return this.#end;
  }

  /** Checksum that stands for the history up to a revision; undefined where that is not in the journal (any more). */
  sumAt(revision: Revision): string | undefined {
    if (revision === this.#baseRevision) return this.#baseSum;
    return this.#transaction(revision)?.sum;
  }

  /** The transaction after a revision: undefined where there is none yet, null where it has been compacted away. */
  after(revision: Revision): Transaction | undefined | null {
    return revision < this.#baseRevision ? null : this.#transaction(revision + 1n);
  }

  /** A key as of a revision. */
  entryAt(key: Key, at: Revision): Result<Entry | undefined> {
    if (at > this.revision) {
      return failed(fault('invalid', 'invalid-request', { detail: `revision ${at} lies ahead of the workspace's ${this.revision}` }, { key }));
    }
    if (at < this.#baseRevision) return failed(fault('compacted', 'compacted', { revision: String(this.#baseRevision) }, { key }));
    const now = this.#entries.get(key);
    if (now && now.stamp.modified <= at) return ok(now);
    for (let revision = at; revision > this.#baseRevision; revision -= 1n) {
      for (const change of this.#transaction(revision)?.changes ?? []) {
        if (change.kind === 'delete' ? change.key === key : change.entry.key === key) return ok(change.kind === 'put' ? change.entry : undefined);
      }
    }
    return ok(this.#base.get(key));
  }

  /** Resolves when the revision has moved past this one, the store has ended or the signal aborts. */
  moved(past: Revision, signal: AbortSignal): Promise<void> {
    if (this.#end || signal.aborted || this.revision > past) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#moved.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#moved.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Applies a plan that was admitted, in turn with all others. */
  apply(plan: Plan): Promise<Result<Receipt>> {
    if (this.#end) return Promise.resolve(failed(this.#end));
    return new Promise((settle) => {
      this.#queue.push({ plan, settle });
      this.#scheduleCommit();
    });
  }

  /** Looks whether the journal is still the file at its path; otherwise the store ends. */
  verify(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#end && !(await this.#journal.isIntact())) this.#break(replaced(this.#directory).fault);
    });
  }

  /** Finishes what was accepted, then lets go of the files and the lock. Never rejects. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      // plans that came in meanwhile still count: whoever sent them has not been told otherwise
      while (this.#queue.length > 0 && !this.#end) await this.#commit();
      this.#stop(fault('aborted', 'aborted'));
      await this.#journal.close().catch(() => {});
      await this.#lock.release();
    });
  }

  #transaction(revision: Revision): Transaction | undefined {
    return this.#log[Number(revision - this.#baseRevision) - 1];
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#tail.then(step);
    this.#tail = turn;
    return turn;
  }

  #scheduleCommit(): void {
    if (this.#commitDue) return;
    this.#commitDue = true;
    void this.#inTurn(async () => {
      this.#commitDue = false;
      await this.#commit();
      if (this.#queue.length > 0) this.#scheduleCommit();
    });
  }

  async #commit(): Promise<void> {
    if (this.#queue.length === 0 || this.#end) return;
    if (!(await this.#journal.isIntact())) {
      this.#break(replaced(this.#directory).fault);
      return;
    }
    const batch = this.#prepare();
    try {
      const lines = batch.flatMap(({ line }) => (line ? [line.bytes] : []));
      if (lines.length > 0) await this.#journal.append(lines);
    } catch (error) {
      this.#refuse(batch, error);
      return;
    }
    for (const { outcome, line } of batch) {
      if (!outcome || !line) continue;
      const revision = this.revision + 1n;
      applyChanges(this.#entries, outcome.changes);
      this.#log.push({ revision, changes: outcome.changes, sum: line.sum, length: line.bytes.length });
    }
    for (const { waiting, result } of batch) waiting.settle(result);
    this.#wake();
    if (this.#journal.size > this.#compactAt) await this.#compact();
  }

  /** Takes plans from the queue and evaluates each on top of those before it. */
  #prepare(): Prepared[] {
    const ahead = new Map<Key, Entry | undefined>();
    const lookUp = (key: Key): Entry | undefined => (ahead.has(key) ? ahead.get(key) : this.#entries.get(key));
    const settled = this.revision;
    const time = Date.now();
    const batch: Prepared[] = [];
    let revision = settled;
    let sum = this.#log.at(-1)?.sum ?? this.#baseSum;
    let size = 0;
    for (const waiting of this.#queue) {
      if (size > MAX_BATCH_BYTES) break;
      const evaluated = evaluate(waiting.plan, lookUp, revision + 1n, time);
      if (!evaluated.ok) {
        batch.push({ waiting, result: evaluated });
        continue;
      }
      const outcome = evaluated.value;
      if (outcome.changes.length === 0) {
        batch.push({ waiting, result: ok({ at: revision, inverse: outcome.inverse, warnings: [] }) });
        continue;
      }
      revision += 1n;
      const line = transactionLine(sum, { revision, time, settled, changes: outcome.changes });
      sum = line.sum;
      size += line.bytes.length;
      for (const change of outcome.changes) {
        if (change.kind === 'put') ahead.set(change.entry.key, change.entry);
        else ahead.set(change.key, undefined);
      }
      batch.push({ waiting, result: ok({ at: revision, inverse: outcome.inverse, warnings: [] }), line, outcome });
    }
    this.#queue.splice(0, batch.length);
    return batch;
  }

  /** Nothing of the batch counts, not even its conflicts: they may be with a plan that was refused. */
  #refuse(batch: readonly Prepared[], error: unknown): void {
    const unknown = error instanceof UnknownOutcomeError;
    const refusal = unwritable(this.#directory, unknown ? error.cause : error).fault;
    for (const { waiting, line } of batch) {
      const key = waiting.plan.edits[0]?.key;
      const lost = unknown && line && key !== undefined;
      waiting.settle(failed(lost ? fault('outcome-unknown', 'outcome-unknown', {}, { key }) : refusal));
    }
    if (unknown) this.#break(refusal);
  }

  async #compact(): Promise<void> {
    let keptBytes = 0;
    let first = this.#log.length;
    for (; first > 0; first--) {
      const length = this.#log[first - 1]?.length ?? 0;
      if (keptBytes + length > this.#bounds.keepBytes) break;
      keptBytes += length;
    }
    const last = this.#log[first - 1];
    if (!last) return;
    const base = new Map(this.#base);
    for (const { changes } of this.#log.slice(0, first)) applyChanges(base, changes);
    const header = {
      format: 'flagscope-workspace' as const,
      version: FORMAT_VERSION as typeof FORMAT_VERSION,
      id: this.id,
      revision: String(last.revision),
      link: last.sum,
      entries: base.size,
    };
    try {
      const compaction = { header, entries: base, keptBytes, keptTransactions: this.#log.length - first };
      if (await this.#journal.compact(compaction)) {
        this.#base = base;
        this.#baseRevision = last.revision;
        this.#baseSum = last.sum;
        this.#log = this.#log.slice(first);
      }
    } catch (error) {
      this.#break(unwritable(this.#directory, error).fault);
    }
    // where the snapshot itself is large, or could not be written, not again at every commit
    this.#compactAt = Math.max(this.#bounds.atBytes, 2 * this.#journal.size);
  }

  /** Notices a journal that is removed or replaced while nothing is written. Without inotify the check before each write remains. */
  #watch(): void {
    try {
      this.#watcher = watch(this.#directory, { persistent: false }, () => {
        if (this.#verifyDue || this.#end) return;
        this.#verifyDue = true;
        void this.#inTurn(async () => {
          this.#verifyDue = false;
          if (!this.#end && !(await this.#journal.isIntact())) this.#break(replaced(this.#directory).fault);
        });
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  #break(why: Fault): void {
    if (this.#end) return;
    this.#stop(why);
    this.onBroken();
  }

  #stop(why: Fault): void {
    this.#end ??= why;
    this.#watcher?.close();
    for (const { settle } of this.#queue.splice(0)) settle(failed(this.#end));
    this.#wake();
  }

  #wake(): void {
    for (const done of [...this.#moved]) done();
  }
}
