import type { Direction } from '../../shared/model/writes';
import { turnLast, undo } from '../store/actions';
import { useSelectedEntry, useUi } from '../store/hooks';
import { killSwitch } from '../store/kill-switch';
import { useShortcuts } from '../ui/shortcuts';
import { seenFlag, type OpenEntry } from './detail/entry';

/**
 * Shortcuts that write to the source on show: the kill switch, of which a first stroke opens the review of "off now" for the selected flag
 * and Enter applies it, undo and redo. A component of its own, since what they are about changes all the time.
 */
export function WriteShortcuts() {
  const { activeSourceId, dialog, review, past, undo: offer } = useUi();
  const entry = useSelectedEntry(activeSourceId);
  // in the past they would be about what is not on show
  const idle = dialog === null && review === null && past === null;
  // never left to the page, which would take back what was typed in a field that has not the focus
  const turn = (direction: Direction) => () => {
    if (idle) void (direction === 'undo' && offer !== null ? undo() : activeSourceId !== null && turnLast(activeSourceId, direction));
    return true;
  };
  const kill = () => {
    if (!idle || activeSourceId === null) return false;
    void killSwitch(activeSourceId, entry?.isEntry === true ? seenFlag(entry as OpenEntry) : null);
    return true;
  };
  useShortcuts([
    { keys: 'Mod+Shift+x', whileEditing: true, run: kill },
    { keys: 'Mod+z', run: turn('undo') },
    { keys: 'Mod+Shift+z', run: turn('redo') },
    { keys: 'Mod+y', run: turn('redo') },
  ]);
  return null;
}
