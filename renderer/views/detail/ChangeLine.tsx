import type { HistoryItem } from '../../../shared/contract';
import type { Entry } from '../../../shared/model/entry';
import { formatNumber } from '../../ui/format';
import { Time } from '../../ui/parts';
import { useWords, type Words } from '../../ui/text';
import { contentOf } from './content';

/** Tells one change of a key from another. */
export const changeId = (item: HistoryItem): string => `${item.seenAt} ${item.kind} ${item.entry?.stamp.modified ?? ''}`;

/** A change of a key in one line: when it was seen, what it was, the value and its version. `older` is the change before it. */
export function ChangeLine({ item, older }: { item: HistoryItem; older: HistoryItem | undefined }) {
  const words = useWords();
  return (
    <>
      <Time at={item.seenAt} />
      <span className="history-kind">{kindOf(item, older, words)}</span>
      <span className="history-value mono clip">{item.entry === undefined ? '' : summaryOf(item.entry, words)}</span>
      {item.entry !== undefined && <span className="muted num">v{formatNumber(item.entry.stamp.version)}</span>}
    </>
  );
}

function kindOf(item: HistoryItem, older: HistoryItem | undefined, words: Words): string {
  if (item.kind === 'delete') return words('history.delete');
  if (item.kind === 'denied') return words('denied.history');
  const created = item.entry?.stamp.created === item.entry?.stamp.modified;
  return created || older?.kind === 'delete' ? words('history.created') : words('history.put');
}

/** One line of a value. */
function summaryOf(entry: Entry, words: Words): string {
  if (entry.value === null) return words('history.null');
  if (entry.value.length === 0) return words('history.empty');
  const beginning = entry.value.subarray(0, 240);
  const content = contentOf(entry.key, beginning, beginning.length === entry.value.length);
  return content.text === null ? words('history.binary', { count: entry.value.length }) : content.text.replace(/\s+/g, ' ');
}
