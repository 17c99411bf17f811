/** Fits plans to what a store takes in one transaction. What does not fit becomes steps, each guarded by itself and in the plan's order. */
import type { Capabilities } from '../model/capabilities';
import { keyToBytes, type Key } from '../model/key';
import type { Base, Edit, Plan } from '../model/plan';
import { finished, type Work } from './work';

/** `refused`: this one edit is too large with all that guards it. */
export type Fit =
  | { readonly kind: 'one'; readonly plan: Plan }
  | { readonly kind: 'steps'; readonly steps: readonly Plan[] }
  | { readonly kind: 'refused'; readonly key: Key; readonly size: number; readonly limit: number };

type Limits = Pick<Capabilities, 'maxPlanEdits' | 'maxPlanBytes' | 'editCost'>;
type Check = Extract<Edit, { kind: 'check' }>;
type Write = Exclude<Edit, Check>;

/** Edits of a step where a store takes more: nobody can stop a step, and all of it is recorded and sent before anybody else has a turn. */
const STEP_EDITS = 1000;

/**
 * `sources` are the keys that are copied from, by the keys that get the copies: a step that writes a copy checks what it was copied
 * from. A check that belongs to no copy guards every step.
 */
export const fitPlan = (plan: Plan, limits: Limits, sources?: ReadonlyMap<Key, Key>): Fit => finished(fitting(plan, limits, sources));

/** The same in parts. */
export function* fitting(plan: Plan, limits: Limits, sources: ReadonlyMap<Key, Key> = new Map()): Work<Fit> {
  const whole = new Step(limits);
  // it ends with the first edit that does not fit
  if (plan.edits.every((edit) => whole.take([edit]))) return { kind: 'one', plan };
  const guards = new StepGuards(plan, sources);
  const stepLimits = { ...limits, maxPlanEdits: Math.min(limits.maxPlanEdits, Math.max(STEP_EDITS, 2 * guards.always.length)) };
  const steps: Step[] = [];
  let step = new Step(stepLimits);
  for (const write of plan.edits) {
    yield;
    if (write.kind === 'check') continue;
    if (!step.take([...guards.of(write), write])) {
      if (step.edits.length > 0) steps.push(step);
      guards.written(step.edits);
      step = new Step(stepLimits);
      const group = [...guards.of(write), write];
      if (!step.take(group)) return { kind: 'refused', key: write.key, size: sizeOf(group, limits), limit: limits.maxPlanBytes };
    }
  }
  steps.push(step);
  const titled = (edits: readonly Edit[], at: number): Plan => ({ ...plan, title: `${plan.title} (${at + 1}/${steps.length})`, edits });
  return { kind: 'steps', steps: steps.map(({ edits }, at) => titled(edits, at)) };
}

const costOf = (edit: Edit, { editCost }: Limits): number =>
  editCost.keys * keyToBytes(edit.key).length + editCost.bytes + (edit.kind === 'put' ? (edit.value?.length ?? 0) : 0);

const sizeOf = (edits: readonly Edit[], limits: Limits): number => edits.reduce((sum, edit) => sum + costOf(edit, limits), 0);

/** Edits that fit one transaction. */
class Step {
  readonly #edits = new Map<Key, Edit>();
  #bytes = 0;

  constructor(readonly limits: Limits) {}

  get edits(): readonly Edit[] {
    return [...this.#edits.values()];
  }

  /** Takes these edits, or none of them where they do not fit. A write takes the place of a check of the same key, which it guards as well. */
  take(edits: readonly Edit[]): boolean {
    const added = edits.filter(({ kind, key }) => kind !== 'check' || !this.#edits.has(key));
    const replaced = added.filter(({ key }) => this.#edits.has(key)).map(({ key }) => this.#edits.get(key) as Edit);
    const bytes = this.#bytes + sizeOf(added, this.limits) - sizeOf(replaced, this.limits);
    if (this.#edits.size + added.length - replaced.length > this.limits.maxPlanEdits || bytes > this.limits.maxPlanBytes) return false;
    this.#bytes = bytes;
    for (const { key } of replaced) this.#edits.delete(key);
    for (const edit of added) this.#edits.set(edit.key, edit);
    return true;
  }
}

/** Which checks a write needs beside it in its step. */
class StepGuards {
  readonly #bases: ReadonlyMap<Key, Base>;
  /** Checks that every step has. */
  readonly always: readonly Check[];
  readonly #written = new Set<Key>();

  constructor(
    plan: Plan,
    readonly sources: ReadonlyMap<Key, Key>,
  ) {
    this.#bases = new Map(sources.size === 0 ? [] : plan.edits.map(({ key, base }) => [key, base]));
    const copied = new Set(sources.values());
    this.always = plan.edits.filter((edit): edit is Check => edit.kind === 'check' && !copied.has(edit.key));
  }

  /** Edits of earlier steps: what they wrote is ours, and has a stamp that is not known yet. */
  written(edits: readonly Edit[]): void {
    if (this.sources.size > 0) for (const { kind, key } of edits) if (kind !== 'check') this.#written.add(key);
  }

  of({ key }: Write): Check[] {
    const source = this.sources.get(key);
    const base = source === undefined || this.#written.has(source) ? undefined : this.#bases.get(source);
    return source === undefined || base === undefined ? [...this.always] : [...this.always, { kind: 'check', key: source, base }];
  }
}
