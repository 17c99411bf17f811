import './row-list.css';
import { useEffect, useId, useLayoutEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { pageOf, rangeOf, ROW_HEIGHT, scrollFor, type RowRange, type Viewport } from './tree/windowing';

/** What a row has to put on its element. */
export interface RowProps {
  readonly id: string;
  readonly role: 'option';
  readonly 'aria-selected': boolean;
  readonly 'aria-setsize': number;
  readonly 'aria-posinset': number;
  readonly 'data-active': true | undefined;
  readonly style: CSSProperties;
  readonly onClick: (event: MouseEvent) => void;
}

interface RowListProps {
  readonly label: string;
  readonly className: string;
  readonly count: number;
  readonly active: number;
  /** `extend` is said where Shift is held. */
  readonly onActive: (index: number, extend: boolean) => void;
  /** Where several rows can be chosen, whether this one is; otherwise the active one is. */
  readonly isChosen?: (index: number) => boolean;
  /** What further keys do, by their names; `Mod+a` is said with Ctrl or Cmd. */
  readonly keys?: Readonly<Record<string, (event: KeyboardEvent) => void>>;
  /** What the rows are of: others begin at the top. */
  readonly of?: unknown;
  /** Hears which rows are rendered. */
  readonly onRange?: (range: RowRange) => void;
  readonly row: (index: number, props: RowProps) => ReactNode;
}

/** A list of rows of one height, as many as there are: only those in sight are in the document. Arrows move the active one. */
export function RowList({ label, className, count, active, onActive, isChosen, keys, of, onRange, row }: RowListProps) {
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
  useEffect(() => host.current?.scrollTo({ top: 0 }), [of]);

  const go = (index: number, { shiftKey }: { readonly shiftKey: boolean }) => {
    const next = Math.max(0, Math.min(count - 1, index));
    onActive(next, shiftKey);
    const target = scrollFor(next, viewport);
    if (target !== null && host.current !== null) host.current.scrollTop = target;
  };
  const moves: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: (event) => go(active + 1, event),
    ArrowUp: (event) => go(active - 1, event),
    PageDown: (event) => go(active + pageOf(viewport), event),
    PageUp: (event) => go(active - pageOf(viewport), event),
    Home: (event) => go(0, event),
    End: (event) => go(count - 1, event),
    ...keys,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const name = event.ctrlKey || event.metaKey ? `Mod+${event.key}` : event.key;
    const move = event.altKey || !Object.hasOwn(moves, name) ? undefined : moves[name];
    if (move === undefined) return;
    event.preventDefault();
    move(event);
  };

  const { first, end } = rangeOf(viewport, count);
  useEffect(() => onRange?.({ first, end }), [onRange, first, end]);
  const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (active < count && (active < first || active >= end)) indexes.push(active);
  return (
    <div
      ref={host}
      className={`row-list ${className}`}
      role="listbox"
      aria-label={label}
      aria-multiselectable={isChosen === undefined ? undefined : true}
      aria-activedescendant={`${id}-${active}`}
      tabIndex={0}
      onScroll={read}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className="row-list-rows" style={{ height: count * ROW_HEIGHT }}>
        {indexes.map((index) =>
          row(index, {
            id: `${id}-${index}`,
            role: 'option',
            'aria-selected': isChosen?.(index) ?? index === active,
            'data-active': index === active || undefined,
            'aria-setsize': count,
            'aria-posinset': index + 1,
            style: { transform: `translateY(${index * ROW_HEIGHT}px)` },
            onClick: (event) => go(index, event),
          }),
        )}
      </div>
    </div>
  );
}
