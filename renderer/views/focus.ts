/** Where the keyboard's focus is put. */
import { useEffect, useState } from 'react';
import type { SourceId } from '../../shared/model/source';

export const FILTER_ID = 'filter-keys';
export const ACTIVITY_FILTER_ID = 'filter-activity';

/** Puts the focus into a filter, that of the keys if not said; false where there is none. */
export function focusFilter(id = FILTER_ID): boolean {
  const input = document.getElementById(id);
  if (!(input instanceof HTMLInputElement)) return false;
  input.focus();
  input.select();
  return true;
}

/** Puts the focus into the tree, where arrows go on from the selected key; false where there is none. */
export function focusTree(): boolean {
  const tree = document.querySelector('[role="tree"]');
  if (!(tree instanceof HTMLElement)) return false;
  tree.focus();
  return true;
}

/**
 * For a dialog that is there only while it is open: when it goes, the focus is back where it was, or in the tree where that has gone
 * as well, unless somebody has put it elsewhere.
 */
export function useReturnFocus(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement !== null && document.activeElement !== document.body) return;
        if (opener instanceof HTMLElement && opener !== document.body && opener.isConnected) opener.focus();
        else focusTree();
      });
    },
    [opener],
  );
}

/** Focuses a source in the list, once it is there, unless a dialog or field has the focus: what was opened meanwhile keeps it. */
export function focusSource(sourceId: SourceId): void {
  requestAnimationFrame(() => {
    if (document.activeElement?.closest('[role="dialog"], input, textarea, [contenteditable="true"]')) return;
    document.querySelector<HTMLElement>(`[data-source-id="${CSS.escape(sourceId)}"]`)?.focus();
  });
}
