import { Menu, NativeSelect } from '@mantine/core';
import { IconDots, IconFileImport, IconPencil, IconPlus, IconTextPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { PopulationInfo } from '../../../../shared/model/rollout';
import { useRollout } from '../../../store/hooks';
import { choosePopulation, openUsers, removePopulation } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { useWords, type Words } from '../../../ui/text';
import { ConfirmDialog } from '../../ConfirmDialog';
import { dialogTitle } from './dialog-title';
import { FileAbout } from './FileAbout';
import { EVERYBODY } from './everybody';
import { PasteDialog } from './PasteDialog';
import { SyntheticDialog } from './SyntheticDialog';

const labelOf = ({ id, name, size }: PopulationInfo, words: Words): string => {
  const called = id === EVERYBODY ? words('rollout.everybody') : name;
  return size === null ? called : words('rollout.populationOf', { name: called, size: formatNumber(size) });
};

/** Who is simulated: chosen, made, read from a file, or pasted. */
export function PopulationPicker() {
  const words = useWords();
  const { populations: known, populationId } = useRollout();
  const [dialog, setDialog] = useState<'paste' | 'synthetic' | 'edit' | 'remove' | null>(null);
  const more = useRef<HTMLButtonElement>(null);
  // what opened it went with its menu
  const close = () => {
    setDialog(null);
    requestAnimationFrame(() => more.current?.focus());
  };
  const populations = (known ?? []) as readonly PopulationInfo[];
  const chosen = populations.find(({ id }) => id === populationId);
  return (
    <div className="rollout-population">
      <NativeSelect
        label={words('rollout.population')}
        value={populationId}
        onChange={(event) => choosePopulation(event.currentTarget.value)}
        data={populations.map((each) => ({ value: each.id, label: labelOf(each, words) }))}
      />
      <Menu position="bottom-start" width={230}>
        <Menu.Target>
          <button ref={more} type="button" className="icon-button" aria-label={words('rollout.populationActions')} title={words('rollout.populationActions')}>
            <IconDots size={15} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => setDialog('synthetic')}>
            {words('rollout.newPopulation')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={14} />} onClick={() => void openUsers()}>
            {words('rollout.openUsers')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTextPlus size={14} />} onClick={() => setDialog('paste')}>
            {words('rollout.pasteUsers')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={14} />} disabled={chosen?.kind !== 'synthetic' || chosen.id === EVERYBODY} onClick={() => setDialog('edit')}>
            {words('rollout.editPopulation')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={14} />} className="menu-danger" disabled={chosen === undefined || chosen.id === EVERYBODY} onClick={() => setDialog('remove')}>
            {words('rollout.removePopulation')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {chosen?.file !== undefined && chosen.size !== null && <FileAbout id={chosen.id} size={chosen.size} file={chosen.file} />}
      {dialog === 'paste' && <PasteDialog title={dialogTitle(words('rollout.pasteUsers'))} onClose={close} />}
      {(dialog === 'synthetic' || dialog === 'edit') && <SyntheticDialog of={dialog === 'edit' ? chosen : undefined} onClose={close} />}
      {dialog === 'remove' && chosen !== undefined && (
        <ConfirmDialog
          title={dialogTitle(words('rollout.removePopulation'))}
          question={words('rollout.removeQuestion', { name: chosen.name })}
          note={words('rollout.removeNote')}
          confirm={words('rollout.removeConfirm')}
          danger
          onConfirm={() => removePopulation(chosen.id)}
          onClose={close}
        />
      )}
    </div>
  );
}
