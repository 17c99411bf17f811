/** Who gets something by what they are: users parted by the values of one attribute, counted on every side of a simulation. */
import type { Attribute, Population } from './population/user';
import { placeIn, SERVED, type Outcomes, type SideColumns } from './simulation';

/** Values that are told one by one; the others are told together. */
const MOST_SEGMENTS = 12;
/** Ranges that more different numbers than these are told in, with about as many users in each. */
const RANGES = 8;
/** Values that are kept apart while users are counted. One that first comes up after so many others counts among the others. */
const MOST_VALUES = 100_000;

/** Users who have one value of the attribute, a number of a range, any of the rarer values, or none. */
export interface Segment {
  readonly kind: 'value' | 'range' | 'others' | 'missing';
  /** Of `value`. */
  readonly value?: Attribute;
  /** The least and the greatest number of a `range`. */
  readonly from?: number;
  readonly to?: number;
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

/** The segments of a population, the largest first and ranges in their order, by who is served the outcome at a place of {@link Outcomes}. */
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
  const ranged = values.list.length > MOST_SEGMENTS && values.list.every((value) => typeof value === 'number');
  const sizeOf = (group: number): number => sizes[group] ?? 0;
  const valueOf = (group: number): Attribute => values.list[group - NAMELESS] as Attribute;
  const named = values.list.map((_, at) => at + NAMELESS);
  const told = ranged
    ? rangesOf(named.toSorted((a, b) => Number(valueOf(a)) - Number(valueOf(b))), sizeOf)
    : named.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_SEGMENTS).map((group) => [group]);
  const rows = [...told, [OTHERS], [MISSING]];
  const rowOf = new Uint32Array(values.list.length + NAMELESS).fill(told.length);
  for (const [row, groups] of rows.entries()) for (const group of groups) rowOf[group] = row;
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
  const segments = rows.map(([first = OTHERS, ...more], row): Segment => {
    const counted = { users: users[row] as number, exposed: exposed[row] as number[] };
    if (first < NAMELESS) return { kind: first === OTHERS ? 'others' : 'missing', ...counted };
    return ranged ? { kind: 'range', from: Number(valueOf(first)), to: Number(valueOf(more.at(-1) ?? first)), ...counted } : { kind: 'value', value: valueOf(first), ...counted };
  });
  return segments.filter((segment) => segment.users > 0);
}

/** Groups in their order parted into ranges. A group is never parted: one with many users is a range of its own. */
function rangesOf(groups: readonly number[], sizeOf: (group: number) => number): number[][] {
  const share = groups.reduce((sum, group) => sum + sizeOf(group), 0) / RANGES;
  const ranges: number[][] = [];
  let [before, range] = [0, -1];
  for (const group of groups) {
    // by the middle of its users
    const next = Math.min(RANGES - 1, Math.floor((before + sizeOf(group) / 2) / share));
    if (next === range) ranges.at(-1)?.push(group);
    else ranges.push([group]);
    range = next;
    before += sizeOf(group);
  }
  return ranges;
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
