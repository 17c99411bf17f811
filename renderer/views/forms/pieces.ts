/** Sentences with parts of a flag in them: an attribute, a literal, code. Each piece has its own look, whatever the language's order. */
import type { Words } from '../../ui/text';

/** A part of a sentence. `words` are the window's own, all else stands in the flag. */
export interface Piece {
  readonly kind: 'words' | 'name' | 'value' | 'code';
  readonly text: string;
}

/** The sentences of conditions. */
export type Sentence = keyof (typeof import('../../../shared/text/en/forms'))['formWords']['logic'];

/** What fills the places of a sentence. */
export type Parts = Readonly<Record<string, readonly Piece[]>>;

// a character that no sentence has, around the names of its places
const mark = '\u0001';

/** The places of all sentences. */
const unfilled = { a: '', b: '', c: '', op: '' };

/** A sentence with pieces in its places. */
export function sentence(words: Words, which: Sentence, parts: Parts = {}): readonly Piece[] {
  const marked = Object.fromEntries(Object.keys(parts).map((name) => [name, `${mark}${name}${mark}`]));
  const template: string = words(`form.logic.${which}`, { ...unfilled, ...marked });
  return template
    .split(mark)
    .flatMap((text, index): readonly Piece[] => (index % 2 === 1 ? (parts[text] ?? []) : text === '' ? [] : [{ kind: 'words', text }]));
}

/** Pieces in a row, with a word between them. */
export const joined = (words: Words, between: 'and' | 'or', all: readonly (readonly Piece[])[]): readonly Piece[] =>
  all.flatMap((pieces, index) => (index === 0 ? pieces : [...sentence(words, between), ...pieces]));

/** An attribute, a segment or a rule by its name. */
export const named = (text: string): readonly Piece[] => [{ kind: 'name', text }];
/** A value that is compared with. */
export const literal = (value: unknown): readonly Piece[] => [{ kind: 'value', text: shortJson(value) }];
/** What has no words. */
export const code = (value: unknown): readonly Piece[] => [{ kind: 'code', text: JSON.stringify(value) ?? 'null' }];

const LONGEST = 400;

/** A value as JSON on one line, cut where it is long. */
export function shortJson(value: unknown, longest = LONGEST): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
