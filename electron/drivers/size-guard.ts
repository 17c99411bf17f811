/** Keeps a listing within limits: the store counts before anything is read, and what comes is added up. */
import { fault, FaultError } from '../../shared/fault';
import { sizeOf, type Entry } from '../../shared/model/entry';
import type { SizeLimits } from '../../shared/model/loading';

/** Entries that stand for all. */
export interface Sample {
  readonly keys: number;
  /** Bytes of their keys and values. */
  readonly bytes: number;
}

/** Fewer entries tell nothing about a million. */
const TELLING_KEYS = 100;

/** Bytes of an entry as limits count them. */
export const weightOf = (entry: Entry): number => entry.key.length + sizeOf(entry);

/** The guard of one listing. Without limits it lets everything pass, and nothing is counted. */
export class SizeGuard {
  readonly #limits: SizeLimits | undefined;
  #count = 0;
  #keys = 0;
  #bytes = 0;

  constructor(limits: SizeLimits | undefined) {
    this.#limits = limits;
  }

  /** Whether the store has to be counted at all. */
  get asks(): boolean {
    return this.#limits !== undefined;
  }

  /** Throws `too-many-keys` where there are more than may be loaded; a sample then says about how much they would bring. */
  async admit(count: number, sample: () => Promise<Sample>): Promise<void> {
    this.#count = count;
    if (this.#limits === undefined || count <= this.#limits.keys) return;
    const { keys, bytes } = await sample();
    const estimate = keys < TELLING_KEYS ? {} : { bytes: Math.round((bytes / keys) * count) };
    throw new FaultError(fault('too-large', 'too-many-keys', { count, limit: this.#limits.keys, ...estimate }));
  }

  /** Adds entries that have come. Throws `too-much-data` once they are more than may be loaded. */
  take(entries: readonly Entry[]): void {
    if (this.#limits === undefined) return;
    for (const entry of entries) this.#bytes += weightOf(entry);
    this.#keys += entries.length;
    if (this.#bytes <= this.#limits.bytes) return;
    const count = Math.max(this.#count, this.#keys);
    throw new FaultError(fault('too-large', 'too-much-data', { keys: this.#keys, count, received: this.#bytes, limit: this.#limits.bytes }));
  }
}
