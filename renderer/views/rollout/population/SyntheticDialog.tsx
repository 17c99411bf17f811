import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Fault } from '../../../../shared/fault';
import type { PopulationInfo } from '../../../../shared/model/rollout';
import { syntheticSpec } from '../../../../shared/rollout/population/spec';
import { wholeNumber } from '../../../../shared/rollout/whole-number';
import { keepPopulation } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { IconButton, Note } from '../../../ui/parts';
import { faultSentence, useWords } from '../../../ui/text';
import { kinds, readAttribute, writeAttribute, wrongFields, type TypedAttribute } from './attribute-text';
import { dialogTitle } from './dialog-title';
import { PopulationPreview } from './PopulationPreview';
import './population.css';

const fresh: readonly TypedAttribute[] = [
  { name: 'country', kind: 'choice', spread: 'us 4, de 2, jp 1', missing: '' },
  { name: 'plan', kind: 'choice', spread: 'free 70, pro 25, enterprise 5', missing: '' },
];

/** A population made from a seed: a new one, or another make of one that is kept. */
export function SyntheticDialog({ of, onClose }: { of: PopulationInfo | undefined; onClose: () => void }) {
  const words = useWords();
  const [name, setName] = useState(of?.name ?? '');
  const [size, setSize] = useState(String(of?.spec?.size ?? 100_000));
  const [seed, setSeed] = useState(of?.spec?.seed ?? '1');
  const [key, setKey] = useState(of?.spec?.key ?? 'user-{n}');
  const [attributes, setAttributes] = useState<readonly TypedAttribute[]>(() => of?.spec?.attributes.map(writeAttribute) ?? fresh);
  const [started] = useState(attributes.length);
  const [fault, setFault] = useState<Fault | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const read = attributes.map(readAttribute);
  const spec = syntheticSpec.safeParse({ seed, size: wholeNumber(size), key, attributes: read.filter((one) => one !== null) });
  const wrong = (field: string) => !spec.success && spec.error.issues.some(({ path }) => path[0] === field);
  // what is wrong in a field is told at the field; what is only empty is told here
  const lacks = name.trim() === '' ? 'lacksName' : attributes.some((each) => each.name.trim() === '' || each.spread.trim() === '') ? 'lacksAttribute' : undefined;
  const ready = spec.success && lacks === undefined && read.every((one) => one !== null);
  const change = (index: number, part: Partial<TypedAttribute>) => setAttributes(attributes.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const keep = async () => {
    if (!spec.success) return;
    const result = await keepPopulation(name, { kind: 'synthetic', spec: spec.data }, of?.id);
    if (result.ok) onClose();
    else setFault(result.fault);
  };
  return (
    <Modal opened onClose={onClose} title={dialogTitle(words(of === undefined ? 'rollout.newPopulation' : 'rollout.editPopulation'))} size={640} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form
        className="rollout-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <div className="rollout-fields">
          <TextInput label={words('rollout.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <TextInput label={words('rollout.size')} value={size} inputMode="numeric" error={wrong('size') && words('rollout.sizeWrong', { limit: formatNumber(10_000_000) })} onChange={(event) => setSize(event.currentTarget.value)} />
          <TextInput label={words('rollout.seed')} description={words('rollout.seedNote')} value={seed} onChange={(event) => setSeed(event.currentTarget.value)} />
          <TextInput label={words('rollout.keyPattern')} description={words('rollout.keyPatternNote')} value={key} spellCheck={false} error={wrong('key') && words('rollout.keyPatternWrong')} onChange={(event) => setKey(event.currentTarget.value)} />
        </div>
        <table className="rollout-spec" aria-label={words('rollout.attributesTable')}>
          <thead>
            <tr>
              <th scope="col">{words('rollout.attribute')}</th>
              <th scope="col">{words('rollout.kind')}</th>
              <th scope="col">{words('rollout.spread')}</th>
              <th scope="col">{words('rollout.missingShare')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {attributes.map((attribute, index) => (
              <AttributeRow
                key={index}
                attribute={attribute}
                twice={attributes.findIndex(({ name }) => name.trim() === attribute.name.trim()) < index}
                isNew={index >= started}
                onChange={(part) => change(index, part)}
                onRemove={() => {
                  setAttributes(attributes.toSpliced(index, 1));
                  addButton.current?.focus();
                }}
              />
            ))}
          </tbody>
        </table>
        <Button ref={addButton} variant="subtle" onClick={() => setAttributes([...attributes, { name: '', kind: 'choice', spread: '', missing: '' }])}>
          {words('rollout.addAttribute')}
        </Button>
        {spec.success && read.every((one) => one !== null) && <PopulationPreview spec={spec.data} />}
        {fault !== null && <Note tone="bad">{faultSentence(fault)}</Note>}
        <div className="dialog-actions">
          {lacks !== undefined && <span className="muted">{words(`rollout.${lacks}`)}</span>}
          <span className="spacer" />
          <Button variant="default" onClick={onClose}>
            {words('common.cancel')}
          </Button>
          <Button type="submit" disabled={!ready}>
            {words('rollout.keep')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface AttributeRowProps {
  readonly attribute: TypedAttribute;
  /** Whether an attribute before it has its name. */
  readonly twice: boolean;
  readonly isNew: boolean;
  readonly onChange: (part: Partial<TypedAttribute>) => void;
  readonly onRemove: () => void;
}

function AttributeRow({ attribute: { name, kind, spread, missing }, twice, isNew, onChange, onRemove }: AttributeRowProps) {
  const words = useWords();
  const wrong = wrongFields({ name, kind, spread, missing });
  return (
    <tr>
      <td>
        <TextInput aria-label={words('rollout.attribute')} value={name} autoFocus={isNew} error={name !== '' && twice && words('rollout.attributeTwice')} onChange={(event) => onChange({ name: event.currentTarget.value })} />
      </td>
      <td>
        <NativeSelect
          aria-label={words('rollout.kind')}
          value={kind}
          data={kinds.map((each) => ({ value: each, label: words(`rollout.kinds.${each}`) }))}
          onChange={(event) => onChange({ kind: kinds.find((each) => each === event.currentTarget.value) ?? 'choice', spread: '' })}
        />
      </td>
      <td>
        <TextInput
          aria-label={words('rollout.spread')}
          placeholder={words(`rollout.spreads.${kind}`)}
          value={spread}
          spellCheck={false}
          error={spread.trim() !== '' && wrong.includes('spread') && words(`rollout.spreadsWrong.${kind}`)}
          onChange={(event) => onChange({ spread: event.currentTarget.value })}
        />
      </td>
      <td>
        <TextInput aria-label={words('rollout.missingShare')} placeholder="0" value={missing} inputMode="decimal" error={wrong.includes('missing') && words('rollout.missingWrong')} onChange={(event) => onChange({ missing: event.currentTarget.value })} />
      </td>
      <td>
        <IconButton label={words('rollout.removeAttribute', { name })} size={22} onClick={onRemove}>
          <IconX size={14} />
        </IconButton>
      </td>
    </tr>
  );
}
