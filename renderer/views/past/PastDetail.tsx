import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { PastMoment, PastReading, SinceKind } from '../../../shared/model/past';
import { separatorOf, type Backend, type Source, type SourceId } from '../../../shared/model/source';
import { useSource, useUi } from '../../store/hooks';
import { readPast, restore, selectPast, type Differences } from '../../store/past';
import { pastIdOf } from '../../store/past-source';
import { CopyButton, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { useReading } from '../detail/reading';
import { SecretGate } from '../SecretGate';
import { PastValue } from '../detail/PastValue';
import { DifferenceList } from './DifferenceList';
import { momentText } from './moment-text';

/** Beside the keys of the past: the selected one then and now, or all that is different. */
export function PastDetail({ sourceId }: { sourceId: SourceId }) {
  const { past } = useUi();
  const state = useSource(pastIdOf(sourceId));
  const live = useSource(sourceId);
  if (past === null || past.moment === null || state === null || live === null) return null;
  const { selectedKey } = state;
  const differences = past.differences as Differences | null;
  const { writable, source } = live.info;
  const moment = past.moment as PastMoment & { readonly id: string };
  if (selectedKey === null) return <DifferenceList key={moment.id} moment={moment} differences={differences?.keys ?? []} writable={writable} backend={source.backend} />;
  const since = differences?.keys.find(({ key }) => key === selectedKey)?.kind;
  return (
    <SecretGate sourceId={sourceId} entryKey={selectedKey} text={null}>
      <PastKey key={selectedKey} name={selectedKey} moment={moment} since={since} version={past.differences} source={source as Source} writable={writable} />
    </SecretGate>
  );
}

interface PastKeyProps {
  readonly name: string;
  readonly moment: PastMoment & { readonly id: string };
  readonly since: SinceKind | undefined;
  /** Another one after each comparison with now. */
  readonly version: unknown;
  readonly source: Source;
  readonly writable: boolean;
}

/** One key then, and what has become of it. */
function PastKey({ name, moment, since, version, source, writable }: PastKeyProps) {
  const words = useWords();
  const [wanted, setAspect] = useState<'past' | 'diff' | null>(null);
  const [seen, setSeen] = useState({ version, number: 0 });
  if (seen.version !== version) setSeen({ version, number: seen.number + 1 });
  const { value: reading, fault } = useReading(`${moment.id} ${name}`, String(seen.number), () => readPast(name));
  const aspect = wanted ?? (since === 'changed' ? 'diff' : 'past');
  const title = words('past.restoreTitle', { count: 1, moment: momentText(moment, source.backend, words) });
  return (
    <div className="detail past-detail">
      <div className="detail-head">
        <h2 className="mono clip" title={name}>
          {name}
        </h2>
        <CopyButton label={words('detail.copyKey')} text={name} />
        {since !== undefined && (
          <span className="past-since" data-since={since}>
            {words(`past.since.${since}`)}
          </span>
        )}
        <span className="spacer" />
        <Button variant="default" onClick={() => selectPast(null)}>
          {words('past.list')}
        </Button>
        {writable && since !== undefined && <Button onClick={() => void restore([name], title)}>{words('past.restoreKey')}</Button>}
      </div>
      {fault !== null && <Note tone="warn">{faultSentence(fault)}</Note>}
      {reading !== null && <Notes reading={reading} backend={source.backend} />}
      {reading !== null && (reading.past !== null || reading.now !== null) && (
        <>
          <div className="value-bar">
            <SegmentedControl
              size="xs"
              aria-label={words('history.compare')}
              value={aspect}
              onChange={(value) => setAspect(value === 'diff' ? 'diff' : 'past')}
              data={[
                { value: 'past', label: words('past.value'), disabled: reading.past === null },
                { value: 'diff', label: words('past.diff') },
              ]}
            />
          </div>
          {aspect === 'past' && reading.past !== null ? (
            <PastValue name={name} separator={separatorOf(source)} label={words('names.value')} before={undefined} after={reading.past} same="" />
          ) : (
            <PastValue name={name} separator={separatorOf(source)} label={words('past.diff')} before={reading.past} after={reading.now} same={words(reading.past === null ? 'past.notThen' : 'past.same')} />
          )}
        </>
      )}
    </div>
  );
}

function Notes({ reading: { key, past, now }, backend }: { reading: PastReading; backend: Backend }) {
  const words = useWords();
  if (past === null && now === null) return <p className="padded muted">{words('past.directory', { key })}</p>;
  const notes = [...(past !== null && now === null ? [words('past.notNow'), ...(backend === 'zookeeper' ? [words('past.unprotected')] : [])] : []), ...(past?.owner === undefined ? [] : [words('past.owner', { owner: past.owner })])];
  return notes.length === 0 ? null : <p className="padded muted">{notes.join(' ')}</p>;
}
