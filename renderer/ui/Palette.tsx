import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Keys } from './parts';

export interface PaletteItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly detail?: ReactNode;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly run: () => void;
}

export interface PaletteProps {
  /** Accessible name of the dialog and its list. */
  name: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  items: readonly PaletteItem[];
  /** What stands in place of an empty list. */
  empty: string;
  /** How many there are, or that there are more. */
  summary?: string;
  onClose: () => void;
}

/** A searchable list in a dialog: type, arrows, Enter. The focus stays in the search box (WAI-ARIA combobox). */
export function Palette({ name, placeholder, query, onQuery, items, empty, summary, onClose }: PaletteProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(0);
  const current = Math.min(active, items.length - 1);

  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  // the focus goes back where it was before an item runs, which may want it elsewhere
  const before = useRef(document.activeElement);
  const close = () => {
    onClose();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const run = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    close();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = items.length - 1;
    const page = 8;
    if (event.key === 'Enter') run(items[current]);
    else if (event.key === 'ArrowDown') setActive(current >= last ? 0 : current + 1);
    else if (event.key === 'ArrowUp') setActive(current <= 0 ? last : current - 1);
    else if (event.key === 'PageDown') setActive(Math.min(last, current + page));
    else if (event.key === 'PageUp') setActive(Math.max(0, current - page));
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root opened onClose={close} returnFocus={false} lockScroll={false} size={560} yOffset={72} transitionProps={{ duration: 0 }}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label={name} className="palette">
        <div className="palette-search">
          <IconSearch size={15} aria-hidden />
          <input
            data-autofocus
            role="combobox"
            aria-label={name}
            aria-expanded={items.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={items[current] === undefined ? undefined : `${id}-${current}`}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            value={query}
            onChange={(event) => onQuery(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <ul className="palette-list" role="listbox" id={`${id}-list`} aria-label={name} ref={list}>
          {items.map((item, index) => (
            <li
              key={item.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === current}
              onMouseMove={() => setActive(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => run(item)}
            >
              <span className="palette-icon">{item.icon}</span>
              <span className="palette-text">
                <span className="clip">{item.label}</span>
                {item.detail !== undefined && <span className="clip muted">{item.detail}</span>}
              </span>
              {item.keys !== undefined && <Keys keys={item.keys} />}
            </li>
          ))}
        </ul>
        <p className="palette-foot" role="status">
          {items.length === 0 ? empty : summary}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}
