import { IconCircleMinus, IconCirclePlus, IconPencil, IconRefresh, IconRepeat } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Capabilities } from '../../../shared/model/capabilities';
import type { ResyncItem, ResyncKind, ResyncSummary, ResyncValue } from '../../../shared/model/resync';
import type { SourceId } from '../../../shared/model/source';
import { revealChange } from '../../store/assurance';
import { useSeparator } from '../../store/hooks';
import { formatBytes } from '../../ui/format';
import { useWords, type Words } from '../../ui/text';
import { focusTree } from '../focus';
import { RowList, type RowProps } from '../RowList';
import { KeyEnd, RowStep } from '../RowParts';
import { oneLine } from '../tree/name-pieces';
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

/** The keys that changed. The active one is shown in full below. */
export function ResyncList({ sourceId, outage, items, filter, ownership }: ResyncListProps) {
  const words = useWords();
  const separator = useSeparator(sourceId);
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, items.length - 1);
  const item = items[active];
  useEffect(() => setActive(0), [filter]);

  const show = (index: number) => {
    const shown = items[index];
    if (shown === undefined) return;
    setActive(index);
    revealChange(sourceId, { ...shown, from: outage.from, until: outage.until });
  };
  const open = () => {
    show(active);
    focusTree();
  };
  return (
    <>
      <RowList
        label={words('resync.list')}
        className="resync-list"
        count={items.length}
        active={active}
        onActive={setActive}
        keys={{ ' ': () => show(active), Enter: open }}
        of={filter}
        row={(index, props) => {
          const row = items[index];
          return row !== undefined && <Row key={index} item={row} separator={separator} words={words} {...props} onClick={() => show(index)} />;
        }}
      />
      {item !== undefined && <Detail item={item} separator={separator} ownership={ownership} words={words} />}
    </>
  );
}

function Row({ item, separator, words, ...props }: RowProps & { item: ResyncItem; separator: string; words: Words }) {
  const Icon = icons[item.kind];
  const textOf = (value: ResyncValue | undefined) => value && valueText(item.key, value, separator, words);
  return (
    <div {...props} className="resync-row" aria-label={`${words(`resync.kind.${item.kind}`)}: ${item.key}, ${stepText(item, separator, words)}`} data-key={item.key}>
      <span className="resync-kind" data-kind={item.kind}>
        <Icon size={13} stroke={1.8} aria-hidden />
        {words(`resync.kind.${item.kind}`)}
      </span>
      <KeyEnd name={item.key} />
      <RowStep before={textOf(item.before)} after={textOf(item.after)} />
    </div>
  );
}

/** The active change in full, as far as it is kept: of a key that is gone, here stands its last value. */
function Detail({ item, separator, ownership, words }: { item: ResyncItem; separator: string; ownership: Capabilities['ownership']; words: Words }) {
  return (
    <div className="resync-detail">
      <div className="resync-detail-key">
        <span className="mono">{oneLine(item.key)}</span> <span className="muted">{words(`resync.kindNote.${item.kind}`)}</span>
        {item.writes !== undefined && <span className="muted num"> {words('resync.writes', { count: item.writes })}</span>}
      </div>
      <div className="resync-values">
        <Value name={words('resync.before')} itemKey={item.key} separator={separator} value={item.before} ownership={ownership} words={words} />
        <Value name={words('resync.after')} itemKey={item.key} separator={separator} value={item.after} ownership={ownership} words={words} />
      </div>
    </div>
  );
}

interface ValueProps {
  readonly name: string;
  readonly itemKey: string;
  readonly separator: string;
  readonly value: ResyncValue | undefined;
  readonly ownership: Capabilities['ownership'];
  readonly words: Words;
}

function Value({ name, itemKey, separator, value, ownership, words }: ValueProps) {
  const { text, described } = valueText(itemKey, value, separator, words, Number.POSITIVE_INFINITY);
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
