/** A name or value as it can be shown on one line: characters that would move, hide or reverse what stands beside them are made visible. */

export interface Piece {
  readonly text: string;
  /** Stands for a character that has no picture of its own. */
  readonly control: boolean;
  /** Part of what the filter asks for. */
  readonly match: boolean;
}

/** Longer names are cut on the screen; their accessible name is not. */
const MAX_SHOWN = 400;

// C0 and C1 controls, soft hyphen, zero-width and bidirectional controls, line separators, byte order mark, tags
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** A name in pieces, words of the filter marked. `terms` are in lower case. */
export function piecesOf(text: string, terms: readonly string[]): Piece[] {
  const shown = text.length > MAX_SHOWN ? `${cut(text)}…` : text;
  const marks = marksOf(shown, terms);
  const pieces: Piece[] = [];
  let from = 0;
  for (const [start, end] of marks) {
    addPieces(pieces, shown.slice(from, start), false);
    addPieces(pieces, shown.slice(start, end), true);
    from = end;
  }
  addPieces(pieces, shown.slice(from), false);
  return pieces;
}

/** Any text on one line, in plain characters. */
export const oneLine = (text: string): string => text.replace(invisible, pictureOf);

/** The text without half a surrogate pair at its end. */
function cut(text: string): string {
  const last = text.charCodeAt(MAX_SHOWN - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? MAX_SHOWN - 1 : MAX_SHOWN);
}

function addPieces(pieces: Piece[], text: string, match: boolean): void {
  let from = 0;
  for (const found of text.matchAll(invisible)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), control: false, match });
    pieces.push({ text: pictureOf(found[0]), control: true, match });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), control: false, match });
}

/** Where the words stand, overlaps joined. Nothing where lower case is not as long as the text. */
function marksOf(text: string, terms: readonly string[]): [number, number][] {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return [];
  const found: [number, number][] = [];
  for (const term of terms) {
    for (let at = lower.indexOf(term); at >= 0; at = lower.indexOf(term, at + term.length)) found.push([at, at + term.length]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [start, end] of found) {
    const last = joined[joined.length - 1];
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** Unicode's picture of a control character, its code where there is none. */
function pictureOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
