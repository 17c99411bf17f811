import { Checkbox } from '@mantine/core';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { PlaceRow, ValueBeginning } from '../../../shared/model/comparison';
import { chooseNoPlace, choosePlaces, loadPlaces, openPlace, placeRow } from '../../store/compare';
import { useCompare } from '../../store/hooks';
import { useWords, type Words } from '../../ui/text';
import { valueText } from '../resync/value-text';
import { oneLine } from '../tree/name-pieces';
import { pageOf, rangeOf, ROW_HEIGHT, scrollFor, type Viewport } from '../tree/windowing';
import { kindIcons } from './kinds';
import type { SideNames } from './side-names';

/** The places, as many as there are: only rows in sight are in the document. Space chooses, with Shift all from the last one chosen. */
export function PlaceList({ names }: { names: SideNames }) {
  const words = useWords();
  const id = useId();
  const { indexes, chosen, active, rows } = useCompare();
  const host = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ top: 0, height: 0 });
  /** Where a range begins. */
  const [anchor, setAnchor] = useState(0);
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
  useEffect(() => {
    setAnchor(0);
    host.current?.scrollTo({ top: 0 });
  }, [indexes]);
  const { first, end } = rangeOf(viewport, indexes.length);
  useEffect(() => {
    void loadPlaces(first, end);
  }, [first, end, indexes, rows]);

  const isChosen = (position: number): boolean => chosen.has(indexes[position] ?? -1);
  const go = (position: number, extend: boolean) => {
    const next = Math.max(0, Math.min(indexes.length - 1, position));
    openPlace(next);
    if (extend) choosePlaces(anchor, next, true);
    else setAnchor(next);
    const target = scrollFor(next, viewport);
    if (target !== null && host.current !== null) host.current.scrollTop = target;
  };
  const toggle = (position: number, extend: boolean) => {
    openPlace(position);
    if (extend) choosePlaces(anchor, position, true);
    else choosePlaces(position, position, !isChosen(position));
    setAnchor(position);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { shiftKey } = event;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(active + 1, shiftKey),
      ArrowUp: () => go(active - 1, shiftKey),
      PageDown: () => go(active + pageOf(viewport), shiftKey),
      PageUp: () => go(active - pageOf(viewport), shiftKey),
      Home: () => go(0, shiftKey),
      End: () => go(indexes.length - 1, shiftKey),
      ' ': () => toggle(active, shiftKey),
      Escape: chooseNoPlace,
    };
    const all = (event.ctrlKey || event.metaKey) && event.key === 'a';
    const move = all ? () => choosePlaces(0, indexes.length - 1, true) : event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key) ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  const positions = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (active < first || active >= end) positions.push(active);
  const whole = { selected: chosen.size, all: indexes.length };
  return (
    <div className="compare-list-host">
      <div className="compare-row compare-row-head">
        <Checkbox
          size="xs"
          aria-label={words(whole.selected > 0 ? 'compare.chooseNone' : 'compare.chooseAll')}
          checked={whole.selected > 0}
          indeterminate={whole.selected > 0 && whole.selected < whole.all}
          onChange={() => (whole.selected > 0 ? chooseNoPlace() : choosePlaces(0, indexes.length - 1, true))}
        />
        <span />
        <span>{words('compare.place')}</span>
        <span className="clip" title={names.left}>
          {names.left}
        </span>
        <span className="clip" title={names.right}>
          {names.right}
        </span>
      </div>
      <div
        ref={host}
        className="compare-list"
        role="listbox"
        aria-label={words('compare.list')}
        aria-multiselectable
        aria-activedescendant={`${id}-${active}`}
        tabIndex={0}
        onScroll={read}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className="compare-rows" style={{ height: indexes.length * ROW_HEIGHT }}>
          {positions.map((position) => {
            const place = placeRow(indexes[position] ?? -1);
            const onClick = (event: MouseEvent) => {
              if (event.shiftKey) return go(position, true);
              const box = (event.target as HTMLElement).closest('[data-box]');
              return box === null ? go(position, false) : toggle(position, false);
            };
            return (
              <div
                key={position}
                id={`${id}-${position}`}
                role="option"
                className="compare-row"
                data-at={place?.at}
                data-kind={place?.kind}
                data-active={position === active || undefined}
                aria-selected={isChosen(position)}
                aria-setsize={indexes.length}
                aria-posinset={position + 1}
                style={{ transform: `translateY(${position * ROW_HEIGHT}px)` }}
                onClick={onClick}
              >
                {place !== undefined && <Cells place={place} chosen={isChosen(position)} words={words} />}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cells({ place, chosen, words }: { place: PlaceRow; chosen: boolean; words: Words }) {
  const Icon = kindIcons[place.kind];
  const at = place.at === '' ? words('compare.top') : oneLine(place.at);
  const beginning = (value: ValueBeginning | undefined) => {
    const { text, described } =
      value === undefined ? { text: words(place.kind === 'unknown' ? 'compare.value.unknown' : 'compare.value.absent'), described: true } : valueText(place.at, value, words);
    return <span className={described ? 'clip muted' : 'clip mono'}>{text}</span>;
  };
  const canChoose = place.kind !== 'same' && place.kind !== 'unknown';
  return (
    <>
      {/* the row is what is chosen; this shows it, and takes the mouse */}
      <span className="compare-box" data-box={canChoose || undefined} data-chosen={chosen || undefined} aria-hidden />
      <span className="compare-mark" title={words(`compare.kind.${place.kind}`)}>
        <Icon size={14} aria-hidden />
        <span className="visually-hidden">{words(`compare.kind.${place.kind}`)}</span>
      </span>
      <span className="mono clip compare-at" title={place.at}>
        {at}
      </span>
      {beginning(place.left)}
      {beginning(place.right)}
    </>
  );
}
