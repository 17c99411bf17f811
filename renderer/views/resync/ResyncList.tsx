import { IconArrowRight, IconCircleMinus, IconCirclePlus, IconPencil, IconRefresh, IconRepeat } from '@tabler/icons-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Capabilities } from '../../../shared/model/capabilities';
import type { ResyncItem, ResyncKind, ResyncSummary, ResyncValue } from '../../../shared/model/resync';
import type { SourceId } from '../../../shared/model/source';
import { revealChange } from '../../store/assurance';
import { formatBytes } from '../../ui/format';
import { useWords, type Words } from '../../ui/text';
import { focusTree } from '../focus';
import { oneLine } from '../tree/name-pieces';
import { pageOf, rangeOf, ROW_HEIGHT, scrollFor, type Viewport } from '../tree/windowing';
import { stepText, valueText } from './value-text';

const icons: Readonly<Record<ResyncKind, typeof IconPencil>> = {
  added: IconCirclePlus,
  changed: IconPencil,
  recreated: IconRefresh,
  removed: IconCircleMinus,
  passed: IconRepeat,
};

interface ResyncListProps {
  readonly sourceId: SourceId;
  readonly outage: Pick<ResyncSummary, 'from' | 'until'>;
  readonly items: readonly ResyncItem[];
  /** What the items were filtered by: another one begins at the top. */
  readonly filter: string;
  readonly ownership: Capabilities['ownership'];
}

/** The keys that changed, as many as there are: only rows in sight are in the document. The active one is shown in full below. */
export function ResyncList({ sourceId, outage, items, filter, ownership }: ResyncListProps) {
  const words = useWords();
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ top: 0, height: 0 });
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, items.length - 1);
  const item = items[active];

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
    setActive(0);
    host.current?.scrollTo({ top: 0 });
  }, [filter]);

  const go = (index: number) => {
    const next = Math.max(0, Math.min(items.length - 1, index));
    setActive(next);
    const target = scrollFor(next, viewport);
    if (target !== null && host.current !== null) host.current.scrollTop = target;
  };
  const show = (index: number) => {
    const shown = items[index];
    if (shown === undefined) return;
    setActive(index);
    revealChange(sourceId, { ...shown, from: outage.from, until: outage.until });
  };
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(active + 1),
    ArrowUp: () => go(active - 1),
    PageDown: () => go(active + pageOf(viewport)),
    PageUp: () => go(active - pageOf(viewport)),
    Home: () => go(0),
    End: () => go(items.length - 1),
    ' ': () => show(active),
    Enter: () => {
      show(active);
      focusTree();
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key) ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  const { first, end } = rangeOf(viewport, items.length);
  const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (active < first || active >= end) indexes.push(active);
  return (
    <>
      <div
        ref={host}
        className="resync-list"
        role="listbox"
        aria-label={words('resync.list')}
        aria-activedescendant={`${id}-${active}`}
        tabIndex={0}
        onScroll={read}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className="resync-rows" style={{ height: items.length * ROW_HEIGHT }}>
          {indexes.map((index) => {
            const row = items[index];
            return (
              row !== undefined && (
                <Row key={index} item={row} index={index} count={items.length} id={`${id}-${index}`} active={index === active} onShow={() => show(index)} words={words} />
              )
            );
          })}
        </div>
      </div>
      {item !== undefined && <Detail item={item} ownership={ownership} words={words} />}
    </>
  );
}

interface RowProps {
  readonly item: ResyncItem;
  readonly index: number;
  readonly count: number;
  readonly id: string;
  readonly active: boolean;
  readonly onShow: () => void;
  readonly words: Words;
}

function Row({ item, index, count, id, active, onShow, words }: RowProps) {
  const Icon = icons[item.kind];
  const before = valueText(item.key, item.before, words);
  const after = valueText(item.key, item.after, words);
  return (
    <div
      id={id}
      role="option"
      className="resync-row"
      aria-label={`${words(`resync.kind.${item.kind}`)}: ${item.key}, ${stepText(item, words)}`}
      aria-selected={active}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-key={item.key}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
      onClick={onShow}
    >
      <span className="resync-kind" data-kind={item.kind}>
        <Icon size={13} stroke={1.8} aria-hidden />
        {words(`resync.kind.${item.kind}`)}
      </span>
      {/* the end of a key tells it from its neighbours: the beginning is what is cut */}
      <span className="resync-key mono" title={item.key}>
        <bdi>{oneLine(item.key)}</bdi>
      </span>
      <span className="resync-step">
        {item.before !== undefined && <span className={before.described ? 'clip muted' : 'clip mono'}>{before.text}</span>}
        {item.before !== undefined && item.after !== undefined && <IconArrowRight size={12} aria-hidden />}
        {item.after !== undefined && <span className={after.described ? 'clip muted' : 'clip mono'}>{after.text}</span>}
      </span>
    </div>
  );
}

/** The active change in full, as far as it is kept: of a key that is gone, here stands its last value. */
function Detail({ item, ownership, words }: { item: ResyncItem; ownership: Capabilities['ownership']; words: Words }) {
  return (
    <div className="resync-detail">
      <div className="resync-detail-key">
        <span className="mono">{oneLine(item.key)}</span> <span className="muted">{words(`resync.kindNote.${item.kind}`)}</span>
        {item.writes !== undefined && <span className="muted num"> {words('resync.writes', { count: item.writes })}</span>}
      </div>
      <div className="resync-values">
        <Value name={words('resync.before')} itemKey={item.key} value={item.before} ownership={ownership} words={words} />
        <Value name={words('resync.after')} itemKey={item.key} value={item.after} ownership={ownership} words={words} />
      </div>
    </div>
  );
}

interface ValueProps {
  readonly name: string;
  readonly itemKey: string;
  readonly value: ResyncValue | undefined;
  readonly ownership: Capabilities['ownership'];
  readonly words: Words;
}

function Value({ name, itemKey, value, ownership, words }: ValueProps) {
  const { text, described } = valueText(itemKey, value, words, Number.POSITIVE_INFINITY);
  const notes = [
    ...(value?.owner === undefined ? [] : [words(ownership === 'lease' ? 'resync.lease' : 'resync.ephemeral', { owner: value.owner })]),
    ...(value?.beginning && value.beginning.length < value.size
      ? [words('resync.cutAt', { shown: formatBytes(value.beginning.length), size: formatBytes(value.size) })]
      : []),
  ];
  return (
    <div className="resync-value">
      <span className="muted">{[name, ...notes].join(' · ')}</span>
      <span className={described ? 'muted' : 'mono'}>{text}</span>
    </div>
  );
}
