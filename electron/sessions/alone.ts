import type { Entry } from '../../shared/model/entry';

/** An entry whose value stands alone: with a view of a listing's block, IPC would send the whole block. */
export const alone = (entry: Entry): Entry => (entry.value === null ? entry : { ...entry, value: new Uint8Array(entry.value) });
