/**
 * Change sets on their way to the store: worked out over the mirror, kept while somebody looks at them, and committed as they were
 * looked at. Every edit carries the state that was seen, so what has moved meanwhile is a conflict and never overwritten.
 */
import { randomUUID } from 'node:crypto';
import { inSlices } from '../sessions/in-slices';
import { failed, fault, FaultError, ok, type Result } from '../../shared/fault';
import type { FormatRule } from '../../shared/flags/format';
import { readValue } from '../../shared/flags/value';
import type { Key } from '../../shared/model/key';
import { separatorOf } from '../../shared/model/source';
import { demandsOf, type Approval } from '../../shared/model/guards';
import { compiling } from '../../shared/plans/compile';
import { fitting } from '../../shared/plans/fit';
import type { Problem } from '../../shared/plans/intention';
import { unpacking, type PackedChanges } from '../../shared/plans/packed';
import { MOST_NOTES, PREVIEW_ROWS, type Committed, type PreparedPlan } from '../../shared/plans/prepared';
import { previewing, totalsOf, type Preview } from '../../shared/plans/preview';
import { warning, type Warning } from '../../shared/plans/warnings';
import type { Plan } from '../../shared/model/plan';
import { holdsRecords } from './beside';
import { openRestored, withCopiedAcls } from './copied-acls';
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
  readonly #formatRules: () => readonly FormatRule[];
  readonly #kept = new Map<string, Kept>();
  readonly #working = new Map<WriteTarget, AbortController>();
  /** The undo or redo that was looked at last. It is not among those that are kept, since it is not committed like them. */
  #turn: (Looked & { readonly id: string }) | undefined;

  constructor(writer: Writer, formatRules: () => readonly FormatRule[] = () => []) {
    this.#writer = writer;
    this.#formatRules = formatRules;
  }

  /** Works out what a change set would do to this source as it is now. Nothing is written. One that is still worked on for it is given up. */
  prepare(target: WriteTarget, changes: PackedChanges): Promise<Result<PreparedPlan>> {
    return this.#work(target, async (signal) => {
      const { source, capabilities, session } = target;
      const formatRules = this.#formatRules();
      const tree = new MirrorTree(source, capabilities, session);
      const compiled = await inSlices(compiling(await inSlices(unpacking(changes), signal), tree), signal);
      const rows = compiled.plan ? await inSlices(previewing([compiled.plan], tree), signal) : [];
      const carried = await withCopiedAcls(compiled, session);
      const warnings = [...(await inSlices(warning(compiled, rows, tree, { problemsOf: problemsOf(separatorOf(source), formatRules), formatRules }), signal)), ...carried.warnings, ...(changes.restores ? await openRestored(carried.plan, session) : [])];
      const fit = carried.plan && (await inSlices(fitting(carried.plan, capabilities, compiled.sources), signal));
      const problems: Problem[] = [...compiled.problems];
      if (fit?.kind === 'refused') {
        const { key, size, limit } = fit;
        problems.push({ intention: 0, fault: fault('too-large', 'value-too-large', { size, limit, backend: source.name }, { key }) });
      }
      const holder = this.#deletedHolder(target, carried.plan);
      if (holder) problems.push(holder);
      const plans = holder ? [] : fit?.kind === 'one' ? [fit.plan] : fit?.kind === 'steps' ? fit.steps : [];
      const id = plans.length > 0 ? this.#keep({ target, title: changes.title, plans, rows }) : null;
      return ok({ ...told(target, { id, title: changes.title, plans, rows, problems, warnings }), unchanged: compiled.unchanged.length });
    });
  }

  /** A deletion of what the records beside the data lie in: they would come back with its own record, or stand in the way of its last step. */
  #deletedHolder(target: WriteTarget, plan: Plan | null): Problem | undefined {
    const prefix = this.#writer.recordsBelow(target);
    if (prefix === undefined) return undefined;
    const held = plan?.edits.find(({ kind, key }) => kind === 'delete' && holdsRecords(key, prefix));
    return held && { intention: 0, fault: fault('invalid', 'holds-records', { prefix }, { key: held.key }) };
  }

  /** What taking back the last write, or doing it again, does to this source as it is now; it is committed by `plan:undo` or `plan:redo`. */
  prepareUndo(target: WriteTarget, direction: Direction, id: string): Promise<Result<PreparedPlan>> {
    return this.#work(target, async (signal) => {
      const back = this.#writer.inverses(target, direction, id);
      if (!back) return failed(fault('invalid', 'undo-moved'));
      const rows = await inSlices(previewing(back.plans, new MirrorTree(target.source, target.capabilities, target.session)), signal);
      this.#turn = { id, target, rows, plans: back.plans };
      return ok(told(target, { id, ...back, rows, problems: [], warnings: [] }));
    });
  }

  /** Gives up what is being worked out for this source. What has been is kept, and what is being written goes on. */
  giveUp(target: WriteTarget): void {
    this.#working.get(target)?.abort();
  }

  /** One at a time for each source. */
  async #work(target: WriteTarget, work: (signal: AbortSignal) => Promise<Result<PreparedPlan>>): Promise<Result<PreparedPlan>> {
    const refusal = target.session.refusal();
    if (refusal) return failed(refusal);
    if (!target.session.mirror.listed) return failed(fault('unreachable', 'not-live'));
    this.giveUp(target);
    const own = new AbortController();
    this.#working.set(target, own);
    try {
      return await work(own.signal);
    } catch (error) {
      if (error instanceof FaultError) return failed(error.fault);
      throw error;
    } finally {
      if (this.#working.get(target) === own) this.#working.delete(target);
    }
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
const problemsOf = (separator: string, rules: readonly FormatRule[]) => (key: Key, value: Uint8Array): number =>
  readValue(key, value, { separator, rules }).problems.filter(({ severity, path }) => severity === 'error' && path !== null).length;

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
