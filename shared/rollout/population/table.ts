/**
 * Users read from a file, as columns: a million of them take the bytes of their texts and eight bytes an attribute each, and no object each. All
 * that grows with their number lies in shared memory, so that every thread reads the same.
 */
import { Growing, textAt, TextsBuilder, type Texts } from './texts';
import type { Attribute, Population, User } from './user';

/** One attribute of all users. Its values stand once each. */
export interface Column {
  readonly name: string;
  /** For each user 0 where the attribute is missing, else 1 + the place of its value in `values`. */
  readonly places: Uint32Array;
  readonly values: Texts;
  /** Whether values are the texts themselves, or what these say in JSON. */
  readonly as: ValuesAs;
}
export type ValuesAs = 'text' | 'json';

/** The users of a file. */
export interface UserTable {
  readonly keys: Texts;
  readonly columns: readonly Column[];
}

/** So many values of a column are made at once and kept; of one with more each is made when it is asked for. */
const FEW_VALUES = 4096;

/** The users of a table, with those of their attributes that are wanted; all of them if that is not said. */
export function tabled({ keys, columns: found }: UserTable, wanted?: ReadonlySet<string>): Population {
  const columns = found.filter(({ name }) => wanted?.has(name) ?? true).map((column) => ({ name: column.name, inherited: column.name in {}, places: column.places, valueAt: valuesOf(column) }));
  const size = keys.ends.length;
  return {
    size,
    attributes: columns.map(({ name }) => name),
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= size) throw new RangeError(`no user ${index} among ${size}`);
      const attributes: Record<string, Attribute> = {};
      for (const { name, inherited, places, valueAt } of columns) {
        const place = places[index] ?? 0;
        if (place === 0) continue;
        const value = valueAt(place - 1);
        if (inherited) Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
        else attributes[name] = value;
      }
      return { key: textAt(keys, index), attributes } satisfies User;
    },
  };
}

/** The values of a column by their places. */
function valuesOf(column: Column): (place: number) => Attribute {
  const { length } = column.values.ends;
  if (length > FEW_VALUES) return (place) => valueAt(column, place);
  const values = Array.from({ length }, (_, place) => valueAt(column, place));
  return (place) => values[place] as Attribute;
}

/** The value at a place of a column. */
export function valueAt({ values, as }: Column, place: number): Attribute {
  const text = textAt(values, place);
  return as === 'text' ? text : (JSON.parse(text) as Attribute);
}

/**
 * The table with what its texts say: a column of numbers only is one of numbers, one of `true` and `false` only is one of booleans. A number
 * has to be spelled as itself: `007`, `1e3`, `1.10` and digits beyond a double leave their whole column as text.
 */
export function typed({ columns, ...table }: UserTable): UserTable {
  return { ...table, columns: columns.map((column) => (saysBooleans(column) || saysNumbers(column) ? { ...column, as: 'json' } : column)) };
}

const saysBooleans = ({ values }: Column): boolean => values.ends.length <= 2 && values.ends.every((_, place) => /^(?:true|false)$/.test(textAt(values, place)));

const saysNumbers = ({ values }: Column): boolean =>
  values.ends.every((_, place) => {
    const text = textAt(values, place);
    return Number.isFinite(Number(text)) && String(Number(text)) === text;
  });

/** Takes users one by one and makes a table of them. */
export class TableBuilder {
  readonly #as: ValuesAs;
  readonly #keys = new TextsBuilder();
  readonly #columns = new Map<string, ColumnBuilder>();

  /** Of `text` all values have to be texts. */
  constructor(as: ValuesAs) {
    this.#as = as;
  }

  get size(): number {
    return this.#keys.count;
  }

  /** False where a user of that key is there already: the first one stays. The key has to be well formed Unicode. */
  add({ key, attributes }: User): boolean {
    const { size: index } = this;
    if (this.#keys.place(key) < index) return false;
    for (const [name, value] of Object.entries(attributes)) {
      let column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, (column = new ColumnBuilder()));
      column.set(index, this.#as === 'text' ? (value as string) : JSON.stringify(value));
    }
    return true;
  }

  /** The table of all that was added. */
  build(): UserTable {
    return { keys: this.#keys.build(), columns: [...this.#columns].map(([name, column]) => ({ name, as: this.#as, ...column.build(this.size) })) };
  }
}

class ColumnBuilder {
  readonly #places = new Growing(Uint32Array);
  readonly #values = new TextsBuilder();

  set(index: number, text: string): void {
    this.#places.reach(index + 1)[index] = this.#values.place(text) + 1;
  }

  build(size: number): Pick<Column, 'places' | 'values'> {
    return { places: this.#places.shared(size), values: this.#values.build() };
  }
}
