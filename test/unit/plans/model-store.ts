/** A store in forty lines that holds plans to their promises: guards, parents in order, one edit a key, limits. */
import { failed, fault, ok, type Result } from '../../../shared/fault';
import type { Capabilities } from '../../../shared/model/capabilities';
import { sameStamp, type Entry } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import type { Edit, Plan, Receipt } from '../../../shared/model/plan';
import { parentPath } from '../../../shared/model/znode-path';
import { WholeTree, type TreePlace } from '../../../shared/plans/tree';
import { anEntry } from '../../support/entries';

const common: Capabilities = {
  listing: 'atomic', deltas: 'atomic', history: 'latest-only', resume: 'relist', guard: 'exact', plans: 'atomic', ownership: 'lease', parents: 'implied',
  nullValues: false, lazy: false, maxValueBytes: 100_000, maxPlanBytes: 1_000_000, maxPlanEdits: 10_000, editCost: { keys: 1, bytes: 10 },
};
export const likeEtcd: Capabilities = common;
export const likeZookeeper: Capabilities = { ...common, ownership: 'ephemeral', parents: 'required', nullValues: true };

export class ModelStore {
  readonly entries = new Map<Key, Entry>();
  #revision = 100n;

  constructor(
    readonly place: TreePlace,
    readonly capabilities: Capabilities,
    values: Readonly<Record<Key, string | null>> = {},
  ) {
    for (const [key, value] of Object.entries(values)) this.entries.set(key, anEntry(key, value, { created: ++this.#revision }));
  }

  get tree(): WholeTree {
    return new WholeTree(this.place, this.capabilities, new Map(this.entries));
  }

  /** Keys and values as text. */
  get values(): Record<Key, string | null> {
    return valuesOf(this.entries);
  }

  /** A write by somebody else. */
  write(key: Key, value: string, more: { owner?: string } = {}): void {
    const modified = ++this.#revision;
    this.entries.set(key, anEntry(key, value, { created: this.entries.get(key)?.stamp.created ?? modified, modified, ...more }));
  }

  apply(plan: Plan): Result<Receipt> {
    const { maxPlanEdits, maxPlanBytes, parents } = this.capabilities;
    const bytes = plan.edits.reduce((sum, edit) => sum + edit.key.length + 10 + (edit.kind === 'put' ? (edit.value?.length ?? 0) : 0), 0);
    if (plan.edits.length > maxPlanEdits || bytes > maxPlanBytes) return failed(fault('too-large', 'plan-too-large'));
    if (new Set(plan.edits.map(({ key }) => key)).size < plan.edits.length) return failed(fault('invalid', 'duplicate-key'));
    const next = new Map(this.entries);
    const at = this.#revision + 1n;
    const undo: Edit[] = [];
    for (const { key, base, ...edit } of plan.edits) {
      const old = next.get(key);
      if (base === 'absent' ? old !== undefined : old === undefined || !sameStamp(old.stamp, base)) return failed(fault('conflict', 'conflict', {}, { key }));
      if (edit.kind === 'check') continue;
      if (parents === 'required') {
        const parent = parentPath(key);
        if (!old && parent !== '/' && !next.has(parent)) return failed(fault('invalid', 'parent-missing', {}, { key }));
        if (edit.kind === 'delete' && [...next.keys()].some((other) => other.startsWith(`${key}/`))) return failed(fault('invalid', 'has-children', {}, { key }));
      }
      if (edit.kind === 'delete') {
        next.delete(key);
        if (old) undo.push({ kind: 'put', key, value: old.value, base: 'absent' });
      } else {
        const stamp = { created: old?.stamp.created ?? at, modified: at, version: (old?.stamp.version ?? 0) + 1 };
        next.set(key, { key, value: edit.value, stamp, ...(old?.owner !== undefined && { owner: old.owner }) });
        undo.push(old ? { kind: 'put', key, value: old.value, base: stamp } : { kind: 'delete', key, base: stamp });
      }
    }
    this.entries.clear();
    for (const [key, entry] of next) this.entries.set(key, entry);
    this.#revision = at;
    return ok({ at, inverse: { title: `Undo: ${plan.title}`, reason: '', edits: undo.reverse() }, warnings: [] });
  }
}

/** Keys and values as text. */
export const valuesOf = (entries: ReadonlyMap<Key, Entry>): Record<Key, string | null> =>
  Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value && new TextDecoder().decode(value)]));
