/** Items and members put into a text, taken out of it and exchanged, with the white space that the others have. Comments stay with what they stand at. */
import { hasComments, leadStart, lineStart, tailOf } from './comments';
import type { ListNode, ObjectNode, Structure, SyntaxNode } from './node';
import type { TextEdit } from './text-edit';

/** From the first character of an item or member to behind its last. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

const extentsOf = (node: ListNode | ObjectNode): readonly Extent[] =>
  node.type === 'list' ? node.items.map(({ start, end }) => ({ start, end })) : [...node.members.values()].map(({ keyStart, node: { end } }) => ({ start: keyStart, end }));

/** Items put before the one at an index, or at the end, as they are spelled. */
export function insertionOfItems(structure: Structure, list: ListNode, index: number, spelled: readonly string[]): readonly TextEdit[] {
  const { text } = structure;
  const extents = extentsOf(list);
  if (!list.braces && extents.length > 0) return insertionInBlock(text, list, index, spelled);
  if (extents.length === 0) return [{ offset: list.start + 1, length: 0, text: spelled.join(', ') }];
  const lead = (at: number): string => /\s*$/.exec(text.slice(extents[at - 1]?.end ?? list.start + 1, extents[at]?.start))?.[0] ?? '';
  /** The white space before an item that comes to stand at an index. */
  const leadAt = (at: number): string => {
    // spaced like its own kind: pairs of items may stand on a line each
    const like = at < extents.length ? at : at - spelled.length;
    if (like > 0 && like < extents.length) return lead(like);
    const between = extents.length > 1 ? lead(extents.length - 1) : lead(0);
    return extents.length > 1 || /[\r\n]/.test(between) ? between : /[,:] /.test(text) ? ' ' : '';
  };
  const next = extents[index];
  if (next === undefined) return behindLast(structure, extents.at(-1)?.end ?? list.start + 1, spelled.map((value, at) => `${leadAt(index + at)}${value}`));
  // what stood first has its own white space before it, which the new one takes over
  const following = index === 0 ? leadAt(spelled.length) : lead(index);
  const pieces = spelled.map((value, at) => `${at === 0 ? '' : leadAt(index + at)}${value},`);
  return [{ offset: next.start, length: 0, text: `${pieces.join('')}${following}` }];
}

/**
 * Items or members in braces, each with the white space before it, put behind the last one, which ends at an offset. Where comments end its line
 * they stay with it. `again` where the same edit has put something there before.
 */
export function behindLast(structure: Structure, end: number, added: readonly string[], again = false): readonly TextEdit[] {
  const { from, to, endsLine } = tailOf(structure, end);
  // what comes on the same line would become a part of the comment
  if (to === from || !endsLine || !/^[^\S\r\n]*[\r\n]/.test(added[0] ?? '')) return [{ offset: end, length: 0, text: added.map((one) => `,${one}`).join('') }];
  const text = added.join(',');
  if (from > end) return [{ offset: to, length: 0, text: `${text},` }];
  return again ? [{ offset: to, length: 0, text: `,${text}` }] : [{ offset: end, length: 0, text: ',' }, { offset: to, length: 0, text }];
}

/** Items of a block of YAML, each on a line of its own behind a dash. */
function insertionInBlock(text: string, list: ListNode, index: number, spelled: readonly string[]): readonly TextEdit[] {
  const eol = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
  const first = dashOf(text, list.items[0]?.start ?? list.start);
  const indent = ' '.repeat(first - lineStart(text, first));
  const next = list.items[index];
  if (next !== undefined) return [{ offset: dashOf(text, next.start), length: 0, text: spelled.map((value) => `- ${value}${eol}${indent}`).join('') }];
  return [{ offset: lineEnd(text, list.items.at(-1)?.end ?? list.end), length: 0, text: spelled.map((value) => `${eol}${indent}- ${value}`).join('') }];
}

