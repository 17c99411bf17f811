/** Who gets something by what they are: users parted by the values of one attribute, counted on every side of a simulation. */
import type { Attribute, Population } from './population/user';
import { placeIn, SERVED, type Outcomes, type SideColumns } from './simulation';

/** Values that are told one by one; the others are told together. */
const MOST_SEGMENTS = 12;
/** Values that are kept apart while users are counted. One that first comes up after so many others counts among the others. */
const MOST_VALUES = 100_000;

/** Users who have one value of the attribute, any of the rarer ones, or none. */
export interface Segment {
  readonly kind: 'value' | 'others' | 'missing';
  /** Of `value`. */
  readonly value?: Attribute;
  /** Those who were evaluated. */
  readonly users: number;
  /** Those of them who get it, on each side. */
  readonly exposed: readonly number[];
}

/** Numbers of groups that have no value of their own; values are numbered after them. */
const UNSEEN = 0;
const OTHERS = 1;
const MISSING = 2;
const NAMELESS = 3;

/** The segments of a population, the largest first, by who is served the outcome at a place of {@link Outcomes}. */
export function segmentsOf(population: Population, attribute: string, columns: readonly SideColumns[], outcomes: Outcomes, place: number): Segment[] {
  // the simulation may still run: whoever is evaluated between this and the counting is left out; the last side is written last
  const last = columns.at(-1);
  const pending = (index: number): boolean => (last?.served[index] ?? SERVED.pending) === SERVED.pending;
  const values = new Values();
  const groups = new Uint32Array(population.size);
  const sizes: number[] = [];
  for (let index = 0; index < population.size; index++) {
    if (pending(index)) continue;
    const { attributes } = population.at(index);
    const group = Object.hasOwn(attributes, attribute) ? values.groupOf(attributes[attribute] as Attribute) : MISSING;
    groups[index] = group;
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  const told = values.list.map((_, at) => at + NAMELESS).toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0)).slice(0, MOST_SEGMENTS);
  const rows = [...told, OTHERS, MISSING];
  const rowOf = new Uint32Array(values.list.length + NAMELESS).fill(told.length);
  for (const [row, group] of rows.entries()) rowOf[group] = row;
  const users = rows.map(() => 0);
  const exposed = rows.map(() => columns.map(() => 0));
  for (let index = 0; index < population.size; index++) {
    const group = groups[index] as number;
    if (group === UNSEEN) continue;
    const row = rowOf[group] as number;
    users[row] = (users[row] as number) + 1;
    const counts = exposed[row] as number[];
    for (const [side, { served }] of columns.entries()) if (placeIn(outcomes, side, served[index] as number) === place) counts[side] = (counts[side] as number) + 1;
  }
  const segments = rows.map((group, row): Segment => {
    const counted = { users: users[row] as number, exposed: exposed[row] as number[] };
    return group >= NAMELESS ? { kind: 'value', value: values.list[group - NAMELESS] as Attribute, ...counted } : { kind: group === OTHERS ? 'others' : 'missing', ...counted };
  });
  return segments.filter((segment) => segment.users > 0);
}

/** Values in the order in which they come up, by what JSON makes of them. */
class Values {
  readonly list: Attribute[] = [];
  readonly #groups = new Map<string, number>();

  groupOf(value: Attribute): number {
    const text = JSON.stringify(value);
    const known = this.#groups.get(text);
    if (known !== undefined) return known;
    if (this.list.length >= MOST_VALUES) return OTHERS;
    const group = this.list.push(value) - 1 + NAMELESS;
    this.#groups.set(text, group);
    return group;
  }
}
