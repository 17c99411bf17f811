import type { Entry } from '../../shared/model/entry';

/** A value that stands alone: with a view of a larger buffer, IPC would send all of that. */
export const aloneValue = (value: Uint8Array | null): Uint8Array | null => value && new Uint8Array(value);

/** An entry whose value stands alone, not in a listing's block. */
export const alone = (entry: Entry): Entry => ({ ...entry, value: aloneValue(entry.value) });
