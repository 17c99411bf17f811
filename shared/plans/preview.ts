/** Previews: what a plan would do, key by key, before it is sent. */
import type { Key } from '../model/key';
import type { Base, Edit, Plan } from '../model/plan';
import type { Tree } from './tree';
import type { Work } from './work';

/** A key that is written, and what becomes of it. */
export interface Written {
  readonly key: Key;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** One key's before and after. */
export interface Preview extends Written {
  /** The state that it is written from: where the store has moved on, it is refused. */
  readonly base: Base;
  /** Undefined where the key does not exist, or its value is not here. */
  readonly before: Uint8Array | null | undefined;
  /** Undefined where the key is deleted. */
  readonly after: Uint8Array | null | undefined;
  /** Whom the key goes with; a put keeps it. */
  readonly owner?: string;
}

export interface PreviewTotals {
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
  /** Bytes of the values that are written. */
  readonly bytes: number;
}

/** What edits write. */
export const writtenBy = (edits: readonly Edit[]): Written[] =>
  edits.flatMap(({ kind, key, base }) => (kind === 'check' ? [] : [{ key, kind: kind === 'delete' ? 'deleted' : base === 'absent' ? 'created' : 'changed' }]));

/** The writes of plans, one after another, in parts. */
export function* previewing(plans: readonly Plan[], tree: Tree): Work<Preview[]> {
  const previews: Preview[] = [];
  for (const { edits } of plans) {
    for (const edit of edits) {
      yield;
      if (edit.kind === 'check') continue;
      const held = tree.get(edit.key);
      const kind = edit.kind === 'delete' ? 'deleted' : edit.base === 'absent' ? 'created' : 'changed';
      const after = edit.kind === 'put' ? edit.value : undefined;
      previews.push({ key: edit.key, kind, base: edit.base, before: held?.value, after, ...(held?.owner !== undefined && { owner: held.owner }) });
    }
  }
  return previews;
}

/** How many keys are created, changed and deleted. */
export function totalsOf(previews: readonly Preview[]): PreviewTotals {
  const totals = { created: 0, changed: 0, deleted: 0, bytes: 0 };
  for (const { kind, after } of previews) {
    totals[kind]++;
    totals.bytes += after?.length ?? 0;
  }
  return totals;
}
