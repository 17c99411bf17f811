import { Menu } from '@mantine/core';
import { IconDots, IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { exportSources, importSources, moveSource, openDialog } from '../../store/actions';
import { useSources, useUi } from '../../store/hooks';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { focusSource } from '../focus';
import { nameOf } from '../source-name';
import { SourceRow } from './SourceRow';
import './sources.css';
import { useReorder } from './use-reorder';

/** The sandbox stands first. */
const FIXED = 1;

/** The sources that are remembered, in the order that their user gave them, and the way to one more. */
export function SourceList() {
  const { order, activeSourceId } = useUi();
  const all = useSources();
  const words = useWords();
  const [said, setSaid] = useState('');
  const move = async (from: number, to: number): Promise<boolean> => {
    const id = order[from];
    const info = all[from]?.info;
    if (id === undefined || info === undefined || to < FIXED || to >= order.length) return false;
    const result = await moveSource(id, to);
    if (result.ok) setSaid(words('source.list.moved', { name: nameOf(info, words), place: to + 1, count: order.length }));
    return result.ok;
  };
  const drop = async (from: number, to: number) => {
    const id = order[from];
    if ((await move(from, to)) && id !== undefined) focusSource(id);
  };
  const reorder = useReorder(FIXED, (from, to) => void drop(from, to));
  return (
    <section className="sources" aria-labelledby="sources-heading">
      <div className="side-head">
        <h2 id="sources-heading">{words('sources.heading')}</h2>
        <span className="spacer" />
        <IconButton label={words('names.addSource')} size={22} onClick={() => openDialog('add-source')}>
          <IconPlus size={15} />
        </IconButton>
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <button type="button" className="icon-button list-menu" aria-label={words('source.list.actions')} title={words('source.list.actions')}>
              <IconDots size={15} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconUpload size={14} />} disabled={order.length <= FIXED} onClick={() => void exportSources()}>
              {words('source.list.export')}
            </Menu.Item>
            <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => void importSources()}>
              {words('source.list.import')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <ul
        className="source-list"
        ref={reorder.list}
        data-dragging={reorder.drag !== null || undefined}
        onPointerMove={reorder.onPointerMove}
        onPointerUp={reorder.onPointerUp}
        onPointerCancel={reorder.onPointerUp}
        onClickCapture={reorder.onClickCapture}
      >
        {order.map((id, index) => (
          <SourceRow
            key={id}
            id={id}
            active={id === activeSourceId}
            dragged={reorder.drag?.from === index}
            onGrab={(event) => reorder.onPointerDown(event, index)}
            place={{ canMoveUp: index > FIXED, canMoveDown: index >= FIXED && index < order.length - 1, move: (by) => move(index, index + by) }}
            neighbour={order[index + 1] ?? order[index - 1]}
          />
        ))}
        {reorder.drag !== null && <li className="drop-line" role="presentation" style={{ top: reorder.drag.lineAt }} />}
      </ul>
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </section>
  );
}
