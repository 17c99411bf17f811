import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Fault } from '../../../shared/fault';
import type { PopulationInfo } from '../../../shared/model/rollout';
import { syntheticSpec } from '../../../shared/rollout/population/spec';
import { keepPopulation } from '../../store/rollout';
import { formatNumber } from '../../ui/format';
import { IconButton, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { kinds, readAttribute, writeAttribute, type TypedAttribute } from './attribute-text';

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
  const [fault, setFault] = useState<Fault | null>(null);
  const read = attributes.map(readAttribute);
  const spec = syntheticSpec.safeParse({ seed, size: Number(size), key, attributes: read.filter((one) => one !== null) });
  const wrong = (field: string) => !spec.success && spec.error.issues.some(({ path }) => path[0] === field);
  const ready = spec.success && name.trim() !== '' && read.every((one) => one !== null);
  const change = (index: number, part: Partial<TypedAttribute>) => setAttributes(attributes.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const keep = async () => {
    if (!spec.success) return;
    const result = await keepPopulation(name, { kind: 'synthetic', spec: spec.data }, of?.id);
    if (result.ok) onClose();
    else setFault(result.fault);
  };
  return (
    <Modal opened onClose={onClose} title={words(of === undefined ? 'rollout.newPopulation' : 'rollout.editPopulation')} size={640} closeButtonProps={{ 'aria-label': words('common.close') }}>
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
              <tr key={index}>
                <td>
                  <TextInput aria-label={words('rollout.attribute')} value={attribute.name} onChange={(event) => change(index, { name: event.currentTarget.value })} />
                </td>
                <td>
                  <NativeSelect
                    aria-label={words('rollout.kind')}
                    value={attribute.kind}
                    data={kinds.map((kind) => ({ value: kind, label: words(`rollout.kinds.${kind}`) }))}
                    onChange={(event) => change(index, { kind: kinds.find((kind) => kind === event.currentTarget.value) ?? 'choice', spread: '' })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={words('rollout.spread')}
                    placeholder={words(`rollout.spreads.${attribute.kind}`)}
                    value={attribute.spread}
                    error={read[index] === null && attribute.spread !== ''}
                    onChange={(event) => change(index, { spread: event.currentTarget.value })}
                  />
                </td>
                <td>
                  <TextInput aria-label={words('rollout.missingShare')} placeholder="0" value={attribute.missing} onChange={(event) => change(index, { missing: event.currentTarget.value })} />
                </td>
                <td>
                  <IconButton label={words('rollout.removeAttribute', { name: attribute.name })} size={22} onClick={() => setAttributes(attributes.toSpliced(index, 1))}>
                    <IconX size={14} />
                  </IconButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Button variant="subtle" onClick={() => setAttributes([...attributes, { name: '', kind: 'choice', spread: '', missing: '' }])}>
          {words('rollout.addAttribute')}
        </Button>
        {fault !== null && <Note tone="bad">{faultSentence(fault)}</Note>}
        <div className="dialog-actions">
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
