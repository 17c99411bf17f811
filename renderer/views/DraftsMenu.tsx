import { Menu } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { revealKey, selectSource } from '../store/actions';
import { useSources } from '../store/hooks';
import { useWords } from '../ui/text';
import { nameOf } from './source-name';
import { oneLine } from './tree/name-pieces';

/** How many values were edited and not written yet, of all sources, and the way to each. Nothing where there are none. */
export function DraftsMenu() {
  const words = useWords();
  const drafts = useSources().flatMap(({ info, drafts: held }) => held.map(({ key }) => ({ info, key })));
  if (drafts.length === 0) return null;
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button type="button" className="status-item status-drafts">
          <i className="draft-dot" aria-hidden />
          {words('editor.drafts', { count: drafts.length })}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {drafts.map(({ info, key }) => (
          <Menu.Item
            key={`${info.source.id} ${key}`}
            leftSection={<IconPencil size={13} />}
            rightSection={<span className="muted">{nameOf(info, words)}</span>}
            onClick={() => {
              selectSource(info.source.id);
              revealKey(info.source.id, key);
            }}
          >
            <span className="mono">{oneLine(key)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
