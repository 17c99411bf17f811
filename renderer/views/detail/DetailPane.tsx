import { Tabs } from '@mantine/core';
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { SourceInfo } from '../../../shared/contract';
import { isGuarded } from '../../../shared/model/guards';
import type { OutageChange } from '../../../shared/model/resync';
import { revisionText } from '../../../shared/model/revision-text';
import { configPlaces } from '../../../shared/services/effective';
import { separatorOf, type Backend, type Source, type SourceId } from '../../../shared/model/source';
import { readAccess, readEntry, readSeen } from '../../store/actions';
import { useBusy, useHidden, usePreferences, useRollout, useSelectedEntry, useSource } from '../../store/hooks';
import { gotWanted, keepQuestion } from '../../store/rollout';
import type { SideChoice } from '../../store/rollout-question';
import { formatTime } from '../../ui/format';
import { useNextFrame } from '../../ui/next-frame';
import { CopyButton, Time } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { SecretGate, useHiddenValue } from '../SecretGate';
import { AccessTab } from './AccessTab';
import { Breadcrumbs } from './Breadcrumbs';
import { DeniedKey } from './DeniedKey';
import { leavesRoom, versionOf, type OpenEntry } from './entry';
import { FlagPanel, type WhyNot } from './FlagPanel';
import { HistoryTab } from './HistoryTab';
import { MetadataTab } from './MetadataTab';
import { Notice } from './Notice';
import { RecentChanges } from './RecentChanges';
import { useReading } from './reading';
import { RemovedKey } from './RemovedKey';
import { Unread } from './Unread';
import { ValueTab } from './ValueTab';
import { Welcome } from './Welcome';

const RolloutTab = lazy(() => import('../rollout/RolloutTab').then((module) => ({ default: module.RolloutTab })));
const EffectiveTab = lazy(() => import('../effective/EffectiveTab').then((module) => ({ default: module.EffectiveTab })));

/** The right side: the selected key, or what one can do while none is selected. */
export function DetailPane({ sourceId }: { sourceId: SourceId }) {
  const entry = useSelectedEntry(sourceId);
  if (entry === null) return <Welcome sourceId={sourceId} />;
  // a cell's bytes are never changed in place
  return <OpenKey key={`${sourceId} ${entry.key}`} sourceId={sourceId} entry={entry as OpenEntry} />;
}

/**
 * A change is painted in the tree first and here in the next frame. What is known of the key and whether its write is under way come
 * together, so that the old state never looks like one that can be changed.
 */
function OpenKey({ sourceId, entry }: { sourceId: SourceId; entry: OpenEntry }) {
  const busy = useBusy(sourceId, entry.key);
  const shown = useNextFrame(useMemo(() => ({ entry, busy }), [entry, busy]));
  return <KeyPane sourceId={sourceId} entry={shown.entry} busy={shown.busy} />;
}

