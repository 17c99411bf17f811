/** Changes in words: in the list of those that are collected, in the audit and on the Undo button. */
import type { TFunction } from 'i18next';
import type { Intention } from '../../shared/plans/intention';

const MOST_KEY = 100;
const MOST_TITLE = 500;

/** The end of a key tells more than its beginning. */
const shortened = (key: string): string => (key.length <= MOST_KEY ? key : `…${[...key].slice(1 - MOST_KEY).join('')}`);

/** What one change does. */
export function intentionWords(intention: Intention, words: TFunction<'window'>): string {
  switch (intention.kind) {
    case 'set':
      return words(intention.base === 'absent' ? 'changes.title.create' : 'changes.title.set', { key: shortened(intention.key) });
    case 'delete':
      return words('changes.title.delete', { key: shortened(intention.key) });
    case 'delete-subtree':
      return words('changes.title.delete-subtree', { key: shortened(intention.top) });
    case 'copy':
    case 'move':
      return words(`changes.title.${intention.kind}`, { key: shortened(intention.from), to: shortened(intention.to) });
    case 'rename':
      return words('changes.title.rename', { key: shortened(intention.top), to: shortened(intention.name) });
    case 'bulk':
      return words('changes.title.bulk', { count: intention.keys.length });
  }
}

/** What several do together. */
export function titleOf(intentions: readonly Intention[], words: TFunction<'window'>): string {
  const [only] = intentions;
  if (only && intentions.length === 1) return intentionWords(only, words).slice(0, MOST_TITLE);
  const deletes = intentions.every(({ kind }) => kind === 'delete');
  return words(deletes ? 'changes.title.bulkDelete' : 'changes.title.several', { count: intentions.length });
}
