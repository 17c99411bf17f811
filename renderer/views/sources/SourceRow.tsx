import { Menu } from '@mantine/core';
import { IconDatabase, IconDots, IconFlask, IconLink, IconPlugConnected, IconPlugConnectedX, IconRefresh, IconStackPush, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { formatSourceUrl } from '../../../shared/model/source-url';
import type { SourceId } from '../../../shared/model/source';
import { closeSource, openSource, removeSource, retrySource, selectSource, setLoading } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { EnvironmentBadge, PhaseDot } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { ConfirmDialog } from '../ConfirmDialog';
import { phaseOf } from '../phase';
import { nameOf } from '../source-name';

/** One source: what it is, where it stands, and what can be done with it. */
export function SourceRow({ id, active }: { id: SourceId; active: boolean }) {
  const state = useSource(id);
  const words = useWords();
  const [menu, setMenu] = useState(false);
  const [removing, setRemoving] = useState(false);
  if (state === null) return null;
  const { source, sandbox, open } = state.info;
  const phase = phaseOf(state);
  const name = nameOf(state.info, words);
  const description = words('sources.describe', {
    backend: words(`backend.${source.backend}`),
    environment: words(`environment.${source.environment}`),
    phase: words(`phase.${phase}`),
  });
  const Icon = sandbox ? IconFlask : IconDatabase;
  return (
    <li
      className="source-row"
      data-active={active || undefined}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
    >
      <button
        type="button"
        className="source-name"
        aria-current={active || undefined}
        aria-description={description}
        title={`${name} · ${description}`}
        onClick={() => selectSource(id)}
      >
        <PhaseDot phase={phase} />
        <Icon size={14} stroke={1.6} className="glyph" aria-hidden />
        <span className="clip">{name}</span>
      </button>
      <EnvironmentBadge environment={source.environment} />
      <Menu opened={menu} onChange={setMenu} position="bottom-end" width={200} returnFocus>
        <Menu.Target>
          <button type="button" className="icon-button row-menu" aria-label={words('sources.menu', { name })}>
            <IconDots size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {open ? (
            <Menu.Item leftSection={<IconPlugConnectedX size={14} />} onClick={() => void closeSource(id)}>
              {words('sources.close')}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlugConnected size={14} />} onClick={() => void openSource(id)}>
              {words('sources.open')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconRefresh size={14} />} disabled={phase !== 'suspended'} onClick={() => void retrySource(id)}>
            {words('sources.retry')}
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
              <Menu.Item leftSection={<IconTrash size={14} />} color="red" onClick={() => setRemoving(true)}>
                {words('sources.remove')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {removing && (
        <ConfirmDialog
          title={words('sources.removeTitle')}
          question={words('sources.removeQuestion', { name })}
          note={words('sources.removeNote')}
          confirm={words('sources.removeConfirm')}
          danger
          onConfirm={() => removeSource(id)}
          onClose={() => setRemoving(false)}
        />
      )}
    </li>
  );
}
