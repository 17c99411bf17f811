/**
 * The texts of a ramp's steps: each the live text with one split changed, laid out so that from one step to the next only those move who have
 * to. Whoever gets the variant of a ramp that grows keeps it: its ranges only grow on the line of buckets.
 */
import { applyEdits } from '../../flags/syntax/text-edit';
import { edit, editsOf, type Change } from '../../flags/syntax/change';
import type { Structure } from '../../flags/syntax/node';
import type { Problem } from '../../flags/problem';
import { commonUnits, greatestCommonDivisor, leastChurn, refined, sharesOf, type Range } from '../churn';
import { MAX_TOTAL_WEIGHT } from '../split';
import { unitsOf } from '../splits';
import type { RampPlace } from './places';

/** Units of the percents that are planned: hundredths. */
const HUNDREDTHS = 10_000;

/** The percent of its users that a variant has at a place now. */
export function shareNow({ ranges }: Pick<RampPlace, 'ranges'>, variant: string): number {
  const units = sharesOf(ranges).get(variant) ?? 0;
  return (units * 100) / unitsOf(ranges);
}

/** Who gets what at each step: the variant its percent, the others what is left, in the proportions they have now. */
export function rampRanges({ ranges, finer, otherwise }: Pick<RampPlace, 'ranges' | 'finer' | 'otherwise'>, variant: string, percents: readonly number[]): readonly (readonly Range[])[] {
  const shares = sharesOf(ranges);
  const others = new Map([...shares].filter(([name]) => name !== variant));
  if (others.size === 0) others.set(otherwise, 1);
  const units = unitsOf(ranges);
  const line = finer ? lineOf(units, [...others.values()]) : units;
  let from: readonly Range[] = refined(ranges, line / units);
  return percents.map((percent) => {
    const own = Math.round((line * percent) / 100);
    const before = sharesOf(from);
    from = leastChurn(from, new Map([[variant, own], ...portions(line - own, others, before)])).ranges;
    return readable(from, finer, units);
  });
}

/** A line on which the live split, hundredths of a percent and the proportions of the others are whole, where weights have room for it. */
function lineOf(units: number, others: readonly number[]): number {
  const sum = others.reduce((total, each) => total + each, 0) / others.reduce((divides, each) => greatestCommonDivisor(divides, each), 0);
  for (const wanted of [HUNDREDTHS * sum, HUNDREDTHS]) {
    const line = commonUnits(units, wanted);
    if (line <= MAX_TOTAL_WEIGHT) return line;
  }
  return units * Math.max(1, Math.floor(MAX_TOTAL_WEIGHT / units));
}

/** Units of each of the others, as near to their proportions as whole ones are. None of them gains where all of them lose, and none loses where they gain. */
function portions(rest: number, others: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Map<string, number> {
  const sum = [...others.values()].reduce((total, each) => total + each, 0);
  const had = [...others.keys()].reduce((total, name) => total + (before.get(name) ?? 0), 0);
  const all = [...others].map(([name, weight]) => {
    const ideal = (rest / sum) * weight;
    const old = before.get(name) ?? 0;
    const [least, most] = rest <= had ? [0, old] : [old, rest];
    return { name, ideal, least, most, units: Math.min(most, Math.max(least, Math.round(ideal))) };
  });
  for (let wrong = rest - all.reduce((total, { units }) => total + units, 0); wrong !== 0; wrong -= Math.sign(wrong)) {
    const step = Math.sign(wrong);
    const free = all.filter(({ units, least, most }) => units + step >= least && units + step <= most);
    const next = free.toSorted((a, b) => step * (b.ideal - b.units - (a.ideal - a.units)))[0];
    if (next !== undefined) next.units += step;
  }
  return new Map(all.map(({ name, units }) => [name, units]));
}

/** The same split in units that one can read: those it had where they are few, else percent, tenths or hundredths of it, else the largest that divide it. */
function readable(ranges: readonly Range[], finer: boolean, had: number): readonly Range[] {
  if (!finer) return ranges;
  const line = unitsOf(ranges);
  const total = [...(had <= HUNDREDTHS ? [had] : []), 100, 1000, HUNDREDTHS].find((wanted) => ranges.every(({ units }) => (units * wanted) % line === 0));
  const divisor = ranges.reduce((divides, { units }) => greatestCommonDivisor(divides, units), 0);
  return ranges.map(({ variant, units }) => ({ variant, units: total === undefined ? units / divisor : (units * total) / line }));
}

/** The texts of some changes, each of the same live text; or why one of them cannot be written. */
export function rampTexts(structure: Structure, changes: readonly Change[]): { readonly texts: readonly string[] } | { readonly problem: Problem } {
  const texts: string[] = [];
  /** Places in the text that were found to take a change: whatever stands there next is not read anew. */
  const sound = new Set<string>();
  for (const change of changes) {
    const edits = structure.broken ? undefined : editsOf(structure, change);
    const places = edits === undefined ? '' : JSON.stringify(edits.map(({ offset, length }) => [offset, length]));
    if (edits !== undefined && sound.has(places)) {
      texts.push(applyEdits(structure.text, edits));
      continue;
    }
    const edited = edit(structure, [change]);
    if (!edited.ok) return { problem: edited.problem };
    sound.add(places);
    texts.push(edited.text);
  }
  return { texts };
}
