/**
 * Change sets on their way to the store: worked out over the mirror, kept while somebody looks at them, and committed as they were
 * looked at. Every edit carries the state that was seen, so what has moved meanwhile is a conflict and never overwritten.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { readValue } from '../../shared/flags/value';
import type { Key } from '../../shared/model/key';
import { separatorOf } from '../../shared/model/source';
import { demandsOf, type Approval } from '../../shared/model/guards';
import { compile } from '../../shared/plans/compile';
import { fitPlan } from '../../shared/plans/fit';
import type { ChangeSet, Problem } from '../../shared/plans/intention';
import { MOST_NOTES, PREVIEW_ROWS, type Committed, type PreparedPlan } from '../../shared/plans/prepared';
import { previewOf, totalsOf, type Preview } from '../../shared/plans/preview';
import { warningsOf, type Warning } from '../../shared/plans/warnings';
import type { Plan } from '../../shared/model/plan';
import { withCopiedAcls } from './copied-acls';
import type { Direction } from '../../shared/model/writes';
import { MirrorTree } from './mirror-tree';
import type { WriteTarget } from './target';
import type { Writer } from './writer';

/** Most prepared plans that are kept; the oldest is forgotten. One is looked at at a time, and a window may be loaded anew. */
const MOST_KEPT = 4;

/** What is looked at. */
interface Looked {
  readonly target: WriteTarget;
  readonly rows: readonly Preview[];
  readonly plans: readonly Plan[];
}

interface Kept extends Looked {
  readonly title: string;
}

export class Preparer {
  readonly #writer: Writer;
  readonly #kept = new Map<string, Kept>();
  /** The undo or redo that was looked at last. It is not among those that are kept, since it is not committed like them. */
  #turn: (Looked & { readonly id: string }) | undefined;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** Works out what a change set would do to this source as it is now. Nothing is written. */
  async prepare(target: WriteTarget, changes: ChangeSet): Promise<Result<PreparedPlan>> {
    const refusal = target.session.refusal();
    if (refusal) return failed(refusal);
    if (!target.session.mirror.listed) return failed(fault('unreachable', 'not-live'));
    const { source, capabilities, session } = target;
    // many keys take long: between the parts of the work everything else has its turn
    await turn();
    const tree = new MirrorTree(source, capabilities, session);
    const compiled = compile(changes, tree);
    const rows = compiled.plan ? previewOf(compiled.plan, tree) : [];
    await turn();
    const carried = await withCopiedAcls(compiled, session);
    const warnings = [...warningsOf(compiled, rows, tree, problemsOf(separatorOf(source))), ...carried.warnings];
    await turn();
    const fit = carried.plan && fitPlan(carried.plan, capabilities, compiled.sources);
    const problems: Problem[] = [...compiled.problems];
    if (fit?.kind === 'refused') {
      const { key, size, limit } = fit;
      problems.push({ intention: 0, fault: fault('too-large', 'value-too-large', { size, limit, backend: source.name }, { key }) });
    }
    const plans = fit?.kind === 'one' ? [fit.plan] : fit?.kind === 'steps' ? fit.steps : [];
    const id = plans.length > 0 ? this.#keep({ target, title: changes.title, plans, rows }) : null;
    return ok({ ...told(target, { id, title: changes.title, plans, rows, problems, warnings }), unchanged: compiled.unchanged.length });
  }

  /** What taking back the last write, or doing it again, does to this source as it is now; it is committed by `plan:undo` or `plan:redo`. */
  prepareUndo(target: WriteTarget, direction: Direction, id: string): Result<PreparedPlan> {
    const refusal = target.session.refusal();
    if (refusal) return failed(refusal);
    const back = this.#writer.inverses(target, direction, id);
    if (!back) return failed(fault('invalid', 'undo-moved'));
    const tree = new MirrorTree(target.source, target.capabilities, target.session);
    const rows = back.plans.flatMap((plan) => previewOf(plan, tree));
    this.#turn = { id, target, rows, plans: back.plans };
    return ok(told(target, { id, ...back, rows, problems: [], warnings: [] }));
  }

  /** More of a prepared plan's preview: {@link PREVIEW_ROWS} rows at most, from this one on. */
  rows(target: WriteTarget, id: string, from: number): Result<readonly Preview[]> {
    const looked = this.#looked(target, id);
    return looked.ok ? ok(looked.value.rows.slice(from, from + PREVIEW_ROWS)) : looked;
  }

  /** What a prepared plan sends, in order. */
  plans(target: WriteTarget, id: string): Result<readonly Plan[]> {
    const looked = this.#looked(target, id);
    return looked.ok ? ok(looked.value.plans) : looked;
  }

  /** Commits a prepared plan, which was looked at by that. It stays where it was not applied, so that it can be tried again. */
  async commit(target: WriteTarget, id: string, approval: Approval): Promise<Result<Committed>> {
    const kept = this.#of(target, id);
    if (!kept.ok) return kept;
    const { title, plans } = kept.value;
    const reviewed = { ...approval, reviewed: true };
    const [only] = plans;
    if (plans.length === 1 && only) {
      const applied = await this.#writer.apply(target, only, reviewed);
      if (!applied.ok) return applied;
      this.#kept.delete(id);
      return ok({ kind: 'one', receipt: applied.value });
    }
    const applied = await this.#writer.applyInOrder(target, title, plans, reviewed);
    if (!applied.ok) return applied;
    // what is left of it is the sequence's to go on with
    this.#kept.delete(id);
    return ok({ kind: 'steps', sequence: applied.value });
  }

  #keep(kept: Kept): string {
    const id = randomUUID();
    this.#kept.set(id, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return id;
  }

  #looked(target: WriteTarget, id: string): Result<Looked> {
    return this.#turn?.id === id && this.#turn.target === target ? ok(this.#turn) : this.#of(target, id);
  }

  #of(target: WriteTarget, id: string): Result<Kept> {
    const kept = this.#kept.get(id);
    return kept?.target === target ? ok(kept) : failed(fault('invalid', 'plan-forgotten'));
  }
}

interface Worked {
  readonly id: string | null;
  readonly title: string;
  readonly plans: readonly Plan[];
  readonly rows: readonly Preview[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Counts what is wrong with what a value says; where it cannot be read at all is told by another warning. */
const problemsOf = (separator: string) => (key: Key, value: Uint8Array): number =>
  readValue(key, value, { separator }).problems.filter(({ severity, path }) => severity === 'error' && path !== null).length;

/** What is told of a plan that was worked out. */
const told = ({ source }: WriteTarget, { id, title, plans, rows, problems, warnings }: Worked): PreparedPlan => ({
  id,
  title,
  rows: rows.slice(0, PREVIEW_ROWS),
  totals: totalsOf(rows),
  unchanged: 0,
  problems: problems.slice(0, MOST_NOTES),
  problemCount: problems.length,
  warnings: warnings.slice(0, MOST_NOTES),
  warningCount: warnings.length,
  demands: demandsOf(source, plans),
  transactions: plans.length,
});
