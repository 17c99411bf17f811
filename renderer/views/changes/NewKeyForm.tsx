import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { beginningOf, keyFacts, newKeyFault } from '../../store/key-facts';
import { useWords } from '../../ui/text';
import { FormDialog } from './FormDialog';
import { KeyField } from './KeyField';
import { ValueField } from './ValueField';

type ValueKind = 'text' | 'empty' | 'null';

/** A key that is not there yet, below another or beside it. */
export function NewKeyForm({ sourceId, near, beside }: { sourceId: SourceId; near: Key; beside: boolean }) {
  const words = useWords();
  const facts = keyFacts(sourceId, near);
  const [beginning] = useState(() => (facts === undefined ? '' : beginningOf(facts, near, beside)));
  const [key, setKey] = useState(beginning);
  const [kind, setKind] = useState<ValueKind>('text');
  const [text, setText] = useState('');
  if (facts === undefined) return null;
  const kinds: readonly ValueKind[] = facts.capabilities.nullValues ? ['text', 'empty', 'null'] : ['text', 'empty'];
  // what is not typed yet is not wrong
  const fault = key === beginning ? null : newKeyFault(sourceId, key);
  const value = kind === 'null' ? null : new TextEncoder().encode(kind === 'text' ? text : '');
  const ready = key !== beginning && fault === null;
  return (
    <FormDialog sourceId={sourceId} title={words('changes.form.new')} intentions={ready ? [{ kind: 'set', key, value, base: 'absent' }] : []} leadsTo={key}>
      <KeyField
        label={words('changes.form.keyLabel')}
        description={words(facts.source.backend === 'zookeeper' ? 'changes.form.keyHelp' : 'changes.form.keyHelpBytes')}
        value={key}
        fault={fault}
        onChange={setKey}
      />
      <div>
        <span className="form-label" id="new-key-kind">
          {words('changes.form.kind')}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="new-key-kind"
          value={kind}
          onChange={(chosen) => setKind(chosen as ValueKind)}
          data={kinds.map((one) => ({ value: one, label: words(`changes.form.kinds.${one}`) }))}
        />
      </div>
      {kind === 'text' && <ValueField text={text} onChange={setText} />}
    </FormDialog>
  );
}
