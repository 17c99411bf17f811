/** Counts of users that were observed, as somebody types or pastes them: one for each thing that is served. */
import type { Outcome } from '../../../../shared/rollout/simulation';
import { wholeNumber } from '../../../../shared/rollout/whole-number';

/** What a text says, or what is wrong with it. Worded in shared/text. */
export type Observed =
  | { readonly kind: 'nothing' }
  /** In the order of what is served. */
  | { readonly kind: 'counts'; readonly counts: readonly number[] }
  /** Numbers alone, of which there have to be others. */
  | { readonly kind: 'number'; readonly found: number }
  | { readonly kind: 'line'; readonly line: number; readonly text: string }
  | { readonly kind: 'unknown' | 'twice'; readonly line: number; readonly name: string };

/** Reads counts in the order of what is served, or a name and a count a line in any order; what no line names was observed by nobody. */
export function readObserved(text: string, outcomes: readonly Outcome[]): Observed {
  if (text.trim() === '') return { kind: 'nothing' };
  const numbers = text.split(/[\s,;]+/).filter((part) => part !== '');
  const areNumbers = numbers.every((part) => /^\d{1,15}$/.test(part));
  if (areNumbers && numbers.length === outcomes.length) return { kind: 'counts', counts: numbers.map(Number) };
  const lines = text.split(/\r?\n/).flatMap((each, at) => (each.trim() === '' ? [] : [{ text: each, line: at + 1 }]));
  const counts: (number | undefined)[] = outcomes.map(() => undefined);
  const wholes = lines.map(({ text: each }) => wholeNumber(unquoted(each.trim())));
  if (wholes.length === outcomes.length && wholes.every((whole) => !Number.isNaN(whole))) return { kind: 'counts', counts: wholes };
  for (const [index, { text: each, line }] of lines.entries()) {
    const read = readLine(each.trim());
    if (read === undefined) {
      // the head of a table
      if (index === 0 && lines.length > 1 && !/\d\s*$/.test(each)) continue;
      return { kind: 'line', line, text: each.trim() };
    }
    const isThere = (one: Line | undefined): one is Line => one !== undefined && outcomeOf(one.name, outcomes) !== undefined;
    // a comma in a count may also be the one behind a name
    const { name, count } = [read, readLine(each.trim(), groupedCount)].find(isThere) ?? read;
    const at = outcomeOf(name, outcomes);
    if (at === undefined) return areNumbers ? { kind: 'number', found: numbers.length } : { kind: 'unknown', line, name };
    if (counts[at] !== undefined) return { kind: 'twice', line, name };
    counts[at] = count;
  }
  return { kind: 'counts', counts: counts.map((count) => count ?? 0) };
}

interface Line {
  readonly name: string;
  readonly count: number;
}

/** A count at the end of a line with its digits in groups. */
const groupedCount = /(?<!\d)"?\d{1,3}([,'’ \u00a0\u2009\u202f])\d{3}(?:\1\d{3}){0,3}"?$/;

/** A name, perhaps in quotes, and a count behind it, with something between them. Not by one expression: that would go back and forth over spaces. */
function readLine(line: string, count = /"?\d{1,15}"?$/): Line | undefined {
  const [found] = count.exec(line) ?? [];
  if (found === undefined) return undefined;
  const before = line.slice(0, -found.length);
  if (!/[\s,;:=|]$/.test(before)) return undefined;
  const bare = before.trimEnd().replace(/[,;:=|]$/, '').trimEnd();
  return { name: unquoted(bare), count: wholeNumber(found.replaceAll('"', '')) };
}

const unquoted = (text: string): string => (/^"[^"]*"$/.test(text) ? text.slice(1, -1) : text);

/** Which outcome is meant: by its name, by its value, or by its name in other letters; undefined where it is none of them, or several. */
function outcomeOf(name: string, outcomes: readonly Outcome[]): number | undefined {
  const ways: readonly ((outcome: Outcome) => boolean)[] = [
    (outcome) => outcome.name === name,
    ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)) === name,
    (outcome) => outcome.name?.toLowerCase() === name.toLowerCase(),
  ];
  for (const way of ways) {
    const found = outcomes.flatMap((outcome, at) => (way(outcome) ? [at] : []));
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}
