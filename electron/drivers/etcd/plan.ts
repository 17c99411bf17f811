/** Plans as etcd transactions: one request that compares every base, then writes everything or reads what stands in the way. */
import type { ICompare, IKeyValue, IRequestOp, IResponseOp, ITxnRequest, ITxnResponse } from 'etcd3';
import { failed, fault, ok, type Result } from '../../../shared/fault';
import { sameStamp, type Entry, type Revision, type Stamp } from '../../../shared/model/entry';
import { canonicalKey, keyToBytes, type Key } from '../../../shared/model/key';
import type { Edit, Plan, PlanWarning, Receipt } from '../../../shared/model/plan';
import { rootsText } from '../../../shared/model/roots';
import { BACKEND_NAME, capabilities, MAX_REQUEST_BYTES } from './capabilities';
import { entryOf, leaseId, leaseName } from './entry';
import { insideRoots } from './range';

/** Checks a plan's keys and sizes. The plan that comes back has its keys as the store reports them. */
export function admit(plan: Plan, roots: readonly Key[]): Result<Plan> {
  const { maxPlanEdits, maxPlanBytes, maxValueBytes, editCost } = capabilities;
  const tooLarge = (size: number, unit: string, limit: number): Result<never> =>
    failed(fault('too-large', 'plan-too-large', { size, unit, backend: BACKEND_NAME, limit }));
  if (plan.edits.length === 0) return failed(fault('invalid', 'invalid-plan', { detail: 'it holds no edit' }));
  if (plan.edits.length > maxPlanEdits) return tooLarge(plan.edits.length, 'edits', maxPlanEdits);
  const edits = new Map<Key, Edit>();
  let contentBytes = 0;
  let requestBytes = 0;
  for (const edit of plan.edits) {
    const key = canonicalKey(edit.key);
    const bytes = keyToBytes(key);
    if (!insideRoots(roots, bytes)) return failed(fault('invalid', 'outside-root', { root: rootsText(roots) }, { key }));
    if (bytes.length === 0) return failed(fault('invalid', 'invalid-key', { detail: 'it is empty' }, { key }));
    if (edits.has(key)) return failed(fault('invalid', 'duplicate-key', {}, { key }));
    edits.set(key, { ...edit, key });
    let size = 0;
    if (edit.kind === 'put') {
      if (edit.value === null) {
        const detail = 'a value may be empty but not null';
        return failed(fault('not-supported', 'not-supported', { backend: BACKEND_NAME, detail }, { key }));
      }
      size = edit.value.length;
    }
    if (size > maxValueBytes) {
      return failed(fault('too-large', 'value-too-large', { size, backend: BACKEND_NAME, limit: maxValueBytes }, { key }));
    }
    contentBytes += bytes.length + size;
    requestBytes += editCost.keys * bytes.length + editCost.bytes + size;
  }
  if (contentBytes > maxPlanBytes) return tooLarge(contentBytes, 'bytes', maxPlanBytes);
  if (requestBytes > MAX_REQUEST_BYTES) return tooLarge(requestBytes, 'bytes', MAX_REQUEST_BYTES);
  return ok({ ...plan, edits: [...edits.values()] });
}

/** The transaction of an admitted plan. */
export function transactionOf({ edits }: Plan): ITxnRequest {
  const keys = edits.map(({ key }) => Buffer.from(keyToBytes(key)));
  const keyOf = (i: number): Buffer => keys[i] as Buffer;
  const absent = edits.filter(({ base }) => base === 'absent').length;
  // etcd counts comparisons too. A key is written once a revision, so the second one only tells apart keys of different stores.
  const both = 2 * edits.length - absent <= capabilities.maxPlanEdits;
  return {
    compare: edits.flatMap(({ base }, i) => comparisons(keyOf(i), base, both)),
    success: edits.flatMap((edit, i) => writeOf(edit, keyOf(i))),
    failure: keys.map((key) => ({ request_range: { key } })),
  };
}

