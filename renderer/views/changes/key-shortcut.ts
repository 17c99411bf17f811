/** The shortcuts of key actions, while the tree has the focus. */
import type { KeyboardEvent } from 'react';

/** Whether this press opens the menu of a key. */
export const opensMenu = ({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean => key === 'ContextMenu' || (key === 'F10' && shiftKey);

/** Whether a press is what a shortcut says: `Mod` is Ctrl, or Cmd on a Mac, where Delete is Cmd and Backspace as well. */
export function isPressed(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>, keys: string): boolean {
  const parts = keys.split(' ');
  const wanted = (parts.at(-1) ?? '').toLowerCase();
  const pressed = event.key.toLowerCase();
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey || event.shiftKey !== parts.includes('Shift')) return false;
  if (wanted === 'delete' && pressed === 'backspace') return event.metaKey;
  return pressed === wanted && mod === parts.includes('Mod');
}
