import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SourceInfo } from '../../../shared/contract';
import type { Away, HistoryItem, HistoryPage } from '../../../shared/model/history';
import { revisionText } from '../../../shared/model/revision-text';
import type { SourceId } from '../../../shared/model/source';
import { readHistory, showFault } from '../../store/actions';
import type { SideChoice } from '../../store/rollout-question';
import { formatTime } from '../../ui/format';
import { Note } from '../../ui/parts';
import { faultSentence, useWords, type Words } from '../../ui/text';
import { ChangeLine, changeId } from './ChangeLine';
import type { OpenEntry } from './entry';
import { useReading, type Reading } from './reading';
import { RevisionPane } from './RevisionPane';
import { Since } from './Since';

export interface HistoryTabProps {
  sourceId: SourceId;
  info: SourceInfo;
  entry: OpenEntry;
  /** What the session saw, as it grows. The store is asked once, when the tab is opened. */
  seen: Reading<HistoryPage>;
  /** Compares who is served what by a revision and by what is live. */
  onCompare: (revision: SideChoice) => void;
}

/** The history of the key, newest first: what the store still has, and what was seen. A change can be opened. */
export function HistoryTab({ sourceId, info, entry, seen, onCompare }: HistoryTabProps) {
  const words = useWords();
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  const [older, setOlder] = useState<readonly HistoryPage[]>([]);
  const first = useReading(`${sourceId} ${entry.key}`, '', () => readHistory(sourceId, entry.key));
  const { backend } = info.source;
  const fault = first.fault ?? seen.fault;
  if (fault !== null) {
    return (
      <div className="padded">
        <Note tone="warn">
          {words('history.failed')} {faultSentence(fault)}{' '}
          <Button variant="default" onClick={first.fault === null ? seen.again : first.again}>
            {words('value.again')}
          </Button>
        </Note>
      </div>
    );
  }
  const pages = first.value === null ? [] : [first.value, ...older];
  const items = withNewer(pages.flatMap((page) => page.items), seen.value?.items ?? []);
  const last = pages.at(-1);
  const openedIndex = items.findIndex((item) => changeId(item) === openedAt);
  const opened = items[openedIndex];
  const more = async () => {
    const before = last?.items.findLast(({ at }) => at !== undefined)?.at;
    const result = await readHistory(sourceId, entry.key, before);
    if (result.ok) setOlder([...older, result.value]);
    else showFault(result.fault);
  };
  return (
    <div className="history">
      <p className="history-since muted">{last !== undefined && <Begin page={last} none={items.length === 0} />}</p>
      <ol className="history-list">
        {rowsOf(items, seen.value?.away ?? []).map((row) => {
          if (!('item' in row)) {
            return (
              <li key={`away ${row.from}`} data-kind="away" className="history-away muted">
                {words('history.away', { from: formatTime(row.from), until: formatTime(row.until) })}
              </li>
            );
          }
          const { item, index } = row;
          const id = changeId(item);
          return (
            <li key={id} data-kind={item.kind} data-first={index === 0 || undefined}>
              <button
                type="button"
                aria-expanded={id === openedAt}
                aria-label={nameOf(item, words, (at) => revisionText(at, backend))}
                disabled={item.entry === undefined}
                onClick={() => setOpenedAt(id === openedAt ? null : id)}
              >
                <ChangeLine item={item} older={items[index + 1]} backend={backend} />
              </button>
            </li>
          );
        })}
        {last !== undefined && last.begins === undefined && (
          <li data-kind="more">
            <Button variant="default" onClick={() => void more()}>
              {words('history.older')}
            </Button>
          </li>
        )}
      </ol>
      {opened !== undefined && opened.entry !== undefined && (
        <RevisionPane key={changeId(opened)} sourceId={sourceId} info={info} entry={entry} item={opened} older={items[openedIndex + 1]} onCompare={onCompare} onClose={() => setOpenedAt(null)} />
      )}
    </div>
  );
}

/** What the list goes back to. */
function Begin({ page, none }: { page: HistoryPage; none: boolean }) {
  const words = useWords();
  const { begins, since } = page;
  return begins === 'watched' ? <Since at={since} text={none ? 'none' : 'since'} /> : words(`history.${begins ?? 'paged'}`);
}

const nameOf = (item: HistoryItem, words: Words, text: (at: bigint) => string): string => {
  const at = item.seenAt ?? item.time;
  return at === undefined ? words('history.showRevision', { revision: text(item.at ?? 0n) }) : words('history.show', { time: formatTime(at) });
};

/** What was read, and before it what was seen since. */
function withNewer(read: readonly HistoryItem[], seen: readonly HistoryItem[]): readonly HistoryItem[] {
  const known = new Set(read.map(changeId));
  const [newest] = read;
  const isNewer = (item: HistoryItem): boolean => {
    if (newest === undefined) return true;
    if (item.at !== undefined && newest.at !== undefined) return item.at > newest.at;
    return (item.seenAt ?? 0) > (newest.seenAt ?? newest.time ?? 0);
  };
  return [...seen.filter((item) => isNewer(item) && !known.has(changeId(item))), ...read];
}

type Row = { readonly item: HistoryItem; readonly index: number } | Away;

/** The changes, and between them the times in which nobody watched. */
function rowsOf(items: readonly HistoryItem[], away: readonly Away[]): Row[] {
  const rows: Row[] = [];
  let next = 0;
  items.forEach((item, index) => {
    for (let gap = away[next]; gap !== undefined && gap.from > (item.seenAt ?? 0); gap = away[++next]) rows.push(gap);
    rows.push({ item, index });
  });
  return [...rows, ...away.slice(next)];
}
