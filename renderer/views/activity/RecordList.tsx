import { Button } from '@mantine/core';
import type { AuditEntry, AuditState } from '../../../shared/model/audit';
import { EnvironmentBadge, Time } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { RowList, type RowProps } from '../RowList';
import { KeyEnd } from '../RowParts';
import { oneLine } from '../tree/name-pieces';

export interface RecordListProps {
  entries: readonly AuditEntry[];
  openId: string | null;
  onOpen: (id: string) => void;
  older: (() => void) | undefined;
}

/** The records, one a line. The open one is shown in full below. */
export function RecordList({ entries, openId, onOpen, older }: RecordListProps) {
  const words = useWords();
  const active = Math.max(0, entries.findIndex(({ intent }) => intent.id === openId));
  const open = (index: number) => {
    const entry = entries[index];
    if (entry !== undefined) onOpen(entry.intent.id);
  };
  return (
    <div className="activity-rows">
      <div className="activity-row activity-heads" aria-hidden>
        {(['when', 'source', 'title', 'keys', 'reason', 'who', 'outcome'] as const).map((column) => (
          <span key={column}>{words(`activity.columns.${column}`)}</span>
        ))}
      </div>
      <RowList
        label={words('activity.list')}
        className="activity-list"
        count={entries.length}
        active={active}
        onActive={open}
        row={(index, props) => {
          const entry = entries[index];
          return entry !== undefined && <Row key={entry.intent.id} entry={entry} {...props} />;
        }}
      />
      {older !== undefined && (
        <div className="activity-older">
          <Button variant="default" onClick={older}>
            {words('activity.older')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ entry, ...props }: RowProps & { entry: AuditEntry }) {
  const words = useWords();
  const { intent, state } = entry;
  const { source } = intent;
  const keys = intent.edits.filter(({ kind }) => kind !== 'check');
  const [first] = keys;
  return (
    <div {...props} className="activity-row" data-id={intent.id}>
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
        {first !== undefined && <KeyEnd name={first.key} />}
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
