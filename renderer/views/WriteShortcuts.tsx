import { turnLast } from '../store/actions';
import { useActiveSource, useSelectedEntry, useUi } from '../store/hooks';
import { killSwitch } from '../store/kill-switch';
import { useShortcuts } from '../ui/shortcuts';
import { seenFlag, type OpenEntry } from './detail/entry';

/**
 * Shortcuts that write to the source on show: the kill switch, of which a first stroke opens the review of "off now" for the selected flag
 * and Enter applies it, and redo. A component of its own, since what they are about changes all the time.
 */
export function WriteShortcuts() {
  const { activeSourceId, dialog, review, past } = useUi();
  const again = useActiveSource()?.status?.writes.redo;
  const entry = useSelectedEntry(activeSourceId);
  // in the past they would be about what is not on show
  const idle = dialog === null && review === null && past === null;
  const redo = () => {
    if (!idle || activeSourceId === null || again === undefined) return false;
    void turnLast(activeSourceId, 'redo');
    return true;
  };
  const kill = () => {
    if (!idle || activeSourceId === null) return false;
    void killSwitch(activeSourceId, entry?.isEntry === true ? seenFlag(entry as OpenEntry) : null);
    return true;
  };
  useShortcuts([
    { keys: 'Mod+Shift+x', whileEditing: true, run: kill },
    { keys: 'Mod+Shift+z', run: redo },
    { keys: 'Mod+y', run: redo },
  ]);
  return null;
}
