/** Which rows of a fixed height have to be in the document, and where to scroll so that one can be seen. */

/** Height of every row in pixels. */
export const ROW_HEIGHT = 22;

/** Rows rendered beyond each edge, so that a short scroll shows no gap. */
const OVERSCAN = 10;

/** What is to be seen of a scrolled list, in pixels. */
export interface Viewport {
  readonly top: number;
  readonly height: number;
}

/** Rows from `first` up to but not including `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Rows to render for a viewport. */
export function rangeOf({ top, height }: Viewport, count: number): RowRange {
  const first = Math.floor(top / ROW_HEIGHT) - OVERSCAN;
  const end = Math.ceil((top + height) / ROW_HEIGHT) + OVERSCAN;
  return { first: Math.max(0, Math.min(first, count)), end: Math.max(0, Math.min(end, count)) };
}

/** Rows that move a page at a time, one staying in sight. */
export const pageOf = ({ height }: Viewport): number => Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);

/** Where to scroll so that a row is wholly in sight: as little as possible when it is near, to the middle when it is far. Null if it is. */
export function scrollFor(index: number, { top, height }: Viewport): number | null {
  const rowTop = index * ROW_HEIGHT;
  const rowEnd = rowTop + ROW_HEIGHT;
  if (rowTop >= top && rowEnd <= top + height) return null;
  if (rowEnd < top - height || rowTop > top + height * 2) return Math.max(0, Math.round(rowTop - (height - ROW_HEIGHT) / 2));
  return rowTop < top ? rowTop : Math.max(0, rowEnd - height);
}
