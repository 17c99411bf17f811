import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { VisibleRows } from '../../store/rows';
import { followAnchor, takeAnchor, type Anchor } from './anchor';
import { ROW_HEIGHT, scrollFor, type Viewport } from './windowing';

interface Scrolled {
  /** Rises when the rows have changed. */
  readonly version: number;
  readonly activeIndex: number;
  /** What is to be in sight: the active row is scrolled to whenever this changes. Empty for nothing. */
  readonly wanted: string;
}

/** The element that scrolls the rows and what is in sight of them; `onScroll` looks again. Keeps rows in their place as others come and go. */
export function useScroll(rows: VisibleRows, { version, activeIndex, wanted }: Scrolled) {
  const host = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ top: 0, height: 0 });
  const latest = useRef(viewport);
  const anchor = useRef<Anchor | null>(null);
  const seen = useRef({ version, wanted: '' });

  const read = useCallback(() => {
    const element = host.current;
    if (element === null) return;
    const { scrollTop: top, clientHeight: height } = element;
    if (latest.current.top !== top || latest.current.height !== height) {
      latest.current = { top, height };
      setViewport(latest.current);
    }
    anchor.current = takeAnchor(rows, top, height);
  }, [rows]);

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [read]);

  // After every render, since it is about what this render has put in the document. It goes by what was last read and asks the
  // element only when it has to scroll: to ask would lay out all rows, and then again for the paint.
  useLayoutEffect(() => {
    const before = seen.current;
    if (before.version === version && before.wanted === wanted) return;
    seen.current = { version, wanted };
    const { top, height } = latest.current;
    let target = before.version === version ? top : followAnchor(rows, anchor.current, top, activeIndex);
    if (before.wanted !== wanted && wanted !== '' && rows.count > 0) target = scrollFor(activeIndex, { top: target, height }) ?? target;
    target = Math.max(0, Math.min(target, rows.count * ROW_HEIGHT - height));
    if (target === top) {
      anchor.current = takeAnchor(rows, top, height);
      return;
    }
    host.current?.scrollBy({ top: target - top });
    read();
  });

  return { host, viewport, onScroll: read };
}
