/**
 * Compiles a change set to a plan. Each intention sees what those before it have done; what comes out is one edit a key, each on the
 * state that the tree shows, parents created before their children and deleted after them.
 */
import { fault } from '../fault';
import { sameBytes, compareKeys, type Key } from '../model/key';
import type { Edit, Plan } from '../model/plan';
import { holdsRoot } from '../model/roots';
import { parentPath } from '../model/znode-path';
import { carryingOut, type Findings } from './carry-out';
import type { ChangeSet, Problem } from './intention';
import { Refusal, Staged } from './staged';
import type { Tree } from './tree';
import { sorting, type Work } from './work';

/** What a copy takes with it that the original had: nobody who owns it. */
export interface Orphan {
  readonly key: Key;
  readonly from: Key;
  readonly owner: string;
}

export interface Compiled {
  /** Null where nothing would change, or something stands in the way. */
  readonly plan: Plan | null;
  /** For each key that gets a copy, the key it is copied from: a check of it stands in the plan, or an edit. */
  readonly sources: ReadonlyMap<Key, Key>;
  readonly problems: readonly Problem[];
  /** Keys that have their value already and are left out of the plan. */
  readonly unchanged: readonly Key[];
  readonly orphans: readonly Orphan[];
  /** Subtrees that are deleted as they are known: what comes below one meanwhile is not covered by a guard. */
  readonly openTops: readonly Key[];
}

/** Works out what a change set writes to this tree, in parts. Problems come for all intentions at once. Between parts the tree may not tell another state of a key that it has told of. */
export function* compiling({ title, reason, intentions }: ChangeSet, tree: Tree): Work<Compiled> {
  const staged = new Staged(tree);
  const findings: Findings = { tops: new Set(), orphans: new Map() };
  const problems: Problem[] = [];
  for (const [index, intention] of intentions.entries()) {
    staged.intention = index;
    yield;
    try {
      yield* carryingOut(intention, staged, findings);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ intention: index, fault: error.fault });
    }
  }
  const needsParents = tree.capabilities.parents === 'required';
  if (needsParents) for (const problem of yield* settlingParents(staged)) problems.push(problem);
  const { writes, unchanged } = yield* writesOf(staged);
  const sources = sourcesOf(staged, writes);
  const edits = yield* withChecks(writes, sources, tree);
  const ready = problems.length === 0 && writes.length > 0;
  return {
    plan: ready ? { title, reason, edits } : null,
    sources,
    problems,
    unchanged,
    orphans: [...findings.orphans].flatMap(([key, orphan]) => (sources.has(key) ? [{ key, ...orphan }] : [])),
    openTops: needsParents ? [] : [...findings.tops],
  };
}

/** Stages the parents that are missing, and finds those that are in the way. */
function* settlingParents(staged: Staged): Work<Problem[]> {
  const problems: Problem[] = [];
  const { tree, stages } = staged;
  const inRoots = (key: Key): boolean => tree.place.roots.some((root) => holdsRoot(tree.place.backend, root, key));
  const said = new Set<Key>();
  const created = [...stages].filter(([, { base, value }]) => base === 'absent' && value !== undefined);
  for (const [key, { intention }] of created) {
    staged.intention = intention;
    yield;
    // `/` always exists
    for (let at = key; parentPath(at) !== '/'; at = parentPath(at)) {
      const parent = parentPath(at);
      const standing = staged.get(parent);
      if (standing?.owner !== undefined) problems.push({ intention, fault: fault('invalid', 'parent-ephemeral', {}, { key: at }) });
      // what is above the roots, or not read, is there as far as anybody here knows: the store answers otherwise
      if (standing || !inRoots(parent) || (!stages.has(parent) && !tree.knows(parent))) break;
      if (stages.has(parent)) {
        said.add(parent);
        problems.push({ intention, fault: fault('invalid', 'parent-deleted', { parent }, { key: at }) });
        break;
      }
      staged.put(parent, new Uint8Array());
    }
  }
  for (const [key, { value, intention }] of stages) {
    yield;
    if (value === undefined && !said.has(key) && staged.firstBelow(key) !== undefined) {
      problems.push({ intention, fault: fault('invalid', 'has-children', {}, { key }) });
    }
  }
  return problems;
}

type Write = Exclude<Edit, { kind: 'check' }>;

/** The writes in the order in which they may be carried out one by one, and the keys that would be written as they are. */
function* writesOf({ stages, tree }: Staged): Work<{ readonly writes: Write[]; readonly unchanged: Key[] }> {
  const puts: Write[] = [];
  const deletes: Write[] = [];
  const unchanged: Key[] = [];
  for (const [key, { base, value }] of stages) {
    yield;
    const held = tree.get(key)?.value;
    if (value === undefined) {
      if (base !== 'absent') deletes.push({ kind: 'delete', key, base });
    } else if (held !== undefined && sameBytes(held, value)) unchanged.push(key);
    else puts.push({ kind: 'put', key, value, base });
  }
  const byKey = (a: Write, b: Write): number => compareKeys(a.key, b.key);
  const created = yield* sorting(puts, byKey);
  const deleted = yield* sorting(deletes, byKey);
  return { writes: created.concat(deleted.reverse()), unchanged };
}

function sourcesOf({ stages }: Staged, writes: readonly Write[]): Map<Key, Key> {
  const sources = new Map<Key, Key>();
  for (const { kind, key } of writes) {
    const source = stages.get(key)?.source;
    if (kind === 'put' && source !== undefined) sources.set(key, source);
  }
  return sources;
}

/** The writes, and before the first copy of a key that is not written itself the check that it is still what was copied. */
function* withChecks(writes: readonly Write[], sources: ReadonlyMap<Key, Key>, tree: Tree): Work<Edit[]> {
  if (sources.size === 0) return [...writes];
  const guarded = new Set(writes.map(({ key }) => key));
  const edits: Edit[] = [];
  for (const write of writes) {
    yield;
    const source = sources.get(write.key);
    const held = source === undefined || guarded.has(source) ? undefined : tree.get(source);
    if (held) {
      guarded.add(held.key);
      edits.push({ kind: 'check', key: held.key, base: held.stamp });
    }
    edits.push(write);
  }
  return edits;
}
