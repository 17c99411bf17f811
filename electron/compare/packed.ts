/** Keys and values on their way between threads: a hundred thousand small buffers would be cloned one by one, one large one is handed over. */
import type { Key } from '../../shared/model/key';
import type { Exported } from '../../shared/plans/transfer/export';

export interface Packed {
  readonly keys: readonly Key[];
  /** Bytes of each value; -1 is null. */
  readonly sizes: Int32Array<ArrayBuffer>;
  /** The values, one after another. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What can be handed over instead of being copied. */
export const transferableOf = ({ sizes, bytes }: Packed): ArrayBuffer[] => [sizes.buffer, bytes.buffer];

export function pack(entries: readonly Exported[]): Packed {
  const sizes = Int32Array.from(entries, ({ value }) => value?.length ?? -1);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + Math.max(size, 0), 0));
  let at = 0;
  for (const { value } of entries) {
    if (value === null) continue;
    bytes.set(value, at);
    at += value.length;
  }
  return { keys: entries.map(({ key }) => key), sizes, bytes };
}

/** Values are views of one buffer. */
export function unpack({ keys, sizes, bytes }: Packed): Exported[] {
  let at = 0;
  return keys.map((key, index) => {
    const size = sizes[index] ?? -1;
    const value = size < 0 ? null : bytes.subarray(at, at + size);
    at += Math.max(size, 0);
    return { key, value };
  });
}
