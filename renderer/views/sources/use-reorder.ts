import { useEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from 'react';

/** How far the pointer moves before it is no longer a click, in pixels. */
const THRESHOLD = 4;
/** How close to an edge the list begins to scroll, and how far it does at a time, in pixels. */
const EDGE = 12;
const STEP = 6;

interface Drag {
  readonly from: number;
  /** Its place once it is dropped. */
  readonly to: number;
  /** Where the line that shows the place is drawn, in pixels from the top of the list's content. */
  readonly lineAt: number;
}

export interface Reorder {
  readonly list: RefObject<HTMLUListElement | null>;
  readonly drag: Drag | null;
  onPointerDown(event: PointerEvent, index: number): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onClickCapture(event: MouseEvent): void;
}

/** Moving the rows of a list by the mouse; the first `fixed` rows stay. Escape gives it up. */
export function useReorder(fixed: number, onMove: (from: number, to: number) => void): Reorder {
  const list = useRef<HTMLUListElement>(null);
  const pressed = useRef<{ readonly index: number; readonly y: number } | null>(null);
  const moved = useRef(false);
  const [drag, setDrag] = useState<Drag | null>(null);
  const dragging = drag !== null;
  useEffect(() => {
    if (!dragging) return undefined;
    const giveUp = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      pressed.current = null;
      setDrag(null);
    };
    document.addEventListener('keydown', giveUp);
    return () => document.removeEventListener('keydown', giveUp);
  }, [dragging]);

  const onPointerMove = (event: PointerEvent): void => {
    const start = pressed.current;
    const box = list.current;
    if (start === null || box === null || (!dragging && Math.abs(event.clientY - start.y) < THRESHOLD)) return;
    if (!dragging) event.currentTarget.setPointerCapture(event.pointerId);
    moved.current = true;
    const { top, bottom } = box.getBoundingClientRect();
    if (event.clientY < top + EDGE) box.scrollTop -= STEP;
    if (event.clientY > bottom - EDGE) box.scrollTop += STEP;
    const rows = [...box.querySelectorAll(':scope > [data-row]')].map((row) => row.getBoundingClientRect());
    const others = rows.filter((_, index) => index !== start.index);
    const above = others.filter((row) => (row.top + row.bottom) / 2 < event.clientY).length;
    const to = Math.max(fixed, above);
    const next = others[to];
    const line = next === undefined ? (others.at(-1)?.bottom ?? top) : next.top;
    setDrag({ from: start.index, to, lineAt: line - top + box.scrollTop });
  };
  return {
    list,
    drag,
    onPointerDown: (event, index) => {
      moved.current = false;
      pressed.current = event.button === 0 && index >= fixed ? { index, y: event.clientY } : null;
    },
    onPointerMove,
    onPointerUp: () => {
      pressed.current = null;
      if (drag !== null && drag.to !== drag.from) onMove(drag.from, drag.to);
      setDrag(null);
    },
    // the click that ends a drag opens nothing
    onClickCapture: (event) => {
      if (moved.current) event.stopPropagation();
      moved.current = false;
    },
  };
}
