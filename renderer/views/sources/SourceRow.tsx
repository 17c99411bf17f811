import { Menu } from '@mantine/core';
import { IconDatabase, IconDots, IconFlask } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { SourceId } from '../../../shared/model/source';
import { selectSource } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { EnvironmentBadge, PhaseDot } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { nameOf } from '../source-name';
import { SourceMenu, type Place } from './SourceMenu';

export interface SourceRowProps {
  id: SourceId;
  active: boolean;
  /** It is being moved by the mouse. */
  dragged: boolean;
  place: Place;
  /** What gets the focus once it is removed. */
  neighbour: SourceId | undefined;
  onGrab: (event: PointerEvent) => void;
}

/** One source: what it is, where it stands, and what can be done with it. */
export function SourceRow({ id, active, dragged, place, neighbour, onGrab }: SourceRowProps) {
  const state = useSource(id);
  const words = useWords();
  const [menu, setMenu] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (active) button.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  if (state === null) return null;
  const { source, sandbox } = state.info;
  const phase = phaseOf(state);
  const name = nameOf(state.info, words);
  const description = words('sources.describe', {
    backend: words(`backend.${source.backend}`),
    environment: words(`environment.${source.environment}`),
    phase: words(`phase.${phase}`),
  });
  const Icon = sandbox ? IconFlask : IconDatabase;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowUp' && place.canMoveUp) void place.move(-1);
    else if (event.key === 'ArrowDown' && place.canMoveDown) void place.move(1);
    else if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
  };
  return (
    <li
      className="source-row"
      data-row
      data-active={active || undefined}
      data-dragged={dragged || undefined}
      onPointerDown={onGrab}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
    >
      <button
        type="button"
        className="source-name"
        ref={button}
        data-source-id={id}
        aria-current={active || undefined}
        aria-description={sandbox ? description : `${description}. ${words('source.list.drag')}`}
        aria-keyshortcuts={sandbox ? undefined : 'Alt+ArrowUp Alt+ArrowDown'}
        title={`${name} · ${description}`}
        onClick={() => selectSource(id)}
        onKeyDown={onKeyDown}
      >
        <PhaseDot phase={phase} />
        <Icon size={14} stroke={1.6} className="glyph" aria-hidden />
        <span className="clip">{name}</span>
      </button>
      <EnvironmentBadge environment={source.environment} />
      <Menu opened={menu} onChange={setMenu} position="bottom-end" width={220} returnFocus>
        <Menu.Target>
          <button type="button" className="icon-button row-menu" aria-label={words('sources.menu', { name })}>
            <IconDots size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown onPointerDown={(event) => event.stopPropagation()}>
          <SourceMenu id={id} place={place} neighbour={neighbour} />
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
