/** The state of a workspace and how it came about: a snapshot, the transactions since, and what they add up to. */
import { failed, fault, ok, type Result } from '../../../shared/fault';
import type { Entry, Revision } from '../../../shared/model/entry';
import { changedKey } from '../../../shared/model/frame';
import type { HistoryRequest, KeyHistory, KeyRevision } from '../../../shared/model/history';
import type { Key } from '../../../shared/model/key';
import { FORMAT_VERSION, type Transaction } from './format';
import type { Compaction } from './journal';
import { applyChanges, type Loaded } from './load';

/**
 * When history is given up. A journal whose transactions have grown beyond `atBytes` or `atCount` is compacted to a snapshot and the last
 * of them, `keepBytes` and `keepCount` at most.
 */
export interface HistoryBounds {
  readonly atBytes: number;
  readonly keepBytes: number;
  readonly atCount: number;
  readonly keepCount: number;
}

/** Few enough that a workspace opens within about half a second. */
export const defaultBounds: HistoryBounds = { atBytes: 16 * 1024 * 1024, keepBytes: 8 * 1024 * 1024, atCount: 20_000, keepCount: 10_000 };

/** Everything that is known of a workspace's past and present, in memory. */
export class History {
  readonly id: string;
  readonly entries: Map<Key, Entry>;
  #base: ReadonlyMap<Key, Entry>;
  #baseRevision: Revision;
  #baseSum: string;
  #log: Transaction[];

  constructor({ header, base, log }: Loaded) {
    this.id = header.id;
    this.#base = base;
    this.#baseRevision = BigInt(header.revision);
    this.#baseSum = header.link;
    this.#log = log;
    this.entries = new Map(base);
    for (const { changes } of log) applyChanges(this.entries, changes);
  }

  /** Number of the last transaction, 0 before the first. */
  get revision(): Revision {
    return this.#log.at(-1)?.revision ?? this.#baseRevision;
  }

  /** Checksum of the last transaction. */
  get sum(): string {
    return this.#log.at(-1)?.sum ?? this.#baseSum;
  }

  /** Number of transactions since the snapshot. */
  get length(): number {
    return this.#log.length;
  }

  append(transaction: Transaction): void {
    applyChanges(this.entries, transaction.changes);
    this.#log.push(transaction);
  }

  /** Checksum that stands for the history up to a revision; undefined where that is not kept (any more). */
  sumAt(revision: Revision): string | undefined {
    return revision === this.#baseRevision ? this.#baseSum : this.#transaction(revision)?.sum;
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
    const now = this.entries.get(key);
    if (now && now.stamp.modified <= at) return ok(now);
    for (let index = Number(at - this.#baseRevision) - 1; index >= 0; index--) {
      for (const change of this.#log[index]?.changes ?? []) {
        if (changedKey(change) === key) return ok(change.kind === 'put' ? change.entry : undefined);
      }
    }
    return ok(this.#base.get(key));
  }

  /** A page of what is kept of a key, newest first. */
  revisionsOf(key: Key, { before, limit }: HistoryRequest): KeyHistory {
    const revisions: KeyRevision[] = [];
    const last = before === undefined ? this.#log.length : Math.min(this.#log.length, Number(before - this.#baseRevision) - 1);
    for (let index = last - 1; index >= 0; index--) {
      const { revision: at, time, changes } = this.#log[index] as Transaction;
      const change = changes.find((one) => changedKey(one) === key);
      if (!change) continue;
      if (revisions.length === limit) return { revisions };
      revisions.push({ at, time, entry: change.kind === 'put' ? change.entry : null });
    }
    if (this.#baseRevision === 0n) return { revisions, begins: 'complete' };
    const oldest = this.#base.get(key);
    if (oldest && (before === undefined || oldest.stamp.modified < before)) {
      if (revisions.length === limit) return { revisions };
      const { modified: at, modifiedAt: time } = oldest.stamp;
      revisions.push({ at, entry: oldest, ...(time !== undefined && { time }) });
    }
    return { revisions, begins: 'compacted' };
  }

  /** Everything as of a revision. */
  entriesAt(at: Revision): Result<readonly Entry[]> {
    if (at > this.revision) return failed(fault('invalid', 'past-ahead', { revision: String(at), present: String(this.revision) }));
    if (at < this.#baseRevision) return failed(fault('compacted', 'past-compacted', { revision: String(at), oldest: String(this.#baseRevision) }));
    const entries = new Map(this.#base);
    for (let index = 0; index < Number(at - this.#baseRevision); index++) applyChanges(entries, this.#log[index]?.changes ?? []);
    return ok([...entries.values()]);
  }

  /** What would be left within the bounds; undefined where nothing has to go. */
  compaction({ keepBytes, keepCount }: HistoryBounds): Compaction | undefined {
    let keptBytes = 0;
    let kept = 0;
    for (; kept < Math.min(keepCount, this.#log.length); kept++) {
      const length = this.#log.at(-1 - kept)?.length ?? 0;
      if (keptBytes + length > keepBytes) break;
      keptBytes += length;
    }
    const folded = this.#log.slice(0, this.#log.length - kept);
    const last = folded.at(-1);
    if (!last) return undefined;
    const entries = new Map(this.#base);
    for (const { changes } of folded) applyChanges(entries, changes);
    const header = {
      format: 'flagscope-workspace',
      version: FORMAT_VERSION,
      id: this.id,
      revision: String(last.revision),
      link: last.sum,
      entries: entries.size,
    } as const;
    return { header, entries, keptBytes, keptTransactions: kept };
  }

  /** Forgets what a compaction has left out. */
  fold({ header, entries, keptTransactions }: Compaction): void {
    this.#base = entries;
    this.#baseRevision = BigInt(header.revision);
    this.#baseSum = header.link;
    this.#log = this.#log.slice(this.#log.length - keptTransactions);
  }

  #transaction(revision: Revision): Transaction | undefined {
    return this.#log[Number(revision - this.#baseRevision) - 1];
  }
}
