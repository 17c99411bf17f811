/** Edits of a text by pieces. */
import type { Problem } from '../problem';

/** A piece of a text and what takes its place. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** The text after an edit and the pieces that changed, in their order; or why it was not made. */
export type Edited = { readonly ok: true; readonly text: string; readonly edits: readonly TextEdit[] } | { readonly ok: false; readonly problem: Problem };

/** A text with edits made, in one pass: those of jsonc-parser copies the whole text for each. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let at = 0;
  const pieces: string[] = [];
  for (const edit of edits.toSorted((a, b) => a.offset - b.offset)) {
    pieces.push(text.slice(at, edit.offset), edit.text);
    at = edit.offset + edit.length;
  }
  return [...pieces, text.slice(at)].join('');
}
