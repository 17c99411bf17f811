/** Stands in for drafts until they come: texts by key, in memory. */
import { useSyncExternalStore } from 'react';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';

const drafts = new Map<string, string>();
const listeners = new Set<() => void>();
const idOf = (sourceId: SourceId, key: Key) => `${sourceId} ${key}`;

export const draftOf = (sourceId: SourceId, key: Key): string | null => drafts.get(idOf(sourceId, key)) ?? null;

export function setDraft(sourceId: SourceId, key: Key, text: string): void {
  drafts.set(idOf(sourceId, key), text);
  for (const told of listeners) told();
}

const listen = (told: () => void) => {
  listeners.add(told);
  return () => void listeners.delete(told);
};

export const useDraft = (sourceId: SourceId, key: Key): string | null => useSyncExternalStore(listen, () => draftOf(sourceId, key));
