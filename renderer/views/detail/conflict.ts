/** What a draft and the live value that came under it can become: a text that joins both, or one of the two. */
import { sameBytes } from '../../../shared/model/key';
import type { ValueDraft } from '../../../shared/model/value-draft';
import { mergeValues, textOf, type TextMerge } from '../../../shared/plans/merge/merge';

/** The merge of a draft with a live value. Null where that is no text: a text made of it would damage it, so it stays or the draft does. */
export function mergedOf({ text, before }: Pick<ValueDraft, 'text' | 'before'>, theirs: Uint8Array | null): TextMerge | null {
  const live = textOf(theirs);
  if (live === undefined) return null;
  const merged = mergeValues(before, new TextEncoder().encode(text), theirs);
  if (merged.kind === 'text') return merged.merge;
  if (merged.kind === 'settled') return { text: sameBytes(merged.value, theirs) ? live : text, conflicts: [], mine: text };
  // what it was edited from was no text: the two are one conflict
  const count = live.split('\n').length;
  return { text: live, conflicts: [{ place: { kind: 'lines', line: 1, count }, base: undefined, mine: text, theirs: live }], mine: text };
}

/** Whether a merged text is what the store holds already, so that nothing is left to write. */
export const isTheirs = (text: string, theirs: Uint8Array | null): boolean => textOf(theirs) === text;
