/** A plan's edits as the operations of one multi. */
import type { Edit } from '../../../shared/model/plan';
import type { WriteOp } from './wire';

/** The operation that does or guards this edit. That a key is absent cannot be guarded without writing: it was read before. */
export function writeOf(edit: Edit): WriteOp | undefined {
  switch (edit.kind) {
    case 'put':
      if (edit.base === 'absent') return { kind: 'create', path: edit.key, value: edit.value, ...(edit.restore && 'acl' in edit.restore && edit.restore) };
      return { kind: 'set', path: edit.key, value: edit.value, version: edit.base.version };
    case 'delete':
      return { kind: 'delete', path: edit.key, version: edit.base.version };
    case 'check':
      return edit.base === 'absent' ? undefined : { kind: 'check', path: edit.key, version: edit.base.version };
  }
}

/** The operations of a plan in its order. */
export const writesOf = (edits: readonly Edit[]): WriteOp[] => edits.flatMap((edit) => writeOf(edit) ?? []);
