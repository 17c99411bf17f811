import { useEffect, useRef, type KeyboardEvent } from 'react';

/** The keyboard of a list of rows, of which one is active: arrows, pages, ends, and Enter or Space to open it. */
export function useRows(count: number, active: number, onActive: (index: number) => void, onOpen: (index: number) => void) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    host.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const go = (index: number) => onActive(Math.max(0, Math.min(count - 1, index)));
  const page = () => Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / 22) - 1);
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(active + 1),
    ArrowUp: () => go(active - 1),
    PageDown: () => go(active + page()),
    PageUp: () => go(active - page()),
    Home: () => go(0),
    End: () => go(count - 1),
    Enter: () => onOpen(active),
    ' ': () => onOpen(active),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // what stands in a row may be a button of its own
    if (event.target !== host.current || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]?.();
  };
  return { host, onKeyDown };
}
