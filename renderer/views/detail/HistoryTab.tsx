import { Button } from '@mantine/core';
import { useState } from 'react';
import type { HistoryItem } from '../../../shared/contract';
import { CodeView } from '../../ui/CodeView';
import { formatTime } from '../../ui/format';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { ChangeLine, changeId } from './ChangeLine';
import { contentOf } from './content';
import type { OpenEntry } from './entry';
import type { Reading } from './reading';
import { Since } from './Since';

export interface HistoryTabProps {
  entry: OpenEntry;
  reading: Reading<readonly HistoryItem[]>;
  /** When the source was first listed. */
  since: number | undefined;
}

/** Changes of the key that this session saw, newest first. A change can be opened to read its value. */
export function HistoryTab({ entry, reading, since }: HistoryTabProps) {
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
  const opened = items.find((item) => changeId(item) === openedAt);
  return (
    <div className="history">
      <p className="history-since muted">
        <Since at={since} text={reading.value !== null && items.length === 0 ? 'none' : 'since'} />
      </p>
      <ol className="history-list">
        {items.map((item, index) => {
          const id = changeId(item);
          return (
            <li key={id} data-kind={item.kind} data-first={index === 0 || undefined}>
              <button
                type="button"
                aria-expanded={id === openedAt}
                aria-label={words('history.show', { time: formatTime(item.seenAt) })}
                disabled={item.entry === undefined}
                onClick={() => setOpenedAt(id === openedAt ? null : id)}
              >
                <ChangeLine item={item} older={items[index + 1]} />
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
