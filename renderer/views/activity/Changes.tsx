import { useDeferredValue, useEffect, useState, type KeyboardEvent } from 'react';
import type { Fault } from '../../../shared/fault';
import type { AuditEntry } from '../../../shared/model/audit';
import { MOST_RECENT, recentId, writeOf, type RecentChange } from '../../../shared/model/recent';
import type { ResyncValue } from '../../../shared/model/resync';
import { separatorOf } from '../../../shared/model/source';
import { readAudit, readRecent, showKey } from '../../store/activity';
import { useSource, useSources } from '../../store/hooks';
import { EnvironmentBadge, Note, Time } from '../../ui/parts';
import { SearchField } from '../../ui/SearchField';
import { faultSentence, useWords } from '../../ui/text';
import { ACTIVITY_FILTER_ID } from '../focus';
import { valueText } from '../resync/value-text';
import { RowList, type RowProps } from '../RowList';
import { KeyEnd } from '../RowParts';
import { nameOf } from '../source-name';
import { oneLine } from '../tree/name-pieces';
import { beginOf, type SpanName } from './filter';
import { SpanSelect } from './FilterBar';

/** Everything that moved of late, in every open source: what was written here is marked, with why. */
export function Changes() {
  const words = useWords();
  const [text, setText] = useState('');
  const [span, setSpan] = useState<SpanName>('minutes');
  const [active, setActive] = useState(0);
  const { changes, entries, fault } = useRecent(span);
  const sought = useDeferredValue(text).trim().toLowerCase();
  const shown = changes.filter(({ key }) => key.toLowerCase().includes(sought));
  const current = Math.min(active, shown.length - 1);
  const open = (index: number) => {
    const change = shown[index];
    if (change !== undefined) showKey(change.sourceId, change.key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) open(current);
  };
  return (
    <>
      <div className="activity-bar">
        <SearchField id={ACTIVITY_FILTER_ID} label={words('activity.changes.filter')} hint={words('activity.changes.filterHint')} value={text} onChange={setText} />
        <SpanSelect span={span} onChange={setSpan} />
        <span className="muted clip">{changes.length >= MOST_RECENT && words('activity.changes.most', { count: MOST_RECENT })}</span>
      </div>
      {fault !== null && <Note tone="bad">{faultSentence(fault)}</Note>}
      <p className="activity-note muted">{words('activity.changes.note')}</p>
      {shown.length === 0 ? (
        <p className="activity-none muted">{words('activity.changes.none')}</p>
      ) : (
        <div className="activity-rows">
          <div className="activity-row activity-heads" data-list="changes" aria-hidden>
            {(['when', 'source', 'kind', 'key', 'value', 'who'] as const).map((column) => (
              <span key={column}>{words(`activity.changes.columns.${column}`)}</span>
            ))}
          </div>
          <div className="activity-body" onKeyDown={onKeyDown}>
            <RowList
              label={words('activity.changes.list')}
              className="activity-list"
              count={shown.length}
              active={current}
              onActive={setActive}
              row={(index, props) => {
                const change = shown[index];
                return change !== undefined && <Row key={recentId(change)} change={change} write={writeOf(change, entries)} onOpen={() => open(index)} {...props} />;
              }}
            />
          </div>
        </div>
      )}
    </>
  );
}

interface ChangeRowProps extends RowProps {
  readonly change: RecentChange;
  readonly write: AuditEntry | undefined;
  /** Shows the key in the tree. */
  readonly onOpen: () => void;
}

function Row({ change, write, onOpen, ...props }: ChangeRowProps) {
  const words = useWords();
  const source = useSource(change.sourceId)?.info;
  if (source === undefined) return null;
  const { key, kind, before, after } = change;
  const textOf = (value: ResyncValue | undefined) => valueText(key, value, separatorOf(source.source), words).text;
  return (
    <div {...props} className="activity-row" data-list="changes" data-key={key} onDoubleClick={onOpen}>
      <span>
        <Time at={change.seenAt} />
      </span>
      <span className="activity-source">
        <EnvironmentBadge environment={source.source.environment} />
        <span className="clip">{nameOf(source, words)}</span>
      </span>
      <span className="activity-kind" data-kind={kind}>
        {words(`activity.changes.kind.${kind}`)}
      </span>
      <KeyEnd name={key} />
      <span className="clip mono">{`${textOf(before)} → ${textOf(after)}`}</span>
      {write === undefined ? (
        <span className="muted">{words('activity.changes.others')}</span>
      ) : (
        <span className="activity-ours clip" title={write.intent.reason}>
          {write.intent.reason === '' ? words('activity.changes.ours') : words('activity.changes.oursFor', { reason: oneLine(write.intent.reason) })}
        </span>
      )}
    </div>
  );
}

interface Recent {
  readonly changes: readonly RecentChange[];
  /** What was written from here in the same time. */
  readonly entries: readonly AuditEntry[];
  readonly fault: Fault | null;
}

/** What changed, read anew whenever a source says that something has: about once a second while anything moves. */
function useRecent(span: SpanName): Recent {
  const seen = useSources().reduce((sum, { status }) => sum + (status?.changes ?? 0), 0);
  const [recent, setRecent] = useState<Recent>({ changes: [], entries: [], fault: null });
  useEffect(() => {
    let current = true;
    const from = beginOf(span, Date.now());
    // what is seen now may have been written a little earlier
    const filter = { from: new Date(Math.max(0, from - 60_000)).toISOString() };
    void Promise.all([readRecent(from), readAudit(filter, MOST_RECENT)]).then(([changes, audit]) => {
      if (!current) return;
      const fault = !changes.ok ? changes.fault : !audit.ok ? audit.fault : null;
      setRecent({ changes: changes.ok ? changes.value : [], entries: audit.ok ? audit.value.entries : [], fault });
    });
    return () => {
      current = false;
    };
  }, [span, seen]);
  return recent;
}
