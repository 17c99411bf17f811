/**
 * Patterns of keys, as a person writes them: for flags, for formats, and for what is masked. They are matched segment by segment and not
 * by a regular expression: with some stars and a long key that would try for ever.
 */

/** Longest pattern that is kept, in characters. */
export const MOST_PATTERN_LENGTH = 1024;

/** A pattern that was read. */
export interface KeyPattern {
  /** Whether it covers the whole key. */
  test(key: string): boolean;
}

/** Why a text is no pattern: nothing is written, it is too long, or `**` stands beside something else in its segment. */
export type PatternProblem = 'empty' | 'long' | 'stars';

/** What is wrong with a pattern; undefined where nothing is. */
export function patternProblem(pattern: string): PatternProblem | undefined {
  if (pattern === '') return 'empty';
  if (pattern.length > MOST_PATTERN_LENGTH) return 'long';
  return pattern.split('/').some((segment) => segment.includes('**') && segment !== '**') ? 'stars' : undefined;
}

type Segment = (text: string) => boolean;

/** Stands for any number of segments, also none. */
const ANY = '**';
type Part = Segment | typeof ANY;

const compiled = new Map<string, KeyPattern>();
/** A person tries patterns out as they are typed: what is not in use any more need not be kept. */
const MOST_COMPILED = 2000;

/**
 * The pattern read: `*` stands for one segment, or within a segment for any part of it; `**` stands for any number of segments, and at
 * the end for everything below. In a store with another separator the pattern's `/` stands for it, and a leading one may be absent:
 * such keys seldom begin with it.
 */
export function keyPattern(pattern: string, separator = '/'): KeyPattern {
  const id = `${separator} ${pattern}`;
  const known = compiled.get(id);
  if (known) return known;
  const other = separator !== '/';
  const written = pattern.split('/');
  const anchored = other && written[0] === '' && written.length > 1;
  // a separator that is a star is written as `/` only
  const cut = other && !separator.includes('*');
  const parts = partsOf((anchored ? written.slice(1) : written).flatMap((segment) => (cut ? segment.split(separator) : [segment])));
  const read: KeyPattern = {
    test: (key) => {
      const segments = key.split(separator);
      return covers(parts, anchored && segments[0] === '' && segments.length > 1 ? segments.slice(1) : segments);
    },
  };
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(id, read);
  return read;
}

function partsOf(written: readonly string[]): readonly Part[] {
  return written.flatMap((segment, index): Part[] => {
    if (segment !== ANY) return [segmentOf(segment)];
    // everything below is at least one segment, be it an empty one
    return index > 0 && index === written.length - 1 ? [() => true, ANY] : [ANY];
  });
}

function segmentOf(written: string): Segment {
  if (written === '*') return (text) => text !== '';
  const [first = '', ...rest] = written.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === written;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    // the first place of each is as good as any other
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= text.length - last.length;
  };
}

/** Goes back to the last `**` only: what stands before it has its place already. */
function covers(parts: readonly Part[], segments: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let back: { part: number; at: number } | undefined;
  while (at < segments.length) {
    const wanted = parts[part];
    if (wanted === ANY) back = { part: ++part, at };
    else if (wanted?.(segments[at] as string) === true) {
      part++;
      at++;
    } else if (back) {
      back.at++;
      ({ part, at } = back);
    } else return false;
  }
  while (parts[part] === ANY) part++;
  return part === parts.length;
}
