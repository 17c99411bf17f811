import { Button } from '@mantine/core';
import { useId } from 'react';
import type { AuditEntry, AuditState } from '../../../shared/model/audit';
import { EnvironmentBadge, Time } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { oneLine } from '../tree/name-pieces';
import { useRows } from './use-rows';

export interface RecordListProps {
  entries: readonly AuditEntry[];
  openId: string | null;
  onOpen: (id: string) => void;
  older: (() => void) | undefined;
}

/** The records, one a line. The open one is shown in full below. */
export function RecordList({ entries, openId, onOpen, older }: RecordListProps) {
  const words = useWords();
  const id = useId();
  const active = Math.max(0, entries.findIndex(({ intent }) => intent.id === openId));
  const open = (index: number) => {
    const entry = entries[index];
    if (entry !== undefined) onOpen(entry.intent.id);
  };
  const { host, onKeyDown } = useRows(entries.length, active, open, open);
  return (
    <div className="activity-rows">
      <div className="activity-row activity-heads" aria-hidden>
        {(['when', 'source', 'title', 'keys', 'reason', 'who', 'outcome'] as const).map((column) => (
          <span key={column}>{words(`activity.columns.${column}`)}</span>
        ))}
      </div>
      <div
        ref={host}
        className="activity-list"
        role="listbox"
        aria-label={words('activity.list')}
        aria-activedescendant={`${id}-${active}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {entries.map((entry, index) => (
          <Row key={entry.intent.id} entry={entry} id={`${id}-${index}`} active={index === active} onOpen={() => open(index)} />
        ))}
        {older !== undefined && (
          <div role="presentation" className="activity-older">
            <Button variant="default" onClick={older}>
              {words('activity.older')}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Row({ entry, id, active, onOpen }: { entry: AuditEntry; id: string; active: boolean; onOpen: () => void }) {
  const words = useWords();
  const { intent, state } = entry;
  const { source } = intent;
  const keys = intent.edits.filter(({ kind }) => kind !== 'check');
  const [first] = keys;
  return (
    <div id={id} role="option" className="activity-row" aria-selected={active} data-id={intent.id} onClick={onOpen}>
      <span>
        <Time at={Date.parse(intent.at)} />
      </span>
      <span className="activity-source">
        <EnvironmentBadge environment={source.environment} />
        <span className="clip" title={source.name}>
          {source.name}
        </span>
      </span>
      <span className="clip" title={intent.title}>
        {oneLine(intent.title)}
      </span>
      <span className="activity-keys">
        {first !== undefined && (
          <span className="activity-key mono" title={first.key}>
            <bdi>{oneLine(first.key)}</bdi>
          </span>
        )}
        {keys.length > 1 && <span className="muted num">{words('activity.moreKeys', { count: keys.length - 1 })}</span>}
      </span>
      <span className={intent.reason === '' ? 'clip muted' : 'clip'} title={intent.reason}>
        {intent.reason === '' ? words('activity.noReason') : oneLine(intent.reason)}
      </span>
      <span className="clip muted" title={words('activity.by', intent.who)}>
        {intent.who.user}
      </span>
      <Outcome state={state} />
    </div>
  );
}

/** How a write ended, by shape, colour and word. */
export function Outcome({ state }: { state: AuditState }) {
  const words = useWords();
  return (
    <span className="activity-outcome" data-state={state}>
      <i aria-hidden />
      {words(`activity.state.${state}`)}
    </span>
  );
}
