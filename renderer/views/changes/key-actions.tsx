/** What can be done with a key: one list for its menu, the palette and the keyboard. */
import {
  IconArrowsMove,
  IconCopy,
  IconCopyPlus,
  IconCursorText,
  IconFilePlus,
  IconReplace,
  IconRowInsertBottom,
  IconStackPush,
  IconTerminal2,
  IconTrash,
  IconTrashX,
} from '@tabler/icons-react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import type { Intention } from '../../../shared/plans/intention';
import { openDialog, showDone } from '../../store/actions';
import { addToChangeSet, reviewChanges } from '../../store/change-set';
import { keyCommands } from '../../store/compare';
import { keyFacts, type KeyFacts } from '../../store/key-facts';
import { isHidden } from '../../store/secrets';
import type { Words } from '../../ui/text';
import { copyCommands } from '../copy-commands';

export interface KeyAction {
  readonly id: string;
  readonly label: string;
  readonly icon: typeof IconCopy;
  /** How it is done by keyboard while the tree has the focus. */
  readonly keys?: string;
  /** Actions of one group stand together. */
  readonly group: 'create' | 'change' | 'delete' | 'copy';
  readonly danger?: boolean;
  readonly run: () => void;
}

/** What can be done with a key as it is now. What this source does not let us do is not among it. */
export function keyActions(words: Words, sourceId: SourceId, key: Key): readonly KeyAction[] {
  const facts = keyFacts(sourceId, key);
  return facts === undefined ? [] : [...writing(words, sourceId, key, facts), ...copying(words, sourceId, key, facts)];
}

function writing(words: Words, sourceId: SourceId, key: Key, { whyNot, stamp, hasKeysBelow, matches, source }: KeyFacts): KeyAction[] {
  if (whyNot !== null) return [];
  const actions: KeyAction[] = [];
  const label = (name: 'newChild' | 'newSibling' | 'rename' | 'copy' | 'move' | 'delete' | 'deleteSubtree' | 'addDelete' | 'addDeleteSubtree') => words(`changes.key.${name}`);
  const review = (...intentions: Intention[]) => reviewChanges(sourceId, intentions);
  actions.push(
    { id: 'new-child', group: 'create', label: label('newChild'), icon: IconFilePlus, keys: 'Mod N', run: () => openDialog('new-key', { sourceId, key }) },
    { id: 'new-sibling', group: 'create', label: label('newSibling'), icon: IconRowInsertBottom, keys: 'Mod Shift N', run: () => openDialog('new-key', { sourceId, key, beside: true }) },
  );
  if (stamp === undefined && !hasKeysBelow) return actions;
  const isRoot = source.backend === 'zookeeper' && key === '/';
  if (!isRoot) {
    actions.push(
      { id: 'rename', group: 'change', label: label('rename'), icon: IconCursorText, keys: 'F2', run: () => openDialog('rename-key', { sourceId, key }) },
      { id: 'copy', group: 'change', label: label('copy'), icon: IconCopyPlus, keys: 'Mod D', run: () => openDialog('copy-key', { sourceId, key }) },
      { id: 'move', group: 'change', label: label('move'), icon: IconArrowsMove, keys: 'F6', run: () => openDialog('move-key', { sourceId, key }) },
    );
  }
  if ((matches ?? 0) > 0) {
    const run = () => openDialog('bulk', { sourceId });
    actions.push({ id: 'bulk', group: 'change', label: words('changes.key.bulk', { count: matches ?? 0 }), icon: IconReplace, keys: 'Mod Shift B', run });
  }
  if (isRoot) return actions;
  const subtree: Intention = { kind: 'delete-subtree', top: key };
  const single: Intention | null = stamp === undefined ? null : { kind: 'delete', key, base: stamp };
  // a znode that has children cannot be deleted without them
  if (single && !(hasKeysBelow && source.backend === 'zookeeper')) {
    actions.push(
      { id: 'delete', group: 'delete', label: label('delete'), icon: IconTrash, keys: 'Delete', danger: true, run: () => review(single) },
      { id: 'add-delete', group: 'delete', label: label('addDelete'), icon: IconStackPush, run: () => addToChangeSet(sourceId, [single]) },
    );
  }
  if (hasKeysBelow) {
    actions.push(
      { id: 'delete-subtree', group: 'delete', label: label('deleteSubtree'), icon: IconTrashX, keys: 'Shift Delete', danger: true, run: () => review(subtree) },
      { id: 'add-delete-subtree', group: 'delete', label: label('addDeleteSubtree'), icon: IconStackPush, run: () => addToChangeSet(sourceId, [subtree]) },
    );
  }
  return actions;
}

function copying(words: Words, sourceId: SourceId, key: Key, { source, stamp }: KeyFacts): KeyAction[] {
  const copy = (text: string) => {
    void navigator.clipboard.writeText(text).then(() => showDone(words('changes.key.copied', { text: text.length > 200 ? `${text.slice(0, 199)}…` : text })));
  };
  const actions: KeyAction[] = [{ id: 'copy-key', group: 'copy', label: words('changes.key.copyKey'), icon: IconCopy, keys: 'Mod C', run: () => copy(key) }];
  const { backend } = source;
  if (backend === 'local' || stamp === undefined || isHidden(sourceId, key)) return actions;
  const label = words(`changes.key.copyCommand.${backend}`);
  return [...actions, { id: 'copy-command', group: 'copy', label, icon: IconTerminal2, keys: 'Mod Shift C', run: () => void copyCommands(keyCommands(sourceId, key, 'read-write'), words) }];
}