/** Items or members taken out, with their comments and what separates them from the others. */
export function removal(structure: Structure, node: ListNode | ObjectNode, index: number, count: number): readonly TextEdit[] {
  const { text } = structure;
  const extents = extentsOf(node);
  const [first, last] = [extents[index], extents[index + count - 1]];
  if (first === undefined || last === undefined) return [];
  const [before, after] = [extents[index - 1], extents[index + count]];
  const from = node.braces || node.type === 'object' ? first.start : dashOf(text, first.start);
  if (node.braces) {
    const around = [text.slice(before?.end ?? node.start + 1, first.start), text.slice(last.end, after?.start ?? node.end - 1)];
    if (around.some((between) => hasComments(structure, between))) return removalAmongComments(structure, { first, last, before, after });
    if (before !== undefined) return [cut(before.end, last.end)];
    return [after === undefined ? cut(node.start + 1, node.end - 1) : cut(first.start, after.start)];
  }
  // a block of nothing is not written as one
  if (before === undefined && after === undefined) return [{ offset: node.start, length: node.end - node.start, text: node.type === 'list' ? ' []' : ' {}' }];
  if (text.slice(lineStart(text, from), from).trim() !== '') {
    // the first behind a dash, whose place the next one takes
    return after === undefined ? [] : [cut(from, leadStart(structure, node.type === 'list' ? dashOf(text, after.start) : after.start))];
  }
  const start = lineStart(text, leadStart(structure, from));
  const end = lineEnd(text, last.end);
  const eol = /^(?:\r\n?|\n)/.exec(text.slice(end))?.[0].length ?? 0;
  if (eol > 0) return [cut(start, end + eol)];
  // the last line of a text without a line end takes away the one before it
  return [cut(before === undefined ? start : start - (/(?:\r\n?|\n)$/.exec(text.slice(0, start))?.[0].length ?? 0), end)];
}

interface Removed {
  readonly first: Extent;
  readonly last: Extent;
  readonly before: Extent | undefined;
  readonly after: Extent | undefined;
}

/** In braces, where a cut from one comma to another would take along comments of what stays, or leave those of what goes. */
function removalAmongComments(structure: Structure, { first, last, before, after }: Removed): readonly TextEdit[] {
  const { text } = structure;
  const lead = leadStart(structure, first.start);
  const tail = tailOf(structure, last.end);
  if (after !== undefined) return [cut(lead, tail.to + (/^\s*(?:,\s*)?/.exec(text.slice(tail.to))?.[0].length ?? 0))];
  const space = tail.endsLine ? (/\s*$/.exec(text.slice(0, lead))?.[0].length ?? 0) : 0;
  const own = cut(lead - space, tail.to);
  if (before === undefined) return [own];
  const comma = /^\s*,/.exec(text.slice(before.end, lead))?.[0].length;
  // nothing is changed where a comment stands before the comma
  if (comma === undefined) return [];
  return before.end + comma > own.offset ? [cut(before.end + comma - 1, tail.to)] : [cut(before.end + comma - 1, before.end + comma), own];
}

/** Two items of lists that change places, as they are spelled, with their comments. None where a comment would make the rest of a line a part of it. */
export function exchange(structure: Structure, one: Placed, other: Placed): readonly TextEdit[] {
  const [a, b] = [piecesOf(structure, one), piecesOf(structure, other)];
  if ((a.tail.text !== '' || b.tail.text !== '') && !(a.endsLine && b.endsLine)) return [];
  const put = (place: Piece, by: Piece): TextEdit => ({ offset: place.offset, length: place.text.length, text: by.text });
  return (['lead', 'body', 'tail'] as const).flatMap((part) => (a[part].text === b[part].text ? [] : [put(a[part], b[part]), put(b[part], a[part])]));
}

/** A node and what it stands in. */
export interface Placed {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | undefined;
}

interface Piece {
  readonly offset: number;
  readonly text: string;
}

function piecesOf(structure: Structure, { node, parent }: Placed): { readonly lead: Piece; readonly body: Piece; readonly tail: Piece; readonly endsLine: boolean } {
  const piece = (from: number, to: number): Piece => ({ offset: from, text: structure.text.slice(from, to) });
  const start = parent?.type === 'list' && !parent.braces ? dashOf(structure.text, node.start) : node.start;
  const { from, to, endsLine } = tailOf(structure, node.end);
  return { lead: piece(leadStart(structure, start), start), body: piece(node.start, node.end), tail: piece(from, to), endsLine };
}

const cut = (from: number, to: number): TextEdit => ({ offset: from, length: to - from, text: '' });

/** The dash before an item of a block. */
const dashOf = (text: string, start: number): number => text.lastIndexOf('-', start - 1);

/** The end of a line, behind a comment if there is one. */
const lineEnd = (text: string, at: number): number => at + (/^[ \t]*(?:#[^\r\n]*)?/.exec(text.slice(at))?.[0].length ?? 0);

