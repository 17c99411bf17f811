import type { HistoryItem, PastEntry } from '../../../shared/model/history';
import { revisionText } from '../../../shared/model/revision-text';
import type { Backend } from '../../../shared/model/source';
import { formatBytes, formatNumber, formatTime } from '../../ui/format';
import { Time } from '../../ui/parts';
import { useWords, type Words } from '../../ui/text';
import { contentOf } from './content';

/** Tells one change of a key from another. */
export const changeId = (item: HistoryItem): string => `${item.at ?? ''} ${item.seenAt ?? ''} ${item.kind}`;

interface ChangeLineProps {
  readonly item: HistoryItem;
  /** The change before it. */
  readonly older: HistoryItem | undefined;
  readonly backend: Backend;
}

/** A change of a key in one line: when it was, what it was, the value, who did it as far as that is known, and its version. */
export function ChangeLine({ item, older, backend }: ChangeLineProps) {
  const words = useWords();
  const at = item.seenAt ?? item.time;
  const { entry, write } = item;
  return (
    <>
      {at === undefined ? (
        <span className="history-unseen muted" title={words('history.unseenNote')}>
          {words('history.unseen')}
        </span>
      ) : (
        <span title={item.time === undefined ? undefined : words('history.storeTime', { time: formatTime(item.time) })}>
          <Time at={at} />
        </span>
      )}
      <span className="history-kind">{kindOf(item, older, words)}</span>
      <span className="history-value mono clip">{entry === undefined ? '' : summaryOf(entry, words)}</span>
      {write !== undefined && <span className="history-by clip muted">{words('history.by', write)}</span>}
      {entry !== undefined && entry.size > 1024 && <span className="muted num">{formatBytes(entry.size)}</span>}
      {item.at !== undefined && (
        <span className="muted num" title={words('history.revision', { revision: revisionText(item.at, backend) })}>
          {entry === undefined ? '' : `v${formatNumber(entry.stamp.version)}`}
        </span>
      )}
    </>
  );
}

function kindOf(item: HistoryItem, older: HistoryItem | undefined, words: Words): string {
  if (item.kind === 'delete') return words('history.delete');
  if (item.kind === 'denied') return words('denied.history');
  const created = item.entry?.stamp.created === item.entry?.stamp.modified;
  return created || older?.kind === 'delete' ? words('history.created') : words('history.put');
}

/** One line of a value. A history is of one key, whose name tells nothing here. */
function summaryOf({ value, size }: PastEntry, words: Words): string {
  if (value === null) return words('history.null');
  if (size === 0) return words('history.empty');
  const content = contentOf('', value, value.length === size);
  return content.text === null ? words('history.binary', { count: size }) : content.text.slice(0, 240).replace(/\s+/g, ' ');
}
