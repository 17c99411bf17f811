import { useSelectedEntry, useUi } from '../store/hooks';
import { killSwitch } from '../store/kill-switch';
import { useShortcuts } from '../ui/shortcuts';
import { seenFlag, type OpenEntry } from './detail/entry';

/** The keys of the kill switch: a first stroke opens the review of "off now" for the selected flag, Enter applies it. */
export function KillSwitch() {
  const { activeSourceId, dialog, review } = useUi();
  const entry = useSelectedEntry(activeSourceId);
  useShortcuts([
    {
      keys: 'Mod+Shift+x',
      whileEditing: true,
      run: () => {
        if (dialog !== null || review !== null || activeSourceId === null) return false;
        void killSwitch(activeSourceId, entry === null || !entry.isEntry ? null : seenFlag(entry as OpenEntry));
        return true;
      },
    },
  ]);
  return null;
}
