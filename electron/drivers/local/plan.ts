/** Plans against a state: limits, guards, and what a plan would change. Pure. */
import { failed, fault, ok, type Result } from '../../../shared/fault';
import type { Capabilities } from '../../../shared/model/capabilities';
import { sameStamp, type Entry, type Revision } from '../../../shared/model/entry';
import type { Change } from '../../../shared/model/frame';
import { canonicalKey, keyToBytes, type Key } from '../../../shared/model/key';
import type { Edit, Plan } from '../../../shared/model/plan';

/** How faults call this back-end. */
export const BACKEND_NAME = 'The local workspace';

/** Checks a plan's size and keys. The plan that comes back has the keys as they will be reported. */
export function admit(plan: Plan, limits: Capabilities): Result<Plan> {
  const tooLarge = (size: number, unit: string, limit: number): Result<never> =>
    failed(fault('too-large', 'plan-too-large', { size, unit, backend: BACKEND_NAME, limit }));
  if (plan.edits.length > limits.maxPlanEdits) return tooLarge(plan.edits.length, 'edits', limits.maxPlanEdits);
  if (plan.edits.length === 0) return failed(fault('invalid', 'invalid-plan', { detail: 'it holds no edit' }));
  const edits = new Map<Key, Edit>();
  let size = 0;
  for (const edit of plan.edits) {
    const key = canonicalKey(edit.key);
    if (key === '') return failed(fault('invalid', 'invalid-key', { detail: 'it is empty' }, { key }));
    if (edits.has(key)) return failed(fault('invalid', 'duplicate-key', {}, { key }));
    edits.set(key, { ...edit, key });
    const length = edit.kind === 'put' ? (edit.value?.length ?? 0) : 0;
    if (length > limits.maxValueBytes) {
      return failed(fault('too-large', 'value-too-large', { size: length, backend: BACKEND_NAME, limit: limits.maxValueBytes }, { key }));
    }
    size += keyToBytes(key).length + length;
  }
  return size > limits.maxPlanBytes ? tooLarge(size, 'bytes', limits.maxPlanBytes) : ok({ ...plan, edits: [...edits.values()] });
}

/** What a plan would do as transaction `at`: its changes, and the edits that take them back. */
export interface Outcome {
  readonly changes: readonly Change[];
  readonly inverse: Plan;
}

/** Checks every guard against the state that `lookUp` shows, and works out the plan's changes. */
export function evaluate(plan: Plan, lookUp: (key: Key) => Entry | undefined, at: Revision, modifiedAt: number): Result<Outcome> {
  const changes: Change[] = [];
  const undo: Edit[] = [];
  for (const edit of plan.edits) {
    const { key } = edit;
    const actual = lookUp(key);
    const conflict = conflictOf(edit, actual);
    if (conflict) return failed(fault('conflict', conflict, {}, { key, actual: actual ?? null }));
    if (edit.kind === 'check') continue;
    if (edit.kind === 'delete') {
      changes.push({ kind: 'delete', key, at });
      if (actual) undo.push({ kind: 'put', key, value: actual.value, base: 'absent' });
    } else {
      const stamp = actual
        ? { created: actual.stamp.created, modified: at, version: actual.stamp.version + 1, modifiedAt }
        : { created: at, modified: at, version: 1, modifiedAt };
      // a copy, because the caller may go on writing into its buffer
      changes.push({ kind: 'put', entry: { key, value: edit.value === null ? null : Uint8Array.from(edit.value), stamp } });
      undo.push(actual ? { kind: 'put', key, value: actual.value, base: stamp } : { kind: 'delete', key, base: stamp });
    }
  }
  return ok({ changes, inverse: { title: `Undo: ${plan.title}`, reason: '', edits: undo.reverse() } });
}

function conflictOf(edit: Edit, actual: Entry | undefined): 'conflict' | 'conflict-absent' | 'conflict-exists' | undefined {
  if (edit.base === 'absent') return actual ? 'conflict-exists' : undefined;
  if (!actual) return 'conflict-absent';
  return sameStamp(edit.base, actual.stamp) ? undefined : 'conflict';
}
