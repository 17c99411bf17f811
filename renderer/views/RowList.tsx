import { useEffect, useId, useLayoutEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { pageOf, rangeOf, ROW_HEIGHT, scrollFor, type RowRange, type Viewport } from './tree/windowing';

/** What a row has to put on its element. */
export interface RowProps {
  readonly id: string;
  readonly role: 'option';
  readonly 'aria-selected': boolean;
  readonly 'aria-setsize': number;
  readonly 'aria-posinset': number;
  readonly style: CSSProperties;
  readonly onClick: () => void;
}

interface RowListProps {
  readonly label: string;
  readonly className: string;
  readonly count: number;
  readonly active: number;
  readonly onActive: (index: number) => void;
  /** Hears which rows are rendered. */
  readonly onRange?: (range: RowRange) => void;
  readonly row: (index: number, props: RowProps) => ReactNode;
}

/** A list of rows of one height, as many as there are: only those in sight are in the document. Arrows move the active one. */
export function RowList({ label, className, count, active, onActive, onRange, row }: RowListProps) {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ top: 0, height: 0 });
  const read = () => {
    const element = host.current;
    if (element !== null) setViewport({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    read();
    const observer = new ResizeObserver(read);
    if (host.current !== null) observer.observe(host.current);
    return () => observer.disconnect();
  }, []);

  const go = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    onActive(next);
    const target = scrollFor(next, viewport);
    if (target !== null && host.current !== null) host.current.scrollTop = target;
  };
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(active + 1),
    ArrowUp: () => go(active - 1),
    PageDown: () => go(active + pageOf(viewport)),
    PageUp: () => go(active - pageOf(viewport)),
    Home: () => go(0),
    End: () => go(count - 1),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key) ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  const { first, end } = rangeOf(viewport, count);
  useEffect(() => onRange?.({ first, end }), [onRange, first, end]);
  const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (active < count && (active < first || active >= end)) indexes.push(active);
  return (
    <div ref={host} className={className} role="listbox" aria-label={label} aria-activedescendant={`${id}-${active}`} tabIndex={0} onScroll={read} onKeyDown={onKeyDown}>
      <div role="presentation" className="row-list-rows" style={{ height: count * ROW_HEIGHT }}>
        {indexes.map((index) =>
          row(index, {
            id: `${id}-${index}`,
            role: 'option',
            'aria-selected': index === active,
            'aria-setsize': count,
            'aria-posinset': index + 1,
            style: { transform: `translateY(${index * ROW_HEIGHT}px)` },
            onClick: () => onActive(index),
          }),
        )}
      </div>
    </div>
  );
}
