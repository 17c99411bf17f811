/**
 * Entries and changes in columns: what crosses from main to the window. A column is one string or one typed array, which the
 * structured clone copies some ten times faster than as many objects (docs/decisions).
 */
import type { Change } from './frame';
import type { Entry } from './entry';
import { concatBytes } from './key';

/** Value bytes beyond this stay in main until somebody opens the entry. */
export const PREVIEW_BYTES = 1024;

export interface EntryColumns {
  readonly count: number;
  /** Keys joined by NUL, which no Key holds. */
  readonly keys: string;
  /** The first PREVIEW_BYTES of each value, one after another. */
  readonly bytes: Uint8Array;
  /** Where each value's preview ends in `bytes`. */
  readonly ends: Uint32Array;
  /** Full length of each value, -1 for null. */
  readonly sizes: Int32Array;
  readonly created: BigInt64Array;
  readonly modified: BigInt64Array;
  readonly versions: Float64Array;
  /** Milliseconds since 1970, NaN where the store records none. */
  readonly modifiedAt: Float64Array;
  /** Owners joined by NUL, an empty string for none; empty altogether where no entry has one. */
  readonly owners: string;
}

/** Entries in columns, in the order given. */
export function packEntries(entries: readonly Entry[]): EntryColumns {
  const count = entries.length;
  const ends = new Uint32Array(count);
  const sizes = new Int32Array(count);
  const created = new BigInt64Array(count);
  const modified = new BigInt64Array(count);
  const versions = new Float64Array(count);
  const modifiedAt = new Float64Array(count);
  const keys = new Array<string>(count);
  const owners = new Array<string>(count);
  const previews = new Array<Uint8Array>(count);
  const nothing = new Uint8Array(0);
  let end = 0;
  let anyOwner = false;
  for (let i = 0; i < count; i++) {
    const entry = entries[i] as Entry;
    const { value, stamp } = entry;
    const preview = value === null ? nothing : value.length > PREVIEW_BYTES ? value.subarray(0, PREVIEW_BYTES) : value;
    end += preview.length;
    keys[i] = entry.key;
    previews[i] = preview;
    ends[i] = end;
    sizes[i] = value === null ? -1 : value.length;
    created[i] = stamp.created;
    modified[i] = stamp.modified;
    versions[i] = stamp.version;
    modifiedAt[i] = stamp.modifiedAt ?? Number.NaN;
    owners[i] = entry.owner ?? '';
    if (entry.owner !== undefined) anyOwner = true;
  }
  return {
    count,
    keys: keys.join('\0'),
    bytes: concatBytes(previews),
    ends,
    sizes,
    created,
    modified,
    versions,
    modifiedAt,
    owners: anyOwner ? owners.join('\0') : '',
  };
}

/** Columns of several runs of entries, one after another. */
export function joinColumns(parts: readonly EntryColumns[]): EntryColumns {
  const filled = parts.filter((part) => part.count > 0);
  const count = filled.reduce((sum, part) => sum + part.count, 0);
  const joined = {
    ends: new Uint32Array(count),
    sizes: new Int32Array(count),
    created: new BigInt64Array(count),
    modified: new BigInt64Array(count),
    versions: new Float64Array(count),
    modifiedAt: new Float64Array(count),
  };
  let at = 0;
  let end = 0;
  for (const part of filled) {
    joined.ends.set(part.ends.map((partEnd) => partEnd + end), at);
    joined.sizes.set(part.sizes, at);
    joined.created.set(part.created, at);
    joined.modified.set(part.modified, at);
    joined.versions.set(part.versions, at);
    joined.modifiedAt.set(part.modifiedAt, at);
    at += part.count;
    end += part.bytes.length;
  }
  const anyOwner = filled.some((part) => part.owners !== '');
  return {
    count,
    keys: filled.map((part) => part.keys).join('\0'),
    bytes: concatBytes(filled.map((part) => part.bytes)),
    ...joined,
    owners: anyOwner ? filled.map((part) => (part.owners === '' ? '\0'.repeat(part.count - 1) : part.owners)).join('\0') : '',
  };
}

/** Some of the entries, by their places, in the order given. */
export function pickColumns(columns: EntryColumns, places: readonly number[]): EntryColumns {
  const keys = columns.count === 0 ? [] : columns.keys.split('\0');
  const owners = columns.owners === '' ? undefined : columns.owners.split('\0');
  const startOf = (place: number): number => (place === 0 ? 0 : (columns.ends[place - 1] as number));
  const ends = new Uint32Array(places.length);
  let end = 0;
  places.forEach((place, index) => {
    end += (columns.ends[place] as number) - startOf(place);
    ends[index] = end;
  });
  return {
    count: places.length,
    keys: places.map((place) => keys[place]).join('\0'),
    bytes: concatBytes(places.map((place) => columns.bytes.subarray(startOf(place), columns.ends[place]))),
    ends,
    sizes: Int32Array.from(places, (place) => columns.sizes[place] as number),
    created: BigInt64Array.from(places, (place) => columns.created[place] as bigint),
    modified: BigInt64Array.from(places, (place) => columns.modified[place] as bigint),
    versions: Float64Array.from(places, (place) => columns.versions[place] as number),
    modifiedAt: Float64Array.from(places, (place) => columns.modifiedAt[place] as number),
    owners: owners === undefined ? '' : places.map((place) => owners[place]).join('\0'),
  };
}

/** Puts in columns, deletes as keys. `recreated` numbers the puts that follow a delete of the same key. */
export interface ChangeColumns {
  readonly puts: EntryColumns;
  /** Deleted keys joined by NUL; `deletedCount` tells an empty list from one empty key. */
  readonly deleted: string;
  readonly deletedCount: number;
  readonly recreated: Uint32Array;
  /** Keys that went out of view, joined by NUL. */
  readonly hidden: string;
  readonly hiddenCount: number;
}

/** A change, or a key that goes out of view without one. */
export type Step = Change | { readonly kind: 'hide'; readonly key: string };

/**
 * Changes coalesced per key, in columns. Only the last state of a key counts, but a delete followed by a put of the same key
 * stays visible as a recreation.
 */
export function packChanges(changes: readonly Step[]): ChangeColumns {
  const puts = new Map<string, Entry>();
  const deleted = new Set<string>();
  const recreated = new Set<string>();
  const hidden = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'put') {
      const { key } = change.entry;
      if (deleted.delete(key)) recreated.add(key);
      hidden.delete(key);
      puts.set(key, change.entry);
    } else {
      puts.delete(change.key);
      recreated.delete(change.key);
      deleted.delete(change.key);
      hidden.delete(change.key);
      (change.kind === 'hide' ? hidden : deleted).add(change.key);
    }
  }
  const entries = [...puts.values()];
  const indexes: number[] = [];
  if (recreated.size > 0) entries.forEach((entry, index) => recreated.has(entry.key) && indexes.push(index));
  return {
    puts: packEntries(entries),
    deleted: [...deleted].join('\0'),
    deletedCount: deleted.size,
    recreated: Uint32Array.from(indexes),
    hidden: [...hidden].join('\0'),
    hiddenCount: hidden.size,
  };
}
