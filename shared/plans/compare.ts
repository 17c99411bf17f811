/** Comparisons of two trees, or of two parts of one: streamed over sorted keys, nothing is collected. */
import type { Stamp } from '../model/entry';
import { compareKeys, sameBytes, type Key } from '../model/key';
import type { Intention } from './intention';
import type { Held, Span } from './tree';
import type { Work } from './work';

/** A key and its value on one side. A file has no stamps. */
export type Item = Pick<Held, 'key' | 'value'> & { readonly stamp?: Stamp };

/** Items of a span, in the order of their keys, that of the top first. */
export interface Side {
  readonly span: Span;
  readonly items: Iterable<Item>;
}

/** One place in both trees. `unread`: on both sides, and a value is not here. */
export type TreeDifference =
  | { readonly kind: 'only-left'; readonly at: Key; readonly left: Item }
  | { readonly kind: 'only-right'; readonly at: Key; readonly right: Item }
  | { readonly kind: 'different' | 'same' | 'unread'; readonly at: Key; readonly left: Item; readonly right: Item };

/** Where two trees differ, and where they do not. `at` is the place below both tops: empty for the tops, otherwise `/` and what follows. */
export function* compareTrees(left: Side, right: Side): Generator<TreeDifference> {
  const lefts = placed(left);
  const rights = placed(right);
  let a = lefts.next();
  let b = rights.next();
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(a.value.at, b.value.at);
    if (order < 0 && !a.done) yield { kind: 'only-left', at: a.value.at, left: a.value.item };
    if (order > 0 && !b.done) yield { kind: 'only-right', at: b.value.at, right: b.value.item };
    if (order === 0 && !a.done && !b.done) {
      yield { kind: relation(a.value.item, b.value.item), at: a.value.at, left: a.value.item, right: b.value.item };
    }
    if (order <= 0) a = lefts.next();
    if (order >= 0) b = rights.next();
  }
}

/** The key at this place of a span; undefined for the top of one that has none. */
export const keyAt = ({ top, below }: Span, at: Key): Key | undefined => (at === '' ? top : below + at.slice(1));

/** What makes the right side as the left one is at these places, guarded by what the right side holds now. */
export function* promoting(chosen: Iterable<TreeDifference>, right: Span): Work<Intention[]> {
  const intentions: Intention[] = [];
  for (const difference of chosen) {
    yield;
    const key = keyAt(right, difference.at);
    if (key === undefined) continue;
    if (difference.kind === 'only-left' && difference.left.value !== undefined) {
      intentions.push({ kind: 'set', key, value: difference.left.value, base: 'absent' });
    } else if (difference.kind === 'different' && difference.left.value !== undefined && difference.right.stamp) {
      intentions.push({ kind: 'set', key, value: difference.left.value, base: difference.right.stamp });
    } else if (difference.kind === 'only-right' && difference.right.stamp) {
      intentions.push({ kind: 'delete', key, base: difference.right.stamp });
    }
  }
  return intentions;
}

function* placed({ span: { top, below }, items }: Side): Generator<{ readonly at: Key; readonly item: Item }, undefined> {
  for (const item of items) yield { at: item.key === top ? '' : `/${item.key.slice(below.length)}`, item };
  return undefined;
}

function relation(left: Item, right: Item): 'different' | 'same' | 'unread' {
  if (left.value === undefined || right.value === undefined) return 'unread';
  return sameBytes(left.value, right.value) ? 'same' : 'different';
}
