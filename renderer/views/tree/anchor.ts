/** Keeps what the user looks at in its place while rows come and go above it. */
import type { VisibleRows } from '../../store/rows';
import { ROW_HEIGHT, scrollFor } from './windowing';

/** The rows in sight, from the top, and how much of the first one is scrolled away. */
export interface Anchor {
  readonly handles: Int32Array;
  readonly offset: number;
  readonly height: number;
  /** Filter that the rows belonged to. */
  readonly generation: number;
}

/** What is in sight now. Null at the very top: who is there wants to see what comes first. */
export function takeAnchor(rows: VisibleRows, top: number, height: number): Anchor | null {
  const first = Math.floor(top / ROW_HEIGHT);
  return {
    handles: rows.rows.slice(first, Math.min(rows.count, first + Math.ceil(height / ROW_HEIGHT))),
    offset: top <= 0 ? 0 : top - first * ROW_HEIGHT,
    height,
    generation: rows.generation,
  };
}

/** Where to scroll after the rows have changed. Another filter shows other rows: then the active one, if it is among them, or the top. */
export function followAnchor(rows: VisibleRows, anchor: Anchor | null, top: number, activeIndex: number): number {
  if (anchor === null) return top;
  if (anchor.generation !== rows.generation) return scrollFor(activeIndex, { top: 0, height: anchor.height }) ?? 0;
  if (top <= 0) return top;
  for (let i = 0; i < anchor.handles.length; i++) {
    const index = rows.indexOf(anchor.handles[i] as number);
    if (index >= 0) return Math.max(0, (index - i) * ROW_HEIGHT + anchor.offset);
  }
  return top;
}
