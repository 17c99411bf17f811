import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { VisibleRows } from '../../store/rows';
import { followAnchor, takeAnchor, type Anchor } from './anchor';
import { scrollFor, type Viewport } from './windowing';

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
  const anchor = useRef<Anchor | null>(null);
  const seen = useRef({ version, wanted: '' });

  const read = useCallback(() => {
    const element = host.current;
    if (element === null) return;
    const { scrollTop: top, clientHeight: height } = element;
    setViewport((before) => (before.top === top && before.height === height ? before : { top, height }));
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

  // after every render, since it is about what this render has put in the document
  useLayoutEffect(() => {
    const element = host.current;
    const before = seen.current;
    if (element === null || (before.version === version && before.wanted === wanted)) return;
    seen.current = { version, wanted };
    if (before.version !== version) element.scrollTo({ top: followAnchor(rows, anchor.current, element.scrollTop, activeIndex) });
    if (before.wanted !== wanted && wanted !== '' && rows.count > 0) {
      const top = scrollFor(activeIndex, { top: element.scrollTop, height: element.clientHeight });
      if (top !== null) element.scrollTo({ top });
    }
    read();
  });

  return { host, viewport, onScroll: read };
}
