import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { ImportItem, ImportPreview } from '../../../shared/model/source-answers';
import type { Fault } from '../../../shared/fault';
import { formatEndpoint, type SourceDraft } from '../../../shared/model/source';
import { openDialog, takeImport } from '../../store/actions';
import { useUi } from '../../store/hooks';
import { DialogActions, EnvironmentBadge, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { changesBetween, forgetsSecrets } from './import-changes';
import { useReturnFocus } from '../focus';

/** What importing a file would do, source by source; only what is ticked is done. */
export function ImportDialog() {
  const words = useWords();
  useReturnFocus();
  const { subject } = useUi();
  const preview = subject.preview as ImportPreview | undefined;
  // new ones are wanted, or the file would not have been chosen; a change has to be agreed to
  const [chosen, setChosen] = useState<ReadonlySet<number>>(
    () => new Set(preview?.items.flatMap((item, index) => (item.kind === 'add' ? [index] : [])) ?? []),
  );
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Fault | null>(null);
  if (preview === undefined) return null;
  const close = () => openDialog(null);
  const toggle = (index: number) => setChosen(new Set(chosen.has(index) ? [...chosen].filter((other) => other !== index) : [...chosen, index]));
  const take = async () => {
    setBusy(true);
    const result = await takeImport(preview.id, [...chosen]);
    if (result.ok) return close();
    setRefusal(result.fault);
    setBusy(false);
  };
  return (
    <Modal opened onClose={close} title={words('source.profiles.title')} size={560} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <div className="form">
        <p className="muted import-from">{words('source.profiles.from', { path: preview.path })}</p>
        {preview.secretsIgnored && <Note tone="warn">{words('source.profiles.secretsIgnored')}</Note>}
        {preview.items.length === 0 && <Note tone="info">{words('source.profiles.none')}</Note>}
        <ul className="import-items" tabIndex={0} aria-label={words('source.profiles.title')}>
          {preview.items.map((item, index) => (
            // the file may name one twice
            <li key={index} data-kind={item.kind}>
              <Item item={item} number={index + 1} chosen={chosen.has(index)} onToggle={() => toggle(index)} />
            </li>
          ))}
        </ul>
        {refusal !== null && (
          <Note tone="bad" role="alert">
            {faultSentence(refusal)}
          </Note>
        )}
        <DialogActions
          label={chosen.size === 0 ? words('source.profiles.import') : words('source.profiles.confirm', { count: chosen.size })}
          onConfirm={() => void take()}
          onCancel={close}
          busy={busy}
          disabled={chosen.size === 0}
        />
      </div>
    </Modal>
  );
}

function Item({ item, number, chosen, onToggle }: { item: ImportItem; number: number; chosen: boolean; onToggle: () => void }) {
  const words = useWords();
  if (item.kind === 'broken') {
    return (
      <>
        <ItemHead name={item.name || words('source.profiles.nameless', { number })} state={words('source.profiles.broken')} />
        {item.problems.map(({ field, fault }) => (
          <p key={`${field} ${fault.message}`} className="import-detail">
            {field !== '' && <span className="mono">{field}</span>} {faultSentence(fault)}
          </p>
        ))}
      </>
    );
  }
  const { source, kind } = item;
  if (kind === 'same') return <ItemHead name={source.name} state={words('source.profiles.same')} source={source} />;
  const state = kind === 'add' ? words('source.profiles.add') : item.before.name === source.name ? words('source.profiles.change') : words('source.profiles.rename', { name: item.before.name });
  return (
    <>
      <Checkbox size="xs" checked={chosen} onChange={onToggle} label={<ItemHead name={source.name} state={state} source={source} />} />
      {kind === 'change' &&
        changesBetween(item.before, source, words).map(({ field, before, after }) => (
          <p key={field} className="import-detail">
            {words(`source.profiles.fields.${field}`)} <span className="mono">{words('source.profiles.arrow', { before, after })}</span>
          </p>
        ))}
      {kind === 'change' && forgetsSecrets(item.before, source) && <p className="import-detail">{words('source.profiles.secretsForgotten')}</p>}
    </>
  );
}

function ItemHead({ name, state, source }: { name: string; state: string; source?: SourceDraft }) {
  const words = useWords();
  return (
    <span className="import-head">
      <strong className="clip">{name}</strong>
      {source && <EnvironmentBadge environment={source.environment} />}
      <span className="muted clip import-where">{source && [words(`backend.${source.backend}`), ...source.endpoints.map(formatEndpoint)].join(' · ')}</span>
      <span className="import-state">{state}</span>
    </span>
  );
}