const KeyPane = memo(function KeyPane({ sourceId, entry, busy }: { sourceId: SourceId; entry: OpenEntry; busy: boolean }) {
  const state = useSource(sourceId);
  const words = useWords();
  const [tab, setTab] = useState<string>('value');
  const compare = useCallback(
    (from: SideChoice) => {
      keepQuestion(sourceId, entry.key, { view: 'who', sides: { from, to: null } });
      setTab('rollout');
    },
    [sourceId, entry.key],
  );
  const { wanted } = useRollout();
  useEffect(() => {
    if (wanted?.sourceId !== sourceId || wanted.key !== entry.key) return;
    setTab('rollout');
    gotWanted();
  }, [wanted, sourceId, entry.key]);
  const hidden = useHidden(sourceId, entry.key) && !entry.isEntry;
  const fate = useFate(entry, hidden);
  const valueHidden = useHiddenValue(sourceId, entry.key, entry.decoded.text);
  const known = entry.isEntry || fate.deletedAt !== null;
  // read before anything is known of the source: it has to be there for the tabs
  const separator = state === null ? '/' : separatorOf(state.info.source);
  const { configPlaces: rules } = usePreferences();
  const place = useMemo(() => configPlaces(entry.key, separator, rules), [entry.key, separator, rules]);
  const places = known || hidden || entry.kids > 0 ? place : undefined;
  const tabs = [...(known ? ['value', 'rollout', 'history', 'metadata'] : []), ...(places === undefined ? [] : ['effective']), ...(known || hidden ? ['access'] : [])];
  const shown = tabs.includes(tab) ? tab : (tabs.at(-1) ?? tab);
  const subject = known || hidden ? `${sourceId} ${entry.key}` : null;
  const version = versionOf(entry);
  const needsFacts = shown === 'metadata' || !entry.complete;
  const facts = useReading(needsFacts ? subject : null, version, () => readEntry(sourceId, entry.key));
  const historyVersion = `${version} ${entry.isEntry} ${entry.changes}`;
  const history = useReading(shown === 'history' || (shown === 'value' && leavesRoom(entry)) ? subject : null, historyVersion, () => readSeen(sourceId, entry.key));
  const access = useReading(shown === 'access' ? subject : null, `${entry.isEntry}`, () => readAccess(sourceId, entry.key));
  if (state === null) return null;
  const { info } = state;
  const live = phaseOf(state) === 'live';
  const since = state.status?.watchedSince;
  const { openedChange } = state;
  const removed = !entry.unread && openedChange?.key === entry.key && (openedChange.kind === 'removed' || openedChange.kind === 'passed') ? (openedChange as OutageChange) : null;
  const whyNot: WhyNot | null = !entry.isEntry ? 'deleted' : !info.writable ? 'read-only' : live ? null : 'notLive';

  return (
    <div className="detail">
      <div className="detail-head">
        <Breadcrumbs sourceId={sourceId} source={info.source} entryKey={entry.key} />
        <CopyButton label={words('detail.copyKey')} text={entry.key} />
        <span className="spacer" />
        {entry.isEntry && <Glance entry={entry} backend={info.source.backend} />}
      </div>
      {hidden && <DeniedKey sourceId={sourceId} entryKey={entry.key} there={entry.denied} since={fate.deletedAt} />}
      {!entry.isEntry && known && !hidden && (
        <Notice tone="bad">{fate.deletedAt !== null && words('detail.deleted', { time: formatTime(fate.deletedAt) })}</Notice>
      )}
      {entry.isEntry && fate.recreatedAt !== null && (
        <Notice tone="warn" onDismiss={fate.forget}>
          {words('detail.recreated', { time: formatTime(fate.recreatedAt) })}
        </Notice>
      )}
      {known && !live && state.listed && <Notice tone="plain">{words('detail.stale')}</Notice>}
      {known || hidden || places !== undefined ? (
        <>
          {entry.decoded.kind === 'boolean' && !hidden && <FlagPanel sourceId={sourceId} entry={entry} busy={busy} whyNot={whyNot} reviewed={isGuarded(info.source)} />}
          <Tabs value={shown} onChange={(value) => setTab(value ?? 'value')} keepMounted={false} className="detail-tabs">
            <Tabs.List>
              {known && (
                <>
                  <Tabs.Tab value="value">{words('names.value')}</Tabs.Tab>
                  <Tabs.Tab value="rollout">{words('names.rollout')}</Tabs.Tab>
                  <Tabs.Tab value="history">{words('names.history')}</Tabs.Tab>
                  <Tabs.Tab value="metadata">{words('names.metadata')}</Tabs.Tab>
                </>
              )}
              {places !== undefined && <Tabs.Tab value="effective">{words('names.effective')}</Tabs.Tab>}
              {(known || hidden) && <Tabs.Tab value="access">{words('names.access')}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="value" className="value-panel">
              <SecretGate sourceId={sourceId} entryKey={entry.key} text={entry.decoded.text}>
                <ValueTab sourceId={sourceId} entry={entry} facts={facts} separator={separator} busy={busy} writable={info.writable && live} />
              </SecretGate>
              {leavesRoom(entry) && !valueHidden && <RecentChanges reading={history} backend={info.source.backend} since={since} onAll={() => setTab('history')} />}
            </Tabs.Panel>
            <Tabs.Panel value="rollout">
              <SecretGate sourceId={sourceId} entryKey={entry.key} text={entry.decoded.text}>
                <Suspense>
                  <RolloutTab sourceId={sourceId} entry={entry} facts={facts} separator={separator} whyFixed={whyNot ?? (busy ? 'busy' : null)} />
                </Suspense>
              </SecretGate>
            </Tabs.Panel>
            <Tabs.Panel value="history">
              <SecretGate sourceId={sourceId} entryKey={entry.key} text={entry.decoded.text}>
                <HistoryTab sourceId={sourceId} info={info as SourceInfo} entry={entry} seen={history} onCompare={compare} />
              </SecretGate>
            </Tabs.Panel>
            <Tabs.Panel value="metadata">
              <MetadataTab entry={entry} facts={facts} backend={info.source.backend} />
            </Tabs.Panel>
            {places !== undefined && (
              <Tabs.Panel value="effective">
                <Suspense>
                  <EffectiveTab sourceId={sourceId} places={places} separator={separator} />
                </Suspense>
              </Tabs.Panel>
            )}
            <Tabs.Panel value="access">
              <AccessTab source={info.source as Source} writable={info.writable} reading={access} />
            </Tabs.Panel>
          </Tabs>
        </>
      ) : removed !== null ? (
        <SecretGate sourceId={sourceId} entryKey={entry.key} text={null}>
          <RemovedKey change={removed} ownership={info.capabilities.ownership} separator={separator} />
        </SecretGate>
      ) : (
        <div className="emptiness">
          {entry.unread ? (
            <Unread sourceId={sourceId} entryKey={entry.key} />
          ) : entry.gone ? (
            <p>{words('detail.missing', { key: entry.key })}</p>
          ) : (
            <>
              <p>{words('detail.noEntry', { key: entry.key })}</p>
              <p className="muted">{words('detail.noEntryNote')}</p>
            </>
          )}
        </div>
      )}
    </div>
  );
});

/** What tells this version from another, in the back-end's own terms. */
function Glance({ entry, backend }: { entry: OpenEntry; backend: Backend }) {
  const facts = {
    zookeeper: [`dataVersion ${entry.version}`, `mzxid ${revisionText(entry.modified, backend)}`],
    etcd: [`version ${entry.version}`, `mod_revision ${entry.modified}`],
    local: [`version ${entry.version}`],
  }[backend];
  return (
    <span className="glance muted num">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
      {entry.modifiedAt !== null && <Changed at={entry.modifiedAt} />}
    </span>
  );
}

function Changed({ at }: { at: number }) {
  const words = useWords();
  const [before, after = ''] = words('detail.changed', { time: '\n' }).split('\n');
  return (
    <span>
      {before}
      <Time at={at} />
      {after}
    </span>
  );
}

interface Fate {
  readonly deletedAt: number | null;
  readonly recreatedAt: number | null;
  readonly forget: () => void;
}

/** When the key that is open was seen to go or could no longer be read, and to come back. What was only hidden was not created again. */
function useFate(entry: OpenEntry, hidden: boolean): Fate {
  const [seen, setSeen] = useState({ isEntry: entry.isEntry, hidden, recreated: entry.recreated, created: entry.created, deletedAt: null as number | null, recreatedAt: null as number | null });
  if (seen.isEntry !== entry.isEntry || seen.hidden !== hidden || seen.recreated !== entry.recreated) {
    const now = Date.now();
    const cameBack = entry.isEntry && (seen.recreated !== entry.recreated || (seen.deletedAt !== null && seen.created !== entry.created));
    const turned = seen.isEntry || (seen.hidden && seen.deletedAt !== null);
    setSeen({
      isEntry: entry.isEntry,
      hidden,
      recreated: entry.recreated,
      created: entry.created,
      deletedAt: entry.isEntry || entry.unread ? null : turned ? now : seen.deletedAt,
      recreatedAt: cameBack ? now : seen.recreatedAt,
    });
  }
  return { deletedAt: seen.deletedAt, recreatedAt: seen.recreatedAt, forget: () => setSeen({ ...seen, recreatedAt: null }) };
}
