/** Completion in the editor: what can be typed here, while one types and at Ctrl+Space. What there is to choose from is worked out elsewhere. */
import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { EditorState, Extension } from '@codemirror/state';

/** Something to choose. */
export interface Suggestion {
  readonly label: string;
  /** What takes the place of what has been typed. */
  readonly insert: string;
  readonly kind: 'property' | 'operator' | 'value';
  /** What it stands for, beside it. */
  readonly detail?: string | undefined;
  /** A sentence about it. */
  readonly info?: string | undefined;
}

/** What can be chosen, best first, and the UTF-16 offsets of the text between which it is put. */
export interface Suggestions {
  readonly from: number;
  readonly to: number;
  readonly options: readonly Suggestion[];
}

/** Gives what can be typed at an offset of the text; null for nothing. */
export type Suggest = (text: string, offset: number) => Suggestions | null;

/** How many of an order CodeMirror keeps: it takes a boost from -99 to 99. */
const MOST_BOOSTED = 99;

/** Completion by the source that there is at the time. */
export const completion = (suggest: () => Suggest | undefined): Extension =>
  autocompletion({
    override: [(context) => resultOf(context, suggest())],
    icons: false,
    // what a key does depends on what is shown, not on how long it has been
    interactionDelay: 0,
    optionClass: ({ type = '' }) => `completion-${type}`,
  });

function resultOf({ state, pos, explicit }: CompletionContext, suggest: Suggest | undefined): CompletionResult | null {
  const found = suggest?.(state.sliceDoc(), offsetOf(state, pos)) ?? null;
  if (found === null) return null;
  // what is replaced stands on one line, where both count alike
  const shift = pos - offsetOf(state, pos);
  const [from, to] = [found.from + shift, found.to + shift];
  // unasked, only once something is typed: a list under every space would be in the way, and Enter would choose from it
  if (!explicit && from === pos && !/["']/.test(state.sliceDoc(pos - 1, pos))) return null;
  return { from, to, options: found.options.map(optionOf) };
}

/** Of a position in lines of the document, the offset in its text, where a line end may be two characters. */
const offsetOf = (state: EditorState, pos: number): number => pos + (state.doc.lineAt(pos).number - 1) * (state.lineBreak.length - 1);

const optionOf = ({ label, insert, kind, detail, info }: Suggestion, index: number): Completion => ({
  label,
  apply: insert,
  type: kind,
  boost: MOST_BOOSTED - Math.min(index, MOST_BOOSTED),
  ...(detail !== undefined && { detail }),
  ...(info !== undefined && { info }),
});
