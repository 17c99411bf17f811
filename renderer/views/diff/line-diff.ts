/** The difference of two texts by lines, a few lines of what is around each change, and what differs within a line. */
import { diff, presentableDiff } from '@codemirror/merge';

/** A part of a line; `changed` is what differs from the line that it stands against. */
export interface Part {
  readonly text: string;
  readonly changed: boolean;
}

/** A line of either text, or of both. */
export interface TextLine {
  readonly kind: 'same' | 'removed' | 'added';
  /** Its number in the text that it stands in; in the later one where it stands in both. */
  readonly line: number;
  /** Of a line in both texts, its number in the earlier one. */
  readonly lineBefore?: number;
  readonly parts: readonly Part[];
}

/** Lines that are the same and folded away; made when somebody asks for them. */
export interface Gap {
  readonly kind: 'gap';
  readonly count: number;
  readonly lines: () => readonly TextLine[];
}

export type DiffLine = TextLine | Gap;

/** Lines shown around a change. */
const AROUND = 3;
/** Longer lines are not compared within. */
const LONGEST_COMPARED = 2000;
/** More lines in the place of as many are not compared one by one. */
const MOST_PAIRED = 50;
/** How long a comparison may take before it becomes coarse, in milliseconds. */
const TIMEOUT_MS = 200;

const linesOf = (text: string): string[] => text.split('\n');

/** Removed lines before added ones. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const found: DiffLine[] = [];
  let at = 0;
  let shift = 0;
  for (const { fromA, toA, fromB, toB } of changesOf(a, b)) {
    pushSame(found, a, { from: at, to: fromA, shift, last: false });
    pushChanged(found, a.slice(fromA, toA), b.slice(fromB, toB), { fromA, fromB });
    at = toA;
    shift = toB - toA;
  }
  pushSame(found, a, { from: at, to: a.length, shift, last: true });
  return found;
}

/** Lines that are the same; those that are far from a change are folded away. */
function pushSame(found: DiffLine[], lines: readonly string[], { from, to, shift, last }: { from: number; to: number; shift: number; last: boolean }): void {
  const head = found.length === 0 ? 0 : AROUND;
  const tail = last ? 0 : AROUND;
  const same = (start: number, end: number): TextLine[] =>
    lines.slice(start, end).map((text, index) => ({ kind: 'same', line: start + index + shift + 1, lineBefore: start + index + 1, parts: [whole(text)] }));
  const left = to - from - head - tail;
  // a line in the place of one line saves nothing
  if (left <= 1) found.push(...same(from, to));
  else found.push(...same(from, from + head), { kind: 'gap', count: left, lines: () => same(from + head, to - tail) }, ...same(to - tail, to));
}

interface Range {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Changed ranges of lines. Each line stands as one character in the comparison, which takes no longer than one of so many characters. */
function changesOf(a: readonly string[], b: readonly string[]): readonly Range[] {
  const characters = new Map<string, number>();
  const numbered = (lines: readonly string[]): number[] => lines.map((line) => characters.get(line) ?? (characters.set(line, characters.size), characters.size - 1));
  const [inA, inB] = [numbered(a), numbered(b)];
  if (characters.size > CHARACTERS) return [middleOf(inA, inB)];
  return diff(asText(inA), asText(inB), { scanLimit: 5000, timeout: TIMEOUT_MS });
}

/** Characters that are no half of a pair. */
const CHARACTERS = 0x10000 - 0x800;
const asText = (numbers: readonly number[]): string => numbers.map((number) => String.fromCharCode(number < 0xd800 ? number : number + 0x800)).join('');

/** A run of lines in the place of another; where as many take the place of as many, each shows what differs within. */
function pushChanged(found: DiffLine[], before: readonly string[], after: readonly string[], { fromA, fromB }: Pick<Range, 'fromA' | 'fromB'>): void {
  const paired = before.length === after.length && before.length <= MOST_PAIRED ? before.map((text, index) => partsOf(text, after[index] ?? '')) : undefined;
  before.forEach((text, index) => found.push({ kind: 'removed', line: fromA + index + 1, parts: paired?.[index]?.[0] ?? [whole(text)] }));
  after.forEach((text, index) => found.push({ kind: 'added', line: fromB + index + 1, parts: paired?.[index]?.[1] ?? [whole(text)] }));
}

/** Two lines in parts. Of long ones only the middle that differs is marked. */
export function partsOf(before: string, after: string): [Part[], Part[]] {
  const changes =
    Math.max(before.length, after.length) > LONGEST_COMPARED ? [middleOf(before, after)] : presentableDiff(before, after, { scanLimit: 500, timeout: TIMEOUT_MS });
  const [old, now]: [Part[], Part[]] = [[], []];
  let [a, b] = [0, 0];
  const push = (parts: Part[], text: string, isChanged: boolean): void => void (text !== '' && parts.push({ text, changed: isChanged }));
  for (const { fromA, toA, fromB, toB } of changes) {
    push(old, before.slice(a, fromA), false);
    push(now, after.slice(b, fromB), false);
    push(old, before.slice(fromA, toA), true);
    push(now, after.slice(fromB, toB), true);
    [a, b] = [toA, toB];
  }
  push(old, before.slice(a), false);
  push(now, after.slice(b), false);
  return [old.map(shortened), now.map(shortened)];
}

/** The smallest middle that differs. */
function middleOf(a: ArrayLike<unknown>, b: ArrayLike<unknown>): Range {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { fromA: start, toA: a.length - end, fromB: start, toB: b.length - end };
}

/** Characters of one part that are shown. */
const MOST_OF_A_PART = 400;
const half = MOST_OF_A_PART / 2;

/** A part without the middle of what nobody would read. */
const shortened = (part: Part): Part => (part.text.length <= MOST_OF_A_PART ? part : { ...part, text: `${part.text.slice(0, half)}…${part.text.slice(-half)}` });

const whole = (text: string): Part => shortened({ text, changed: false });
