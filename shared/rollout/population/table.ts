/**
 * Users read from a file, as columns: a million of them take their keys' bytes and four bytes an attribute each, and no object each. All
 * that grows with their number lies in shared memory, so that every thread reads the same.
 */
import type { Attribute, Population, User } from './user';

/** One attribute of all users. Its values stand once each in `values`. */
export interface Column {
  readonly name: string;
  /** For each user 0 where the attribute is missing, else 1 + the place of its value in `values`. */
  readonly places: Uint32Array;
  readonly values: readonly Attribute[];
}

/** The users of a file. */
export interface UserTable {
  /** All keys as UTF-8, one after another. */
  readonly keys: Uint8Array;
  /** For each user where its key ends in `keys`. */
  readonly ends: Uint32Array;
  readonly columns: readonly Column[];
}

/** The users of a table. */
export function tabled({ keys, ends, columns }: UserTable): Population {
  const decoder = new TextDecoder();
  return {
    size: ends.length,
    attributes: columns.map(({ name }) => name),
    at(index) {
      const end = ends[index];
      if (end === undefined) throw new RangeError(`no user ${index} among ${ends.length}`);
      // a copy, as decoders of the web take no shared memory
      const key = decoder.decode(keys.slice(index === 0 ? 0 : ends[index - 1], end));
      const attributes: Record<string, Attribute> = {};
      for (const { name, places, values } of columns) {
        const place = places[index] ?? 0;
        if (place === 0) continue;
        const value = values[place - 1] as Attribute;
        if (name in attributes) Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
        else attributes[name] = value;
      }
      return { key, attributes } satisfies User;
    },
  };
}

/**
 * The table with what its texts say: a column of numbers only is one of numbers, one of `true` and `false` only is one of booleans. A number
 * has to be spelled as itself: `007`, `1e3`, `1.10` and digits beyond a double leave their whole column as text, and so does a place in `asText`.
 */
export function typed({ columns, ...table }: UserTable, asText: readonly string[] = []): UserTable {
  return { ...table, columns: columns.map((column) => (asText.includes(column.name) ? column : { ...column, values: meant(column.values) })) };
}

function meant(values: readonly Attribute[]): readonly Attribute[] {
  if (values.every((value) => value === 'true' || value === 'false')) return values.map((value) => value === 'true');
  if (values.every((value) => typeof value === 'string' && Number.isFinite(Number(value)) && String(Number(value)) === value)) return values.map(Number);
  return values;
}

/** Takes users one by one and makes a table of them. */
export class TableBuilder {
  readonly #encoder = new TextEncoder();
  readonly #seen = new Set<string>();
  readonly #columns = new Map<string, ColumnBuilder>();
  readonly #keys = new Growing(Uint8Array);
  readonly #ends = new Growing(Uint32Array);

  get size(): number {
    return this.#seen.size;
  }

  /** False where a user of that key is there already: the first one stays. The key has to be well formed Unicode. */
  add({ key, attributes }: User): boolean {
    const index = this.#seen.size;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const bytes = this.#encoder.encode(key);
    const start = index === 0 ? 0 : (this.#ends.array[index - 1] as number);
    this.#keys.reach(start + bytes.length).set(bytes, start);
    this.#ends.reach(index + 1)[index] = start + bytes.length;
    for (const [name, value] of Object.entries(attributes)) {
      let column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, (column = new ColumnBuilder()));
      column.set(index, value);
    }
    return true;
  }

  /** The table of all that was added. */
  build(): UserTable {
    const { size } = this;
    const ends = this.#ends.shared(size);
    return { keys: this.#keys.shared(ends.at(-1) ?? 0), ends, columns: [...this.#columns].map(([name, column]) => ({ name, ...column.build(size) })) };
  }
}

class ColumnBuilder {
  readonly #places = new Growing(Uint32Array);
  readonly #values: Attribute[] = [];
  /** By what JSON makes of a value: a text of `1` and the number are two values. */
  readonly #placeOf = new Map<string, number>();

  set(index: number, value: Attribute): void {
    const text = JSON.stringify(value);
    let place = this.#placeOf.get(text);
    if (place === undefined) this.#placeOf.set(text, (place = this.#values.push(value)));
    this.#places.reach(index + 1)[index] = place;
  }

  build(size: number): { readonly places: Uint32Array; readonly values: readonly Attribute[] } {
    return { places: this.#places.shared(size), values: this.#values };
  }
}

/** An array of numbers that grows, zeros where nothing was set. */
class Growing<A extends Uint8Array | Uint32Array> {
  readonly #type: new (of: number | ArrayBufferLike) => A;
  array: A;

  constructor(type: new (of: number | ArrayBufferLike) => A) {
    this.#type = type;
    this.array = new type(1024);
  }

  /** The array with room for so many. */
  reach(length: number): A {
    if (length > this.array.length) {
      const grown = new this.#type(Math.max(length, this.array.length * 2));
      grown.set(this.array);
      this.array = grown;
    }
    return this.array;
  }

  /** The first so many, in memory that threads share. */
  shared(length: number): A {
    const shared = new this.#type(new SharedArrayBuffer(length * this.array.BYTES_PER_ELEMENT));
    shared.set(this.reach(length).subarray(0, length));
    return shared;
  }
}
