import { useEffect, useRef } from 'react';

export interface Shortcut {
  /** `Mod+k`, `/`, `Mod+Shift+p`. */
  readonly keys: string;
  /** Whether it also works while a text is being edited. */
  readonly whileEditing?: boolean;
  /** Returns false where it does not apply, so that the key keeps its own meaning. */
  readonly run: () => boolean | void;
}

/** Whether keys that go to this element edit a text. A letter chooses in a list, but not with Ctrl. */
function isEditing(target: EventTarget | null, keys: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return !keys.startsWith('Mod+');
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type);
}

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  const shift = parts.includes('Shift');
  if ((event.ctrlKey || event.metaKey) !== mod || event.altKey) return false;
  // `/` needs Shift on some keyboards
  if (/^[a-z]$/i.test(key) && event.shiftKey !== shift) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** Runs shortcuts wherever the focus is in the window. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      for (const shortcut of latest.current) {
        if (!matches(event, shortcut.keys) || (shortcut.whileEditing !== true && isEditing(event.target, shortcut.keys))) continue;
        if (shortcut.run() === false) continue;
        event.preventDefault();
        return;
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
