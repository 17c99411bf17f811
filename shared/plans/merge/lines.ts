/** Three-way merges line by line. Line ends belong to their lines, so that what comes out is made of bytes that went in. */
import { diff3Merge } from 'node-diff3';

/** A run of lines on which all agree, or that both sides changed. */
export type Region =
  | { readonly kind: 'agreed'; readonly lines: readonly string[] }
  | { readonly kind: 'conflict'; readonly base: readonly string[]; readonly mine: readonly string[]; readonly theirs: readonly string[] };

/** The lines of a text, each with its end. */
export const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

/** Steps that the search may take: about a second. It takes as many as there are pairs of equal lines times lines. */
const MOST_STEPS = 5e8;

type Found = { readonly ok: string[] } | { readonly ok?: undefined; readonly conflict: { readonly a: string[]; readonly o: string[]; readonly b: string[] } };

/** Merges two texts that come from one. What is between their first and last change is one conflict where lines repeat too often to search it. */
export function mergeLines(base: string, mine: string, theirs: string): Region[] {
  const [o, a, b] = [linesOf(base), linesOf(mine), linesOf(theirs)];
  // the search for the longest common sequence is slow where lines repeat: it gets only what is between equal ends
  const shortest = Math.min(o.length, a.length, b.length);
  let head = 0;
  while (head < shortest && o[head] === a[head] && o[head] === b[head]) head++;
  let tail = 0;
  while (tail < shortest - head && o[o.length - 1 - tail] === a[a.length - 1 - tail] && o[o.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const between = (lines: string[]): string[] => lines.slice(head, lines.length - tail);
  const [oldLines, myLines, theirLines] = [between(o), between(a), between(b)];
  const searchable = stepsOf(oldLines, myLines) + stepsOf(oldLines, theirLines) <= MOST_STEPS;
  const found: Found[] = searchable
    ? (diff3Merge(myLines, oldLines, theirLines, { excludeFalseConflicts: true }) as Found[])
    : [{ conflict: { a: myLines, o: oldLines, b: theirLines } }];
  const regions: Region[] = found.map((region) =>
    region.ok ? { kind: 'agreed', lines: region.ok } : { kind: 'conflict', base: region.conflict.o, mine: region.conflict.a, theirs: region.conflict.b },
  );
  const agreed = (lines: string[]): Region[] => (lines.length > 0 ? [{ kind: 'agreed', lines }] : []);
  return [...agreed(o.slice(0, head)), ...regions, ...agreed(o.slice(o.length - tail))];
}

function stepsOf(o: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of o) counts.set(line, (counts.get(line) ?? 0) + 1);
  const pairs = other.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
  return pairs * Math.min(o.length, other.length);
}