/** The receipt of a transaction that went through, or the conflict that stopped it. */
export function outcomeOf(plan: Plan, { succeeded, responses, header }: ITxnResponse): Result<Receipt> {
  if (!succeeded) return conflictOf(plan, responses);
  const at = BigInt(header.revision);
  const writes = plan.edits.filter((edit) => edit.kind !== 'check');
  const undo = writes.flatMap((edit, i) => undoOf(edit, previousOf(responses[i]), at));
  return ok({ at, inverse: { title: `Undo: ${plan.title}`, reason: '', edits: undo.reverse() }, warnings: [] });
}

function comparisons(key: Buffer, base: Edit['base'], both: boolean): ICompare[] {
  if (base === 'absent') return [{ key, target: 'Create', result: 'Equal', create_revision: '0' }];
  const modified: ICompare = { key, target: 'Mod', result: 'Equal', mod_revision: String(base.modified) };
  return both ? [modified, { key, target: 'Create', result: 'Equal', create_revision: String(base.created) }] : [modified];
}

function writeOf(edit: Edit, key: Buffer): IRequestOp[] {
  switch (edit.kind) {
    case 'put':
      return [{ request_put: { key, value: Buffer.from(edit.value ?? []), prev_kv: true, ...leaseOf(edit) } }];
    case 'delete':
      return [{ request_delete_range: { key, prev_kv: true } }];
    case 'check':
      return [];
  }
}

/** etcd refuses ignore_lease for a key that does not exist; that one with a stamp exists is proven by the comparison. */
function leaseOf({ base, restore }: Edit & { kind: 'put' }): { lease?: string; ignore_lease: boolean } {
  if (base !== 'absent') return { ignore_lease: true };
  return { ignore_lease: false, ...(restore && 'lease' in restore && { lease: leaseId(restore.lease) }) };
}

/** The lease that this edit gives a key back to. */
export const restoredLease = (edit: Edit): string | undefined =>
  edit.kind === 'put' && edit.base === 'absent' && edit.restore && 'lease' in edit.restore ? edit.restore.lease : undefined;

/** A plan without the keys whose lease has ended, which would come back to stay, and a warning for each of them. */
export function withoutEnded(plan: Plan, ended: ReadonlySet<string>): { readonly plan: Plan; readonly warnings: readonly PlanWarning[] } {
  const isOver = (edit: Edit): boolean => ended.has(restoredLease(edit) ?? '');
  const warnings = plan.edits.filter(isOver).map(({ key }): PlanWarning => ({ kind: 'not-restorable', key }));
  return { plan: { ...plan, edits: plan.edits.filter((edit) => !isOver(edit)) }, warnings };
}

const previousOf = (response: IResponseOp | undefined): IKeyValue | undefined =>
  response?.response_put?.prev_kv ?? response?.response_delete_range?.prev_kvs[0];

/** What takes a write back. A deleted entry goes back to its lease, if that still lives by then. */
function undoOf({ kind, key }: Edit, previous: IKeyValue | undefined, at: Revision): Edit[] {
  const value = previous && new Uint8Array(previous.value);
  if (kind === 'delete') {
    if (!value) return [];
    const lease = leaseName(previous.lease);
    return [{ kind: 'put', key, value, base: 'absent', ...(lease !== undefined && { restore: { lease } }) }];
  }
  if (!previous || !value) return [{ kind: 'delete', key, base: { created: at, modified: at, version: 1 } }];
  const written: Stamp = { created: BigInt(previous.create_revision), modified: at, version: Number(previous.version) + 1 };
  return [{ kind: 'put', key, value, base: written }];
}

function conflictOf({ edits }: Plan, responses: readonly IResponseOp[]): Result<never> {
  for (const [i, { key, base }] of edits.entries()) {
    const record = responses[i]?.response_range?.kvs[0];
    const actual = record ? entryOf(record) : null;
    const reason = conflictReason(base, actual);
    if (reason) return failed(fault('conflict', reason, {}, { key, actual }));
  }
  return failed(fault('internal', 'internal', { detail: 'etcd refused a transaction whose every base holds' }));
}

function conflictReason(base: Edit['base'], actual: Entry | null): 'conflict' | 'conflict-absent' | 'conflict-exists' | undefined {
  if (base === 'absent') return actual ? 'conflict-exists' : undefined;
  if (!actual) return 'conflict-absent';
  return sameStamp(base, actual.stamp) ? undefined : 'conflict';
}
