type Column = Uint8Array | Int32Array | Float64Array | BigInt64Array;

/** The same column with room for more, or the column itself where it has the room. The new room is zero. */
export function withRoom<T extends Column>(column: T, capacity: number): T {
  if (column.length >= capacity) return column;
  const grown = new (column.constructor as new (length: number) => T)(capacity);
  grown.set(column as never);
  return grown;
}
