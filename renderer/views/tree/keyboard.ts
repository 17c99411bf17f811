/** The keyboard of a tree as the WAI-ARIA pattern has it: from a key and the active row to what is to be done. */
import type { SourceData } from '../../store/source-data';
import { segmentOf } from '../../store/segments';

export type TreeMove =
  | { readonly kind: 'go'; readonly index: number }
  | { readonly kind: 'expand'; readonly handle: number; readonly expanded: boolean }
  | { readonly kind: 'expand-siblings'; readonly handle: number };

/** What a key that is no letter does in this row; null where it means nothing. `page` is a page's number of rows. */
export function moveFor(key: string, data: SourceData, index: number, page: number): TreeMove | null {
  const { rows, tree } = data;
  const handle = rows.at(index);
  if (handle === undefined) return null;
  const go = (to: number): TreeMove => ({ kind: 'go', index: Math.max(0, Math.min(rows.count - 1, to)) });
  switch (key) {
    case 'ArrowDown':
      return go(index + 1);
    case 'ArrowUp':
      return go(index - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.count - 1);
    case 'PageDown':
      return go(index + page);
    case 'PageUp':
      return go(index - page);
    case 'ArrowRight':
      if (!rows.isDirectory(handle)) return null;
      return rows.isExpanded(handle) ? go(index + 1) : { kind: 'expand', handle, expanded: true };
    case 'ArrowLeft': {
      if (rows.isExpanded(handle)) return { kind: 'expand', handle, expanded: false };
      const parent = rows.indexOf(tree.parent[handle] as number);
      return parent < 0 ? null : go(parent);
    }
    case 'Enter':
    case ' ':
      return rows.isDirectory(handle) ? { kind: 'expand', handle, expanded: !rows.isExpanded(handle) } : null;
    case '*':
      return { kind: 'expand-siblings', handle };
    default:
      return null;
  }
}

/** How long a pause may be between two letters of one word, in milliseconds. */
const PAUSE_MS = 600;

/** Letters typed in a row. */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

/** The letters typed so far with one more; a pause begins anew. */
export const typeLetter = (before: Typed, letter: string, now: number): Typed => ({
  text: (now - before.at < PAUSE_MS ? before.text : '') + letter.toLowerCase(),
  at: now,
});

/** The next row whose name begins with what was typed, -1 for none. The same letter again and again goes from one to the next. */
export function findTyped({ tree, rows, base, separator }: SourceData, text: string, from: number): number {
  const repeated = [...text].every((letter) => letter === text[0]);
  const wanted = repeated ? (text[0] ?? '') : text;
  // a longer word may still be about the active row
  const start = repeated ? from + 1 : from;
  for (let step = 0; step < rows.count; step++) {
    const index = (start + step) % rows.count;
    const key = tree.keys[rows.at(index) as number] as string;
    if (segmentOf(base, key, separator).name.slice(0, wanted.length).toLowerCase() === wanted) return index;
  }
  return -1;
}
