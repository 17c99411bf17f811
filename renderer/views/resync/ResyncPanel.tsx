import { NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Fault } from '../../../shared/fault';
import { changedKeys, type ResyncItem, type ResyncReport, type ResyncSummary } from '../../../shared/model/resync';
import { revisionText } from '../../../shared/model/revision-text';
import type { Backend, SourceId } from '../../../shared/model/source';
import { closeResync, readResync, showResync } from '../../store/assurance';
import { usePreferences, useSeparator, useSource, useUi } from '../../store/hooks';
import { formatNumber, formatTime } from '../../ui/format';
import { CopyButton, IconButton, Note } from '../../ui/parts';
import { SearchField } from '../../ui/SearchField';
import { faultSentence, useWords } from '../../ui/text';
import { focusTree } from '../focus';
import { countsText } from './notice';
import { ResyncList } from './ResyncList';
import { asText, stepText } from './value-text';

/** Under the tree and the open key: what changed in an outage, key by key. Beside it everything stays at hand. */
export function ResyncPanel() {
  const { resync, activeSourceId } = useUi();
  const state = useSource(resync?.sourceId ?? null);
  const summary = (state?.status?.resyncs as readonly ResyncSummary[] | undefined)?.find(({ id }) => id === resync?.id);
  if (resync === null || summary === undefined || resync.sourceId !== activeSourceId) return null;
  return <OutagePanel key={`${resync.sourceId} ${summary.id}`} sourceId={resync.sourceId} summary={summary} />;
}

function OutagePanel({ sourceId, summary }: { sourceId: SourceId; summary: ResyncSummary }) {
  const state = useSource(sourceId);
  const words = useWords();
  const separator = useSeparator(sourceId);
  const report = useReport(sourceId, summary);
  // what it hides goes by the rules in force
  usePreferences();
  const [filter, setFilter] = useState('');
  const items = report?.kind === 'read' ? report.report.items : noItems;
  const sought = useMemo(() => items.map((item) => `${item.key}\n${stepText(item, separator, words)}`.toLowerCase()), [items, separator, words]);
  const shown = useMemo(() => {
    const terms = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return terms.length === 0 ? items : items.filter((_item, index) => terms.every((term) => sought[index]?.includes(term)));
  }, [items, sought, filter]);
  const panel = useRef<HTMLElement>(null);
  const read = report !== null;
  useEffect(() => {
    const list = panel.current?.querySelector('[role="listbox"]');
    if (read) (list instanceof HTMLElement ? list : panel.current)?.focus({ preventScroll: true });
  }, [read]);
  const outages = state?.status?.resyncs ?? [];
  const total = changedKeys(summary);
  const close = () => {
    closeResync();
    focusTree();
  };
  return (
    <section
      ref={panel}
      className="resync-panel"
      tabIndex={-1}
      aria-labelledby="resync-heading"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}
    >
      <div className="resync-head">
        <h2 id="resync-heading">{words('resync.heading')}</h2>
        <span className="count num">{formatNumber(total)}</span>
        {outages.length > 1 ? (
          <NativeSelect
            aria-label={words('resync.outage')}
            value={String(summary.id)}
            onChange={(event) => showResync(sourceId, Number(event.currentTarget.value))}
            data={outages.toReversed().map((outage) => ({ value: String(outage.id), label: `${timesOf(outage)} (${formatNumber(changedKeys(outage))})` }))}
          />
        ) : (
          <span className="muted num">{timesOf(summary)}</span>
        )}
        <span className="spacer" />
        {total > 0 && (
          <>
            <SearchField label={words('resync.filter')} value={filter} onChange={setFilter} />
            <CopyButton label={words('resync.copy')} text={() => asText(shown, separator, words)} />
          </>
        )}
        <IconButton label={words('resync.close')} onClick={close}>
          <IconX size={15} />
        </IconButton>
      </div>
      <About summary={summary} kept={items.length} backend={state?.info.source.backend ?? 'local'} />
      {report === null ? (
        <p className="resync-empty muted">{words('resync.loading')}</p>
      ) : report.kind === 'failed' ? (
        <Note tone="bad" role="alert">
          {faultSentence(report.fault)}
        </Note>
      ) : total === 0 ? (
        <p className="resync-empty muted">{words('resync.none')}</p>
      ) : shown.length === 0 ? (
        <p className="resync-empty muted">{words('resync.noMatches')}</p>
      ) : (
        <ResyncList sourceId={sourceId} outage={summary} items={shown} filter={filter} ownership={state?.info.capabilities.ownership ?? 'none'} />
      )}
    </section>
  );

  function timesOf({ from, until }: Pick<ResyncSummary, 'from' | 'until'>): string {
    return words('resync.times', { from: formatTime(from), until: formatTime(until) });
  }
}

/** Why the source was away, and what its store can tell of that time. */
function About({ summary, kept, backend }: { summary: ResyncSummary; kept: number; backend: Backend }) {
  const words = useWords();
  const revision = (at: bigint): string => revisionText(at, backend);
  const { fault, everyStep, wentBack, writes } = summary;
  const total = changedKeys(summary);
  return (
    <div className="resync-about">
      {total > 0 && <p>{countsText(summary, words)}</p>}
      <p>{fault === undefined ? words('resync.byUser') : words('resync.why', { fault: faultSentence(fault) })}</p>
      {wentBack !== undefined && <p className="resync-warn">{words('resync.wentBack', { from: revision(wentBack.from), to: revision(wentBack.to) })}</p>}
      <p>{everyStep ? words('resync.everyStep', { count: writes }) : words('resync.difference')}</p>
      {kept > 0 && kept < total && <p className="resync-warn">{words('resync.kept', { shown: kept, count: total })}</p>}
    </div>
  );
}

const noItems: readonly ResyncItem[] = [];

type Reading = { readonly kind: 'read'; readonly report: ResyncReport } | { readonly kind: 'failed'; readonly fault: Fault };

/** The report's keys, read again when more of the outage has come in. */
function useReport(sourceId: SourceId, summary: ResyncSummary): Reading | null {
  const [reading, setReading] = useState<Reading | null>(null);
  const { id, writes } = summary;
  useEffect(() => {
    let wanted = true;
    void readResync(sourceId, id).then((result) => {
      if (wanted) setReading(result.ok ? { kind: 'read', report: result.value } : { kind: 'failed', fault: result.fault });
    });
    return () => {
      wanted = false;
    };
  }, [sourceId, id, writes]);
  return reading;
}
