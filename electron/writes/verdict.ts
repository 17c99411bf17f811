/** What keys that were read back tell of a plan whose answer was lost. */
import type { AuditEdit, AuditResolution } from '../../shared/model/audit';
import type { Entry } from '../../shared/model/entry';
import { sameBytes, type Key } from '../../shared/model/key';
import type { Edit, Plan, PlanWarning, Receipt } from '../../shared/model/plan';
import { isRecorded } from './records';

/** What each key held when it was read; null where nothing was there. */
export type Present = ReadonlyMap<Key, Entry | null>;

/**
 * A plan is written whole or not at all. One key that still has the stamp it was edited from proves that it was not; that every put key
 * has its next version, with the value that was meant and all of one revision, that it was. That a created key is absent, or a deleted
 * one gone, proves nothing by itself: somebody else may have done that since. `sent` is the plan itself, while its bytes are still known.
 */
export function verdictOf(edits: readonly AuditEdit[], present: Present, sent?: Plan): AuditResolution['found'] {
  const meant = new Map(sent?.edits.flatMap((edit) => (edit.kind === 'put' ? [[edit.key, edit.value] as const] : [])));
  const writes = edits.filter(({ kind }) => kind !== 'check');
  if (writes.some((edit) => isUntouched(edit, present.get(edit.key)))) return 'not-applied';
  const puts = writes.filter(({ kind }) => kind === 'put');
  const revisions = new Set(puts.map(({ key }) => present.get(key)?.stamp.modified));
  const allDone = writes.every((edit) => (edit.kind === 'put' ? isAsWritten(edit, present.get(edit.key), meant.get(edit.key)) : present.get(edit.key) === null));
  return allDone && revisions.size === 1 ? 'applied' : 'unclear';
}

const isUntouched = ({ base }: AuditEdit, entry: Entry | null | undefined): boolean =>
  base !== 'absent' && entry?.stamp.created === BigInt(base.created) && entry.stamp.modified === BigInt(base.modified);

function isAsWritten({ base, after }: AuditEdit, entry: Entry | null | undefined, meant: Uint8Array | null | undefined): boolean {
  if (!entry || !(meant === undefined ? isRecorded(after, entry.value) : sameBytes(meant, entry.value))) return false;
  const { created, modified, version } = entry.stamp;
  return base === 'absent' ? created === modified : created === BigInt(base.created) && version === base.version + 1;
}

/** The receipt that was lost with the answer. Of what was deleted it is not known what belonged to it, so it cannot be brought back. */
export function rebuiltReceipt(plan: Plan, held: ReadonlyMap<Key, Entry | undefined>, present: Present): Receipt {
  const undo: Edit[] = [];
  const lost: Key[] = [];
  const writes = plan.edits.filter(({ kind }) => kind !== 'check');
  for (const { kind, key, base } of writes) {
    const stamp = present.get(key)?.stamp;
    const old = held.get(key);
    const known = base !== 'absent' && old?.stamp.created === base.created && old.stamp.modified === base.modified;
    if (kind === 'put' && stamp && base === 'absent') undo.unshift({ kind: 'delete', key, base: stamp });
    else if (kind === 'put' && stamp && known) undo.unshift({ kind: 'put', key, value: old.value, base: stamp });
    else lost.push(key);
  }
  const put = writes.find(({ kind }) => kind === 'put');
  const warnings: PlanWarning[] = [
    { kind: 'confirmed-by-reading', key: writes[0]?.key ?? '' },
    ...lost.map((key): PlanWarning => ({ kind: 'not-restorable', key })),
  ];
  return { at: (put && present.get(put.key)?.stamp.modified) ?? 0n, inverse: { title: `Undo: ${plan.title}`, reason: '', edits: undo }, warnings };
}
