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

// C0 and C1 controls, soft hyphen, zero-width and bidirectional controls, line separators, byte order mark, tags;
// the joiner only where it joins no emoji
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

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

/** Nearly every name and value, told apart in no time. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Any text on one line, in plain characters. */
export const oneLine = (text: string): string => (isPlain(text) ? text : text.replace(invisible, pictureOf));

/** The text without half a surrogate pair at its end. */
function cut(text: string): string {
  const last = text.charCodeAt(MAX_SHOWN - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? MAX_SHOWN - 1 : MAX_SHOWN);
}

function addPieces(pieces: Piece[], text: string, match: boolean): void {
  let from = 0;
  if (isPlain(text)) {
    if (text !== '') pieces.push({ text, control: false, match });
    return;
  }
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

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** How a character is written that has no picture. Unicode's pictures of controls are in few fonts. */
function pictureOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return escapes[character] ?? (code < 0x80 ? `\\x${hex(code, 2)}` : `‹U+${hex(code, 4)}›`);
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, '0');
