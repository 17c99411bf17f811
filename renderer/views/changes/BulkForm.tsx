import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SourceId } from '../../../shared/model/source';
import { useRows, useSource } from '../../store/hooks';
import { changeMatches, type MatchChange } from '../../store/key-facts';
import { useWords } from '../../ui/text';
import { FormDialog } from './FormDialog';
import { ValueField } from './ValueField';

const kinds = ['value', 'replace', 'delete'] as const;
type Kind = (typeof kinds)[number];

/** Changes all keys that match the filter at once. */
export function BulkForm({ sourceId }: { sourceId: SourceId }) {
  const words = useWords();
  const state = useSource(sourceId);
  const [kind, setKind] = useState<Kind>('value');
  const [text, setText] = useState('');
  const [find, setFind] = useState('');
  const [replacement, setReplacement] = useState('');
  const matches = state?.matches ?? 0;
  // what matches may change while the form is open
  useRows(sourceId);
  const changed = changeMatches(sourceId, changeOf(kind, { text, find, replacement }));
  return (
    <FormDialog sourceId={sourceId} title={words('changes.form.bulk')} intentions={kind === 'replace' && find === '' ? [] : changed.intentions}>
      <p className="muted">{words('changes.form.matches', { count: matches, filter: state?.filter ?? '' })}</p>
      <SegmentedControl
        fullWidth
        data-autofocus
        aria-label={words('changes.form.change')}
        value={kind}
        onChange={(chosen) => setKind(chosen as Kind)}
        data={kinds.map((one) => ({ value: one, label: words(`changes.form.changes.${one}`) }))}
      />
      {kind === 'value' && <ValueField text={text} onChange={setText} />}
      {kind === 'replace' && (
        <>
          <div className="form-pair">
            <TextInput className="mono-input" label={words('changes.form.find')} value={find} spellCheck={false} onChange={({ currentTarget }) => setFind(currentTarget.value)} />
            <TextInput
              className="mono-input"
              label={words('changes.form.replacement')}
              value={replacement}
              spellCheck={false}
              onChange={({ currentTarget }) => setReplacement(currentTarget.value)}
            />
          </div>
          {find !== '' && (
            <p className="muted form-note" role="status">
              {words('changes.form.holding', { count: changed.count, of: matches })}
            </p>
          )}
        </>
      )}
    </FormDialog>
  );
}

function changeOf(kind: Kind, { text, find, replacement }: { text: string; find: string; replacement: string }): MatchChange {
  if (kind === 'delete') return { kind };
  return kind === 'value' ? { kind, value: new TextEncoder().encode(text) } : { kind: 'replace-text', find, replacement };
}
