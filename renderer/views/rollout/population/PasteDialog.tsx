import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Fault } from '../../../../shared/fault';
import { MOST_PASTED } from '../../../../shared/model/rollout';
import { pastedKeys } from '../../../../shared/rollout/population/records';
import { keepPopulation } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { faultSentence, useWords } from '../../../ui/text';
import { useReturnFocus } from '../../focus';

/** Keys of users, pasted as a population; `keys` are there from the start. */
export function PasteDialog({ title, keys: given = [], onClose }: { title: string; keys?: readonly string[]; onClose: () => void }) {
  const words = useWords();
  useReturnFocus();
  const [name, setName] = useState('');
  const [text, setText] = useState(() => given.join('\n'));
  const [fault, setFault] = useState<Fault | null>(null);
  const keys = pastedKeys(text);
  const lacks = name.trim() === '' ? 'lacksName' : keys.length === 0 ? 'lacksKeys' : undefined;
  const tooMany = keys.length > MOST_PASTED;
  const keep = async () => {
    const result = await keepPopulation(name, { kind: 'pasted', keys });
    if (result.ok) onClose();
    else setFault(result.fault);
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form
        className="rollout-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <TextInput label={words('rollout.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        <Textarea
          label={words('rollout.keys')}
          description={words('rollout.keysNote')}
          value={text}
          rows={8}
          spellCheck={false}
          error={tooMany && words('rollout.tooMany', { limit: formatNumber(MOST_PASTED) })}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {fault !== null && <Note tone="bad">{faultSentence(fault)}</Note>}
        <div className="dialog-actions">
          <span className="muted">
            {words('rollout.users', { count: keys.length, shown: formatNumber(keys.length) })} {lacks !== undefined && words(`rollout.${lacks}`)}
          </span>
          <span className="spacer" />
          <Button variant="default" onClick={onClose}>
            {words('common.cancel')}
          </Button>
          <Button type="submit" disabled={lacks !== undefined || tooMany}>
            {words('rollout.keep')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
