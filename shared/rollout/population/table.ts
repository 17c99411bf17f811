/**
 * Users read from a file, as columns: a million of them take some ten bytes an attribute each and not an object each. The columns are what
 * crosses to a worker; their buffers can be handed over.
 */
import type { Attribute, Population, User } from './user';

/** One attribute of all users. Texts and whatever is neither number nor boolean stand once each in `values`. */
export interface Column {
  readonly name: string;
  /** For each user 0 where the attribute is missing, else 1 + the place of its value in `values`. */
  readonly places: Uint32Array;
  readonly values: readonly Attribute[];
}

/** The users of a file. */
export interface UserTable {
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
}

/** The users of a table. */
export function tabled({ keys, columns }: UserTable): Population {
  return {
    size: keys.length,
    attributes: columns.map(({ name }) => name),
    at(index) {
      const key = keys[index];
      if (key === undefined) throw new RangeError(`no user ${index} among ${keys.length}`);
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
export function typed({ keys, columns }: UserTable, asText: readonly string[] = []): UserTable {
  return { keys, columns: columns.map((column) => (asText.includes(column.name) ? column : { ...column, values: meant(column.values) })) };
}

function meant(values: readonly Attribute[]): readonly Attribute[] {
  if (values.every((value) => value === 'true' || value === 'false')) return values.map((value) => value === 'true');
  if (values.every((value) => typeof value === 'string' && Number.isFinite(Number(value)) && String(Number(value)) === value)) return values.map(Number);
  return values;
}

/** Takes users one by one and makes a table of them. */
export class TableBuilder {
  readonly #keys: string[] = [];
  readonly #seen = new Set<string>();
  readonly #columns = new Map<string, ColumnBuilder>();

  get size(): number {
    return this.#keys.length;
  }

  /** False where a user of that key is there already: the first one stays. */
  add(user: User): boolean {
    if (this.#seen.has(user.key)) return false;
    const index = this.#keys.push(user.key) - 1;
    this.#seen.add(user.key);
    for (const [name, value] of Object.entries(user.attributes)) {
      let column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, (column = new ColumnBuilder()));
      column.set(index, value);
    }
    return true;
  }

  /** The table of all that was added. The builder is spent after it. */
  build(): UserTable {
    const keys = this.#keys;
    return { keys, columns: [...this.#columns].map(([name, column]) => ({ name, ...column.build(keys.length) })) };
  }
}

class ColumnBuilder {
  #places = new Uint32Array(1024);
  readonly #values: Attribute[] = [];
  /** By what JSON makes of a value: a text of `1` and the number are two values. */
  readonly #placeOf = new Map<string, number>();

  set(index: number, value: Attribute): void {
    if (index >= this.#places.length) {
      const grown = new Uint32Array(Math.max(index + 1, this.#places.length * 2));
      grown.set(this.#places);
      this.#places = grown;
    }
    const text = JSON.stringify(value);
    let place = this.#placeOf.get(text);
    if (place === undefined) this.#placeOf.set(text, (place = this.#values.push(value)));
    this.#places[index] = place;
  }

  build(size: number): { readonly places: Uint32Array; readonly values: readonly Attribute[] } {
    const places = new Uint32Array(size);
    places.set(this.#places.subarray(0, size));
    return { places, values: this.#values };
  }
}
