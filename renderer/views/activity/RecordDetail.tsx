import './record.css';
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { AuditEdit, AuditEntry } from '../../../shared/model/audit';
import { revisionText } from '../../../shared/model/revision-text';
import type { SourceId } from '../../../shared/model/source';
import { showKey } from '../../store/activity';
import { turnLast } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { EnvironmentBadge, Time } from '../../ui/parts';
import { useWords, type Words } from '../../ui/text';
import { oneLine } from '../tree/name-pieces';
import { PreviewDiff } from '../diff/PreviewDiff';
import { editKind, previewIn, stepOf, type AuditText } from './audit-text';
import { Outcome } from './RecordList';

/** Edits that are shown of one write; the file has them all. */
const MOST_EDITS = 200;

/** One write in full: why, by whom, what became of it, and each of its edits. */
export function RecordDetail({ entry }: { entry: AuditEntry }) {
  const words = useWords();
  const { intent, outcome, state } = entry;
  const { source, who, step } = intent;
  const live = useSource(source.id);
  const undo = live?.status?.writes.undo;
  const last = undo !== undefined && (undo.id === intent.id || undo.id === step?.sequence) && live?.info.writable === true;
  const notes = [...outcomeNotes(entry, words), ...(last && undo.notKept ? [words(`activity.undoNotKept.${undo.notKept}`)] : [])];
  const edits = intent.edits.slice(0, MOST_EDITS);
  return (
    <section className="record" aria-label={words('activity.details')}>
      <header className="record-head">
        <h2 className="clip" title={intent.title}>
          {oneLine(intent.title)}
        </h2>
        <Outcome state={state} />
        {outcome?.revision !== undefined && (
          <span className="muted num">{words(`activity.at.${source.backend}`, { revision: revisionText(BigInt(outcome.revision), source.backend) })}</span>
        )}
        <span className="spacer" />
        {last && (
          <Button variant="default" leftSection={<IconArrowBackUp size={13} />} onClick={() => void turnLast(source.id, 'undo')}>
            {words('names.undo')}
          </Button>
        )}
      </header>
      <dl className="record-facts">
        <dt>{words('activity.columns.when')}</dt>
        <dd>
          <Time at={Date.parse(intent.at)} />
        </dd>
        <dt>{words('activity.columns.source')}</dt>
        <dd>
          <EnvironmentBadge environment={source.environment} /> {source.name} <span className="muted">{source.endpoints.join(', ')}</span>
        </dd>
        <dt>{words('activity.columns.who')}</dt>
        <dd>{words('activity.by', who)}</dd>
        <dt>{words('activity.columns.reason')}</dt>
        <dd className={intent.reason === '' ? 'muted' : undefined}>{intent.reason === '' ? words('activity.noReason') : intent.reason}</dd>
        {notes.length > 0 && (
          <>
            <dt>{words('activity.columns.outcome')}</dt>
            <dd>{notes.join(' · ')}</dd>
          </>
        )}
      </dl>
      <ul className="record-edits">
        {edits.map((edit) => (
          <Edit key={edit.key} edit={edit} sourceId={source.id} known={live !== null} />
        ))}
      </ul>
      {intent.edits.length > MOST_EDITS && <p className="muted">{words('activity.moreKeys', { count: intent.edits.length - MOST_EDITS })}</p>}
    </section>
  );
}

/** What there is to say of an outcome beside its word. */
function outcomeNotes({ intent, outcome, resolution, beside }: AuditEntry, words: Words): string[] {
  const { step, undoes } = intent;
  return [
    ...(outcome === undefined ? [words('activity.pendingNote')] : []),
    ...(outcome?.fault ? [outcome.fault.message] : outcome?.outcome === 'unknown' ? [words('activity.lost')] : []),
    ...(resolution ? [words(`activity.found.${resolution.found}`)] : []),
    ...(beside ? [beside.fault ? words('activity.notBeside', { key: oneLine(beside.key), why: beside.fault.message }) : words('activity.beside', { key: oneLine(beside.key) })] : []),
    ...(undoes !== undefined ? [words('activity.undoes')] : []),
    ...(step ? [words('activity.step', { number: step.number, of: step.of })] : []),
  ];
}

function Edit({ edit, sourceId, known }: { edit: AuditEdit; sourceId: SourceId; known: boolean }) {
  const words = useWords();
  const kind = editKind(edit);
  const preview = previewIn(edit);
  const name = oneLine(edit.key);
  return (
    <li className="record-edit" data-kind={kind}>
      <div className="record-edit-head">
        <span className="record-edit-kind">{words(`activity.kind.${kind}`)}</span>
        {known ? (
          <button type="button" className="record-key mono" title={words('activity.showKey', { key: name })} onClick={() => showKey(sourceId, edit.key)}>
            {name}
          </button>
        ) : (
          <span className="record-key mono">{name}</span>
        )}
      </div>
      {kind !== 'check' && (preview === undefined ? <Step edit={edit} /> : <PreviewDiff row={preview} />)}
    </li>
  );
}

/** What is kept of a step whose values are not: they are long, or secret. */
function Step({ edit }: { edit: AuditEdit }) {
  const words = useWords();
  const { before, after } = stepOf(edit, words);
  return (
    <div className="record-step">
      <Value name={words('activity.before')} value={before} side="before" />
      <Value name={words('activity.after')} value={after} side="after" />
    </div>
  );
}

function Value({ name, value, side }: { name: string; value: AuditText; side: 'before' | 'after' }) {
  return (
    <div className="record-value" data-side={side}>
      <span className="visually-hidden">{name}</span>
      <span className="record-sign mono" aria-hidden>
        {side === 'before' ? '−' : '+'}
      </span>
      <span className={value.described ? 'muted' : 'mono record-text'}>{value.text}</span>
    </div>
  );
}
