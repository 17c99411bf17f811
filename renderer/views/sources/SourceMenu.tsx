import { Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconFileExport,
  IconFileImport,
  IconKey,
  IconLink,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
  IconStackPush,
  IconStethoscope,
  IconTrash,
  IconZoomCheck,
} from '@tabler/icons-react';
import { formatSourceUrl } from '../../../shared/model/source-url';
import type { Source, SourceId } from '../../../shared/model/source';
import { askForSecrets, closeSource, duplicateSource, openDialog, openSource, removeSource, retrySource, setLoading } from '../../store/actions';
import { copyDiagnostics, openVerify } from '../../store/assurance';
import { importKeys } from '../../store/compare';
import { openExport } from '../../store/export';
import { useSource } from '../../store/hooks';
import { Keys } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { focusSource } from '../focus';
import { phaseOf } from '../phase';
import { nameOf } from '../source-name';
import { asksForSecrets } from './asks-for-secrets';

/** Where a source stands in the list, and how it gets elsewhere. */
export interface Place {
  readonly canMoveUp: boolean;
  readonly canMoveDown: boolean;
  /** Whether it got there. */
  readonly move: (by: -1 | 1) => Promise<boolean>;
}

/** What can be done with a source of the list. */
export function SourceMenu({ id, place, neighbour }: { id: SourceId; place: Place; neighbour: SourceId | undefined }) {
  const state = useSource(id);
  const words = useWords();
  if (state === null) return null;
  const { sandbox, open } = state.info;
  const source = state.info.source as Source;
  // The item that was pressed goes with its menu. By the shortcut the focus stays in the row: to set it late could take it from what came next.
  const move = async (by: -1 | 1) => {
    if (await place.move(by)) focusSource(id);
  };
  const remove = async () => {
    const result = await removeSource(id);
    if (result.ok && neighbour !== undefined) focusSource(neighbour);
  };
  return (
    <>
      {open ? (
        <Menu.Item leftSection={<IconPlugConnectedX size={14} />} onClick={() => void closeSource(id)}>
          {words('sources.close')}
        </Menu.Item>
      ) : (
        <Menu.Item leftSection={<IconPlugConnected size={14} />} onClick={() => void openSource(id)}>
          {words('sources.open')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconRefresh size={14} />} disabled={phaseOf(state) !== 'suspended'} onClick={() => void retrySource(id)}>
        {words('sources.retry')}
      </Menu.Item>
      {asksForSecrets(source) && (
        <Menu.Item leftSection={<IconKey size={14} />} onClick={() => askForSecrets(id)}>
          {words(source.user === undefined ? 'source.list.unlockKey' : 'source.list.unlock')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconZoomCheck size={14} />} disabled={phaseOf(state) !== 'live'} onClick={() => openVerify(id)}>
        {words('verify.now')}
      </Menu.Item>
      <Menu.Item leftSection={<IconFileImport size={14} />} disabled={phaseOf(state) !== 'live' || !state.info.writable} onClick={() => void importKeys(id)}>
        {words('compare.importKeys')}
      </Menu.Item>
      <Menu.Item leftSection={<IconFileExport size={14} />} disabled={phaseOf(state) !== 'live'} onClick={() => openExport(id)}>
        {words('compare.exportKeys')}
      </Menu.Item>
      <Menu.Item leftSection={<IconStethoscope size={14} />} onClick={() => void copyDiagnostics(id, words('diagnostics.copied', { name: nameOf(state.info, words) }))}>
        {words('diagnostics.copy')}
      </Menu.Item>
      <Menu.Item leftSection={<IconLink size={14} />} onClick={() => void navigator.clipboard.writeText(formatSourceUrl(source))}>
        {words('sources.copyUrl')}
      </Menu.Item>
      {source.loading !== undefined && state.info.capabilities.lazy && (
        <Menu.Item leftSection={<IconStackPush size={14} />} onClick={() => void setLoading(id, source.loading === 'lazy' ? 'everything' : 'lazy')}>
          {words(source.loading === 'lazy' ? 'size.everything' : 'size.lazy')}
        </Menu.Item>
      )}
      {!sandbox && (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => openDialog('edit-source', { sourceId: id })}>
            {words('source.list.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => duplicateSource(id)}>
            {words('source.list.duplicate')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowUp size={14} />} rightSection={<Keys keys="Alt ↑" />} disabled={!place.canMoveUp} onClick={() => void move(-1)}>
            {words('source.list.moveUp')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={14} />} rightSection={<Keys keys="Alt ↓" />} disabled={!place.canMoveDown} onClick={() => void move(1)}>
            {words('source.list.moveDown')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={14} />} className="menu-danger" onClick={() => void remove()}>
            {words('source.list.remove')}
          </Menu.Item>
        </>
      )}
    </>
  );
}
