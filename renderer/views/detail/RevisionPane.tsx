import { Button, SegmentedControl } from '@mantine/core';
import { IconHistory, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { SourceInfo } from '../../../shared/contract';
import { ok, type Result } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { HistoryItem } from '../../../shared/model/history';
import { revisionText } from '../../../shared/model/revision-text';
import { separatorOf, type SourceId } from '../../../shared/model/source';
import { readEntry, readEntryAt, review } from '../../store/actions';
import { travel } from '../../store/past';
import { labelOf, lastSegment } from '../../store/segments';
import type { SideChoice } from '../../store/rollout-question';
import { formatTime } from '../../ui/format';
import { IconButton, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { useIsRollout } from '../rollout/use-is-rollout';
import { stampOf, versionOf, type OpenEntry } from './entry';
import { PastValue } from './PastValue';

const aspects = ['value', 'toNow', 'fromBefore'] as const;
type Aspect = (typeof aspects)[number];

export interface RevisionPaneProps {
  sourceId: SourceId;
  info: SourceInfo;
  /** The key as it is now. */
  entry: OpenEntry;
  item: HistoryItem;
  /** The change before it. */
  older: HistoryItem | undefined;
  onCompare: (revision: SideChoice) => void;
  onClose: () => void;
}

/** One revision of a key: its value, what is different now, what it changed; and the way back to it. */
export function RevisionPane({ sourceId, info, entry, item, older, onCompare, onClose }: RevisionPaneProps) {
  const words = useWords();
  const [aspect, setAspect] = useState<Aspect>('value');
  const read = useThree(sourceId, entry, item, older);
  const { source, writable } = info;
  const time = item.seenAt ?? item.time;
  const revision = item.at === undefined ? undefined : revisionText(item.at, source.backend);
  const moment = time === undefined ? words('history.revision', { revision: revision ?? '' }) : formatTime(time);
  const restore = () => {
    if (read === null || !read.ok || read.value.past === null) return;
    const name = labelOf(lastSegment(source, entry.key), source.backend).slice(0, 80);
    const base = entry.isEntry ? stampOf(entry) : 'absent';
    review(sourceId, { title: words('history.restoreTitle', { name, moment }), reason: '', intentions: [{ kind: 'set', key: entry.key, value: read.value.past.value, base }] });
  };
  const isRollout = useIsRollout(sourceId, entry.key, read !== null && read.ok ? (read.value.past?.value ?? null) : null);
  const three = read !== null && read.ok ? read.value : null;
  const isNew = three !== null && three.past !== null && three.now === null;
  const notes = [
    ...(isNew ? [words('past.notNow')] : []),
    ...(isNew && source.backend === 'zookeeper' ? [words('past.unprotected')] : []),
    ...(isNew && three.past?.owner !== undefined ? [words('past.owner', { owner: three.past.owner })] : []),
  ];
  return (
    <section className="history-open" aria-label={moment}>
      <div className="value-bar">
        <SegmentedControl
          size="xs"
          aria-label={words('history.compare')}
          value={aspect}
          onChange={(value) => setAspect(aspects.find((one) => one === value) ?? 'value')}
          data={aspects.map((value) => ({ value, label: words(`history.${value}`) }))}
        />
        {revision !== undefined && <span className="muted num clip">{words('history.revision', { revision })}</span>}
        <span className="spacer" />
        {item.at !== undefined && (
          <IconButton label={words('history.travel')} onClick={() => void travel(sourceId, time !== undefined && item.seenAt !== undefined ? { time } : { revision: item.at ?? 0n })}>
            <IconHistory size={15} />
          </IconButton>
        )}
        {isRollout && item.at !== undefined && entry.isEntry && (
          <Button variant="default" onClick={() => onCompare({ kind: 'revision', at: item.at ?? 0n, time: time ?? null })}>
            {words('rollout.whoGetsWhat')}
          </Button>
        )}
        {writable && (
          <Button variant="default" onClick={restore} disabled={read === null || !read.ok}>
            {words('history.restore')}
          </Button>
        )}
        <IconButton label={words('history.close')} onClick={onClose}>
          <IconX size={15} />
        </IconButton>
      </div>
      {notes.length > 0 && <p className="padded muted">{notes.join(' ')}</p>}
      {read !== null &&
        (read.ok ? (
          <PastValue
            name={entry.key}
            separator={separatorOf(source)}
            label={words(`history.${aspect}`)}
            before={aspect === 'value' ? undefined : aspect === 'toNow' ? read.value.past : read.value.before}
            after={aspect === 'toNow' ? read.value.now : read.value.past}
            same={words(aspect === 'toNow' ? 'history.same' : 'history.first')}
          />
        ) : (
          <Note tone="warn">{faultSentence(read.fault)}</Note>
        ))}
    </section>
  );
}

interface Three {
  readonly past: Entry | null;
  readonly before: Entry | null;
  readonly now: Entry | null;
}

/** The key at this revision, before it and now; null until they have been read. */
function useThree(sourceId: SourceId, entry: OpenEntry, item: HistoryItem, older: HistoryItem | undefined): Result<Three> | null {
  const [read, setRead] = useState<Result<Three> | null>(null);
  const { key } = entry;
  const [at, before] = [item.at, older?.entry === undefined ? undefined : older.at];
  const now = entry.isEntry ? versionOf(entry) : null;
  useEffect(() => {
    let wanted = true;
    const readAt = (revision: bigint | undefined): Promise<Result<Entry | null>> => (revision === undefined ? Promise.resolve(ok(null)) : readEntryAt(sourceId, key, revision));
    const readNow = async (): Promise<Result<Entry | null>> => {
      if (now === null) return ok(null);
      const result = await readEntry(sourceId, key);
      return result.ok ? ok(result.value.entry) : result;
    };
    void Promise.all([readAt(at), readAt(before), readNow()]).then((results) => {
      if (wanted) setRead(together(results));
    });
    return () => {
      wanted = false;
    };
  }, [sourceId, key, at, before, now]);
  return read;
}

function together([past, before, now]: readonly [Result<Entry | null>, Result<Entry | null>, Result<Entry | null>]): Result<Three> {
  if (!past.ok) return past;
  if (!now.ok) return now;
  // what was before may have been given up by the store meanwhile: the rest is worth showing
  return ok({ past: past.value, before: before.ok ? before.value : null, now: now.value });
}
