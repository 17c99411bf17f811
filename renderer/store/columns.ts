/** What entries hold, in plain columns by handle: the beginning of each value as bytes, its length, stamp and owner. Nothing here is reactive. */
import type { EntryColumns } from '../../shared/model/columns';
import type { Stamp } from '../../shared/model/entry';
import { sameBytes } from '../../shared/model/key';
import { ByteArena } from './arena';
import type { CellContent } from './cells';
import { withRoom } from './growing';

/** The fields of a cell that come from its entry alone. */
export type Held = Pick<CellContent, 'value' | 'size' | 'complete' | 'created' | 'modified' | 'version' | 'modifiedAt' | 'owner'>;

/** Entries by handle; see the head of the file. What an absent entry held stays until it is forgotten. */
export class Columns {
  private readonly values = new ByteArena();
  /** Full length of each value, -1 for null. */
  private sizes = new Int32Array(64);
  private created = new BigInt64Array(64);
  private modified = new BigInt64Array(64);
  private versions = new Float64Array(64);
  private modifiedAt = new Float64Array(64);
  /** Most entries have none, so it is a map. */
  private readonly owners = new Map<number, string>();

  /** Takes the bytes of a whole listing over, into columns that are empty: writing its entries then copies none. */
  adopt({ bytes }: EntryColumns): void {
    this.values.adopt(bytes);
  }

  /** Writes the entry at index `i`. */
  write(handle: number, entries: EntryColumns, i: number, owner: string, adopted: boolean): void {
    if (handle >= this.sizes.length) this.makeRoom(handle * 2);
    const start = i === 0 ? 0 : (entries.ends[i - 1] as number);
    const end = entries.ends[i] as number;
    if (adopted) this.values.place(handle, start, end);
    else this.values.set(handle, entries.bytes.subarray(start, end));
    this.sizes[handle] = entries.sizes[i] as number;
    this.created[handle] = entries.created[i] as bigint;
    this.modified[handle] = entries.modified[i] as bigint;
    this.versions[handle] = entries.versions[i] as number;
    this.modifiedAt[handle] = entries.modifiedAt[i] as number;
    if (owner !== '') this.owners.set(handle, owner);
    else if (this.owners.size > 0) this.owners.delete(handle);
  }

  /** Whether the entry at index `i` is what is held. Stamps alone do not tell, as in shared/model/entry.ts. */
  isSame(handle: number, entries: EntryColumns, i: number, owner: string): boolean {
    return (
      this.modified[handle] === entries.modified[i] &&
      this.created[handle] === entries.created[i] &&
      Object.is(this.modifiedAt[handle], entries.modifiedAt[i]) &&
      (this.owners.get(handle) ?? '') === owner &&
      this.sizes[handle] === entries.sizes[i] &&
      sameBytes(this.values.get(handle), entries.bytes.subarray(i === 0 ? 0 : entries.ends[i - 1], entries.ends[i]))
    );
  }

  /** Stamp of an entry. */
  stampOf(handle: number): Stamp {
    const modifiedAt = this.modifiedAt[handle] as number;
    return {
      created: this.created[handle] as bigint,
      modified: this.modified[handle] as bigint,
      version: this.versions[handle] as number,
      ...(Number.isNaN(modifiedAt) ? {} : { modifiedAt }),
    };
  }

  /** All that is held of an entry. */
  held(handle: number): Held {
    const size = this.sizes[handle] ?? 0;
    const value = size < 0 ? null : this.values.get(handle);
    const modifiedAt = this.modifiedAt[handle] ?? Number.NaN;
    return {
      value,
      size: size < 0 ? null : size,
      complete: value === null || value.length === size,
      created: this.created[handle] ?? 0n,
      modified: this.modified[handle] ?? 0n,
      version: this.versions[handle] ?? 0,
      modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
      owner: this.owners.get(handle) ?? null,
    };
  }

  /** Lets go of what takes room. */
  forget(handle: number): void {
    this.values.set(handle, nothing);
    this.owners.delete(handle);
  }

  /** Makes room for this many handles at once. */
  makeRoom(capacity: number): void {
    if (capacity <= this.sizes.length) return;
    this.values.makeRoom(capacity);
    this.sizes = withRoom(this.sizes, capacity);
    this.created = withRoom(this.created, capacity);
    this.modified = withRoom(this.modified, capacity);
    this.versions = withRoom(this.versions, capacity);
    this.modifiedAt = withRoom(this.modifiedAt, capacity);
  }
}

const nothing = new Uint8Array(0);
