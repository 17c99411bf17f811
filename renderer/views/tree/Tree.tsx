import { memo, useId, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { expandSiblings, selectKey, toggleNode } from '../../store/actions';
import type { SourceData } from '../../store/source-data';
import { useRows, useSource } from '../../store/hooks';
import { currentLanguage, useWords } from '../../ui/text';
import { termsOf } from '../../store/filter-index';
import { keyActions } from '../changes/key-actions';
import type { MenuPlace } from '../changes/KeyMenu';
import { isPressed } from '../changes/key-shortcut';
import { findTyped, moveFor, typeLetter } from './keyboard';
import { rowLabels } from './labels';
import { RowSlots } from './row-slots';
import { TreeRow } from './TreeRow';
import { useScroll } from './use-scroll';
import { ROW_HEIGHT, pageOf, rangeOf } from './windowing';
import './tree.css';

/** The keys of a source as a tree. Only the rows in sight are in the document, and the active one. */
export const Tree = memo(function Tree({ sourceId, onMenu }: TreeProps) {
  const data = useRows(sourceId);
  return data === undefined ? null : <TreeOf key={sourceId} sourceId={sourceId} onMenu={onMenu} data={data} />;
});

interface TreeProps {
  readonly sourceId: SourceId;
  /** The menu of a key is asked for. */
  /** Absent where nothing can be done with a key: in the past. */
  readonly onMenu?: ((place: MenuPlace) => void) | undefined;
}

function TreeOf({ sourceId, onMenu, data }: TreeProps & { readonly data: SourceData }) {
  const words = useWords();
  const source = useSource(sourceId);
  const { rows, tree } = data;
  const selectedKey = source?.selectedKey ?? null;
  const filter = source?.shownFilter ?? '';
  const reveals = source?.reveals ?? 0;
  const reading = source?.reading ?? [];
  const drafts = source?.drafts ?? [];
  const id = useId();
  const language = currentLanguage();
  const backend = source?.info.source.backend ?? 'local';
  const labels = useMemo(() => rowLabels(words, language, backend), [words, language, backend]);
  const terms = useMemo(() => termsOf(filter), [filter]);
  const typed = useRef({ text: '', at: 0 });
  const lastActive = useRef(0);
  const slots = useRef(new RowSlots());
  const selected = selectedKey === null ? undefined : data.handleOf(selectedKey);
  const activeIndex = activeRow(data, selected, lastActive.current);
  lastActive.current = activeIndex;
  const wanted = selected === undefined ? '' : `${reveals} ${selectedKey}`;
  const { host, viewport, onScroll } = useScroll(rows, { version: source?.rows ?? 0, activeIndex, wanted });

  const select = (index: number) => {
    const handle = rows.at(index);
    if (handle !== undefined) selectKey(sourceId, tree.keys[handle] ?? null);
  };

  const openMenu = (index: number, point?: { readonly x: number; readonly y: number }) => {
    const handle = rows.at(index);
    const key = handle === undefined ? undefined : tree.keys[handle];
    const box = document.getElementById(`${id}-${handle}`)?.getBoundingClientRect();
    if (key === undefined || box === undefined) return;
    select(index);
    onMenu?.({ key, ...(point ?? { x: box.left + 60, y: box.bottom }) });
  };

  /** Does what a shortcut says with the active key. */
  const runShortcut = (event: KeyboardEvent): boolean => {
    const key = tree.keys[rows.at(activeIndex) ?? 0];
    if (key === undefined || rows.count === 0 || onMenu === undefined) return false;
    const action = keyActions(words, sourceId, key).find(({ keys }) => keys !== undefined && isPressed(event, keys));
    action?.run();
    return action !== undefined;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if ((event.key.length > 1 || event.ctrlKey || event.metaKey) && runShortcut(event)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.key === ' ' && typed.current.text !== '' && event.timeStamp - typed.current.at < 600;
    const move = typing ? null : moveFor(event.key, data, activeIndex, pageOf(viewport));
    if (move !== null) {
      event.preventDefault();
      typed.current = { text: '', at: 0 };
      if (move.kind === 'go') select(move.index);
      else if (move.kind === 'expand') toggleNode(sourceId, move.handle, move.expanded);
      else expandSiblings(sourceId, move.handle);
      return;
    }
    // `/` goes to the filter
    if (event.key.length !== 1 || event.key === '/' || (event.key === ' ' && !typing)) {
      if (event.key === ' ') event.preventDefault();
      return;
    }
    event.preventDefault();
    typed.current = typeLetter(typed.current, event.key, event.timeStamp);
    const found = findTyped(data, typed.current.text, activeIndex);
    if (found >= 0) select(found);
  };

  const onMouse = (event: MouseEvent) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const row = event.target.closest('[data-handle]');
    const handle = Number(row?.getAttribute('data-handle') ?? Number.NaN);
    if (!tree.isAlive(handle)) return;
    const onTwist = event.target.closest('[data-twist]') !== null;
    if (onTwist ? event.type === 'click' : event.type === 'dblclick') toggleNode(sourceId, handle);
    else if (event.type === 'click') selectKey(sourceId, tree.keys[handle] ?? null);
  };

  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const row = event.target instanceof Element ? event.target.closest('[data-handle]') : null;
    const index = row === null ? -1 : rows.indexOf(Number(row.getAttribute('data-handle')));
    if (index >= 0) openMenu(index, { x: event.clientX, y: event.clientY });
    // the menu key, or Shift with F10: the tree has the focus, its rows never
    else if (event.button !== 2) openMenu(activeIndex);
  };

  const { first, end } = rangeOf(viewport, rows.count);
  const indexes: number[] = [];
  // assistive technology follows the active row by its id, so it is there even when it is out of sight
  if (activeIndex < first && activeIndex >= 0) indexes.push(activeIndex);
  for (let index = first; index < end; index++) indexes.push(index);
  if (activeIndex >= end && activeIndex < rows.count) indexes.push(activeIndex);
  const active = rows.at(activeIndex);
  const handles = indexes.map((index) => rows.at(index) as number);
  const elements = slots.current.assign(handles);

  return (
    <div
      ref={host}
      className="tree"
      role="tree"
      aria-label={words('names.keys')}
      aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onMouse}
      onDoubleClick={onMouse}
      onContextMenu={onContextMenu}
      onScroll={onScroll}
    >
      <div role="presentation" className="tree-rows" style={{ height: rows.count * ROW_HEIGHT }}>
        {indexes.map((index, at) => {
          const handle = handles[at] as number;
          return (
            <TreeRow
              key={elements[at]}
              sourceId={sourceId}
              data={data}
              handle={handle}
              id={`${id}-${handle}`}
              index={index}
              level={tree.depth[handle] as number}
              place={rows.place[handle] as number}
              setSize={rows.shown[tree.parent[handle] as number] as number}
              directory={rows.isDirectory(handle)}
              expanded={rows.isExpanded(handle)}
              folder={data.folders?.get(tree.keys[handle] as Key)}
              reading={reading.length > 0 && reading.includes(tree.keys[handle] as Key)}
              drafted={drafts.some(({ key }) => key === tree.keys[handle])}
              since={data.since?.of(handle)}
              selected={handle === selected}
              active={index === activeIndex}
              terms={terms}
              labels={labels}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The row the keyboard starts from: the selected one, its nearest ancestor in sight, or the row where it was last. */
function activeRow({ rows, tree }: SourceData, selected: number | undefined, last: number): number {
  for (let handle = selected; handle !== undefined && handle !== 0; handle = tree.parent[handle]) {
    const index = rows.indexOf(handle);
    if (index >= 0) return index;
  }
  return Math.max(0, Math.min(last, rows.count - 1));
}
