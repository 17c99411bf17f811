/**
 * Merges of a draft ("mine") and the live value ("theirs") that come from one base. What does not conflict is merged by itself, laid out
 * as in the live value; where both sides changed the same, the live one stands until somebody chooses.
 */
import { sameBytes } from '../../model/key';
import { json } from './json';
import { linesOf, mergeLines } from './lines';
import { mergeStructure, type Format, type Path } from './structure';
import { yaml } from './yaml';

/** Where a conflict is: lines of the merged text, counted from one, or a property. */
export type ConflictPlace = { readonly kind: 'lines'; readonly line: number; readonly count: number } | { readonly kind: 'property'; readonly path: Path };

/** What each side has at a place; undefined where it has nothing. */
export interface Conflict {
  readonly place: ConflictPlace;
  readonly base: string | undefined;
  readonly mine: string | undefined;
  readonly theirs: string | undefined;
}

export interface TextMerge {
  /** Theirs where there are conflicts. */
  readonly text: string;
  readonly conflicts: readonly Conflict[];
  /** How properties are moved; absent where the merge went by lines. */
  readonly format?: 'json' | 'yaml';
  /** My whole text, from which a choice takes over a property. */
  readonly mine: string;
}

/** `either`: one of the two as a whole, because they are no texts. */
export type ValueMerge = { readonly kind: 'settled'; readonly value: Uint8Array | null } | { readonly kind: 'text'; readonly merge: TextMerge } | { readonly kind: 'either' };

const formats: Readonly<Record<'json' | 'yaml', Format>> = { json, yaml };

/** Merges two values. */
export function mergeValues(base: Uint8Array | null, mine: Uint8Array | null, theirs: Uint8Array | null): ValueMerge {
  if (sameBytes(base, mine) || sameBytes(mine, theirs)) return { kind: 'settled', value: theirs };
  if (sameBytes(base, theirs)) return { kind: 'settled', value: mine };
  const [o, a, b] = [base, mine, theirs].map(textOf);
  if (o === undefined || a === undefined || b === undefined) return { kind: 'either' };
  return { kind: 'text', merge: mergeTexts(o, a, b) };
}

/** Merges two texts: JSON and YAML by their properties where all three are documents, others line by line. */
export function mergeTexts(base: string, mine: string, theirs: string): TextMerge {
  if (base === mine || mine === theirs) return { text: theirs, conflicts: [], mine };
  if (base === theirs) return { text: mine, conflicts: [], mine };
  return mergeDocuments('json', base, mine, theirs) ?? mergeDocuments('yaml', base, mine, theirs) ?? mergeByLine(base, mine, theirs);
}

/** The merge after a choice for one of its conflicts. */
export function resolve(merge: TextMerge, conflict: Conflict, choice: 'mine' | 'theirs'): TextMerge {
  const others = merge.conflicts.filter((other) => other !== conflict);
  if (choice === 'theirs') return { ...merge, conflicts: others };
  const { place } = conflict;
  if (place.kind === 'property') {
    const text = merge.format ? formats[merge.format].transplant(merge.text, place.path, merge.mine) : merge.text;
    return { ...merge, text, conflicts: others };
  }
  const lines = linesOf(merge.text);
  const chosen = linesOf(conflict.mine ?? '');
  lines.splice(place.line - 1, place.count, ...chosen);
  const moved = others.map((other): Conflict => {
    if (other.place.kind === 'property' || other.place.line < place.line) return other;
    return { ...other, place: { ...other.place, line: other.place.line + chosen.length - place.count } };
  });
  return { ...merge, text: lines.join(''), conflicts: moved };
}

function mergeDocuments(format: 'json' | 'yaml', base: string, mine: string, theirs: string): TextMerge | undefined {
  const { read, transplant } = formats[format];
  const [o, a, b] = [read(base), read(mine), read(theirs)];
  if (!o || !a || !b) return undefined;
  const { fromMine, conflicts } = mergeStructure(o.root, a.root, b.root);
  const moved = fromMine.reduce((merged, path) => transplant(merged, path, mine), theirs);
  const found = conflicts.map((path): Conflict => ({ place: { kind: 'property', path }, base: o.sourceAt(path), mine: a.sourceAt(path), theirs: b.sourceAt(path) }));
  return { text: found.length > 0 ? moved : (laidOutAs(moved, formats[format], mergeByLine(base, mine, theirs)) ?? moved), conflicts: found, format, mine };
}

/** The merge by lines, which keeps comments and layout of both sides, where it says the same as the one by properties. */
function laidOutAs(moved: string, { read }: Format, { text, conflicts }: TextMerge): string | undefined {
  const wanted = read(moved)?.root.id;
  return conflicts.length === 0 && wanted !== undefined && read(text)?.root.id === wanted ? text : undefined;
}

function mergeByLine(base: string, mine: string, theirs: string): TextMerge {
  const lines: string[] = [];
  const conflicts: Conflict[] = [];
  for (const region of mergeLines(base, mine, theirs)) {
    if (region.kind === 'conflict') {
      const place = { kind: 'lines', line: lines.length + 1, count: region.theirs.length } as const;
      conflicts.push({ place, base: region.base.join(''), mine: region.mine.join(''), theirs: region.theirs.join('') });
    }
    // spreading into push would overflow the stack with a large text
    for (const line of region.kind === 'conflict' ? region.theirs : region.lines) lines.push(line);
  }
  return { text: lines.join(''), conflicts, mine };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that a value is, byte for byte; undefined for null and for bytes that are none. */
export function textOf(value: Uint8Array | null): string | undefined {
  try {
    return value === null ? undefined : strictUtf8.decode(value);
  } catch {
    return undefined;
  }
}
