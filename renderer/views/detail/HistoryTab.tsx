import { Button } from '@mantine/core';
import { useState } from 'react';
import type { HistoryItem } from '../../../shared/contract';
import type { Entry } from '../../../shared/model/entry';
import { CodeView } from '../../ui/CodeView';
import { formatNumber, formatTime } from '../../ui/format';
import { Note, Time } from '../../ui/parts';
import { faultSentence, useWords, type Words } from '../../ui/text';
import { contentOf } from './content';
import type { OpenEntry } from './entry';
import type { Reading } from './reading';

/** Changes of the key that this session saw, newest first. A change can be opened to read its value. */
export function HistoryTab({ entry, reading }: { entry: OpenEntry; reading: Reading<readonly HistoryItem[]> }) {
  const words = useWords();
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  if (reading.fault !== null) {
    return (
      <div className="padded">
        <Note tone="warn">
          {words('history.failed')} {faultSentence(reading.fault)}{' '}
          <Button variant="default" onClick={reading.again}>
            {words('value.again')}
          </Button>
        </Note>
      </div>
    );
  }
  const items = reading.value ?? [];
  const opened = items.find((item) => idOf(item) === openedAt);
  return (
    <div className="history">
      <p className="history-since muted">
        {words('history.since')}
      </p>
      {reading.value !== null && items.length === 0 && (
        <p className="padded">
          {words('history.none')} <span className="muted">{words('history.noneNote')}</span>
        </p>
      )}
      <ol className="history-list">
        {items.map((item, index) => {
          const id = idOf(item);
          const older = items[index + 1];
          return (
            <li key={id} data-kind={item.kind} data-first={index === 0 || undefined}>
              <button
                type="button"
                aria-expanded={id === openedAt}
                aria-label={words('history.show', { time: formatTime(item.seenAt) })}
                disabled={item.entry === undefined}
                onClick={() => setOpenedAt(id === openedAt ? null : id)}
              >
                <Time at={item.seenAt} />
                <span className="history-kind">{kindOf(item, older, words)}</span>
                <span className="history-value mono clip">{item.entry === undefined ? '' : summaryOf(item.entry, words)}</span>
                {item.entry !== undefined && <span className="muted num">v{formatNumber(item.entry.stamp.version)}</span>}
              </button>
            </li>
          );
        })}
      </ol>
      {opened?.entry !== undefined && <PastValue keyName={entry.key} value={opened.entry.value} />}
    </div>
  );
}

function PastValue({ keyName, value }: { keyName: string; value: Uint8Array | null }) {
  const words = useWords();
  const content = contentOf(keyName, value, true);
  return (
    <div className="history-open">
      <CodeView text={content.shown} language={content.language} label={words('names.value')} wrap />
    </div>
  );
}

const idOf = (item: HistoryItem): string => `${item.seenAt} ${item.kind} ${item.entry?.stamp.modified ?? ''}`;

function kindOf(item: HistoryItem, older: HistoryItem | undefined, words: Words): string {
  if (item.kind === 'delete') return words('history.delete');
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
