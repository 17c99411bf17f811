import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { readEntry } from '../../store/actions';
import { formatTime } from '../../ui/format';
import { useWords } from '../../ui/text';
import { useReading } from './reading';

export interface DeniedKeyProps {
  sourceId: SourceId;
  entryKey: Key;
  /** Whether the key is known to be there. */
  there: boolean;
  /** Since when a key that was known before cannot be read any more; null where it never could. */
  since: number | null;
}

/** That a key may not be read. It is tried once when it is opened, for no store tells when that has changed, and whenever somebody asks. */
export function DeniedKey({ sourceId, entryKey, there, since }: DeniedKeyProps) {
  const words = useWords();
  const [asked, setAsked] = useState(false);
  const reading = useReading(`${sourceId} ${entryKey}`, '', () => readEntry(sourceId, entryKey));
  return (
    <div className="detail-notice" data-tone="warn" role="status">
      <IconLock size={14} aria-hidden />
      <span>
        {since !== null ? words('denied.since', { time: formatTime(since) }) : words(there ? 'denied.key' : 'denied.outside', { key: entryKey })}
        {asked && !reading.loading && reading.fault?.code === 'denied' && ` ${words('denied.stays')}`}
      </span>
      <Button
        variant="default"
        onClick={() => {
          setAsked(true);
          reading.again();
        }}
      >
        {words('denied.again')}
      </Button>
    </div>
  );
}
