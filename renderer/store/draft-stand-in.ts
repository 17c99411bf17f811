/** Stands in for drafts until they come, with the names and shapes they will have: texts by key, in memory. */
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import type { Stamp } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import type { Base } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import { review } from './review';
import { nameInTitle } from './writing';

export interface ValueDraft {
  readonly key: Key;
  readonly text: string;
  readonly base: Stamp;
  readonly before: Uint8Array | null;
}

const drafts = new Map<string, ValueDraft>();
const listeners = new Set<() => void>();
const idOf = (sourceId: SourceId, key: Key): string => `${sourceId} ${key}`;

const tell = (): void => {
  for (const told of listeners) told();
};

export function editDraft(sourceId: SourceId, key: Key, text: string, seen: { readonly base: Stamp; readonly before: Uint8Array | null }): void {
  const held = drafts.get(idOf(sourceId, key)) ?? seen;
  drafts.set(idOf(sourceId, key), { key, text, base: held.base, before: held.before });
  tell();
}

export function dropDraft(sourceId: SourceId, key: Key): void {
  drafts.delete(idOf(sourceId, key));
  tell();
}

export function reviewDraft(sourceId: SourceId, { key, text }: ValueDraft, base: Base): void {
  const done = (): void => dropDraft(sourceId, key);
  const title = i18next.t('form.changed', { name: nameInTitle(sourceId, key) });
  review(sourceId, { title, reason: '', intentions: [{ kind: 'set', key, value: new TextEncoder().encode(text), base }] }, { landed: done, discarded: done });
}

const listen = (told: () => void) => {
  listeners.add(told);
  return () => void listeners.delete(told);
};

export const useDraft = (sourceId: SourceId, key: Key): ValueDraft | null => useSyncExternalStore(listen, () => drafts.get(idOf(sourceId, key)) ?? null);
