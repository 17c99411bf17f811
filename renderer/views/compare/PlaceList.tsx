import { Checkbox } from '@mantine/core';
import { useEffect, useState, type MouseEvent } from 'react';
import type { PlaceRow, ValueBeginning } from '../../../shared/model/comparison';
import { chooseNoPlace, choosePlaces, loadPlaces, openPlace, placeRow } from '../../store/compare';
import { useCompare } from '../../store/hooks';
import { useWords, type Words } from '../../ui/text';
import { valueText } from '../resync/value-text';
import { RowList } from '../RowList';
import { KeyEnd } from '../RowParts';
import type { RowRange } from '../tree/windowing';
import { kindIcons } from './kinds';
import type { SideNames } from './side-names';

/** The places. Space chooses, with Shift all from the last one chosen. */
export function PlaceList({ names }: { names: SideNames }) {
  const words = useWords();
  const { indexes, chosen, active, rows } = useCompare();
  /** Where a range begins. */
  const [anchor, setAnchor] = useState(0);
  const [{ first, end }, setRange] = useState<RowRange>({ first: 0, end: 0 });
  useEffect(() => setAnchor(0), [indexes]);
  useEffect(() => {
    void loadPlaces(first, end);
  }, [first, end, indexes, rows]);

  const isChosen = (position: number): boolean => chosen.has(indexes[position] ?? -1);
  const go = (position: number, extend: boolean) => {
    openPlace(position);
    if (extend) choosePlaces(anchor, position, true);
    else setAnchor(position);
  };
  const toggle = (position: number, extend: boolean) => {
    openPlace(position);
    if (extend) choosePlaces(anchor, position, true);
    else choosePlaces(position, position, !isChosen(position));
    setAnchor(position);
  };
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
      <RowList
        label={words('compare.list')}
        className="compare-list"
        count={indexes.length}
        active={active}
        onActive={go}
        isChosen={isChosen}
        keys={{ ' ': ({ shiftKey }) => toggle(active, shiftKey), Escape: chooseNoPlace, 'Mod+a': () => choosePlaces(0, indexes.length - 1, true) }}
        of={indexes}
        onRange={setRange}
        row={(position, { onClick, ...props }) => {
          const place = placeRow(indexes[position] ?? -1);
          const onBox = (event: MouseEvent): boolean => (event.target as HTMLElement).closest('[data-box]') !== null;
          return (
            <div
              key={position}
              {...props}
              className="compare-row"
              data-at={place?.at}
              data-kind={place?.kind}
              onClick={(event) => (onBox(event) && !event.shiftKey ? toggle(position, false) : onClick(event))}
            >
              {place !== undefined && <Cells place={place} chosen={isChosen(position)} words={words} />}
            </div>
          );
        }}
      />
    </div>
  );
}

const isSwitch = ({ beginning, size }: ValueBeginning): boolean => beginning !== null && size <= 'false'.length && ['true', 'false'].includes(new TextDecoder().decode(beginning));

/** A place is a part of a key of two sides; which of them are secret is judged by main, with the separator of each. */
const PLACE_SEPARATOR = '/';

/** Whether a value is hidden because the key of its place looks like a secret on either side. */
const hidesBeginning = ({ secret }: PlaceRow, value: ValueBeginning): boolean => secret && !isSwitch(value);

function Cells({ place, chosen, words }: { place: PlaceRow; chosen: boolean; words: Words }) {
  const Icon = kindIcons[place.kind];
  const beginning = (value: ValueBeginning | undefined) => {
    const { text, described } =
      value === undefined ? { text: words(place.kind === 'unknown' ? 'compare.value.unknown' : 'compare.value.absent'), described: true } : hidesBeginning(place, value) ? { text: words('secret.hidden'), described: true } : valueText(place.at, value, PLACE_SEPARATOR, words);
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
      {place.at === '' ? <span className="clip muted">{words('compare.top')}</span> : <KeyEnd name={place.at} />}
      {beginning(place.left)}
      {beginning(place.right)}
    </>
  );
}
