/** The way of a user through a toggle: the same conditions, segments and serves that decide are asked one by one. */
import { BUCKETS } from '../../flags/featureprobe/checks';
import type { Path } from '../../flags/problem';
import type { BucketStep, Evaluation, Step, StepKind } from '../engine';
import type { ProblemAt } from '../reading';
import type { Asked } from './asked';
import { saltHash } from './bucket';
import { EndlessSegment, isMet, type CompiledSegment, type Condition } from './conditions';
import { holds, meets, PREREQUISITE_DEPTH, type CompiledPrerequisite, type CompiledRule, type CompiledServe, type CompiledToggle } from './toggle';

interface Walk {
  readonly asked: Asked;
  readonly toggles: ReadonlyMap<string, CompiledToggle>;
  readonly problemAt: ProblemAt;
  /** Toggles and segments whose steps are shown: each once, as many may name the same. */
  readonly shown: Set<object>;
  /** How many segments are inside one another here. */
  readonly level: number;
}

/** How deep segments are shown inside one another. */
const LEVELS_SHOWN = 50;

/** The steps to an answer that a toggle has given. */
export function explainToggle(toggle: CompiledToggle, answer: Evaluation, asked: Asked, toggles: ReadonlyMap<string, CompiledToggle>, problemAt: ProblemAt): readonly Step[] {
  const walk: Walk = { asked, toggles, problemAt, shown: new Set([toggle]), level: 0 };
  const { reason, rule } = answer;
  if (reason === 'disabled') return [serveStep(toggle.disabledServe, walk)];
  const steps = stepsOf(toggle, PREREQUISITE_DEPTH, walk);
  if (rule !== null) return steps;
  return [...steps, serveStep(reason === 'prerequisite' && toggle.servesDisabledUnmet ? toggle.disabledServe : toggle.defaultServe, walk)];
}

/** Prerequisites up to one that is not met, then rules up to the one that is hit. */
function stepsOf(toggle: CompiledToggle, depth: number, walk: Walk): readonly Step[] {
  const steps: Step[] = [];
  for (const prerequisite of toggle.prerequisites) {
    const step = prerequisiteStep(toggle, prerequisite, depth, walk);
    steps.push(step);
    if (step.matched !== true) return steps;
  }
  for (const [index, rule] of toggle.rules.entries()) {
    const step = ruleStep(rule, index, walk);
    steps.push(step);
    if (step.matched !== false) return steps;
  }
  return steps;
}

const blank = (kind: StepKind, name: string, path: Path, { problemAt }: Walk): Step => ({
  kind,
  name,
  path,
  place: problemAt('schema', path).place,
  reads: [],
  result: undefined,
  matched: null,
  bucket: null,
  steps: [],
});

/** What asking comes to; null where it does not come to an end. */
function ending<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof EndlessSegment) return null;
    throw error;
  }
}

function prerequisiteStep(toggle: CompiledToggle, prerequisite: CompiledPrerequisite, depth: number, walk: Walk): Step {
  const { name, path } = prerequisite;
  const { asked, toggles, shown } = walk;
  const unmet = ending(() => ({ notice: toggle.unmet(prerequisite, asked, depth) }));
  const required = toggles.get(name);
  const outcome = required === undefined ? null : ending(() => required.required(asked, depth - 1));
  const isNew = required !== undefined && !shown.has(required);
  if (isNew) shown.add(required);
  return {
    ...blank('prerequisite', name, path, walk),
    result: outcome !== null && 'answer' in outcome ? outcome.answer.value : undefined,
    matched: unmet === null ? null : unmet.notice === null,
    steps: isNew && required.json.enabled ? stepsOf(required, depth - 1, walk) : [],
  };
}

function ruleStep(rule: CompiledRule, index: number, walk: Walk): Step {
  const { asked } = walk;
  const steps: Step[] = [];
  for (const condition of rule.conditions) {
    const step = conditionStep(condition, meets, walk);
    steps.push(step);
    if (step.matched !== true) break;
  }
  const held = ending(() => holds(rule, asked));
  // a split that goes by an attribute which the user has not lets the next rule be looked at
  const picked = held === true ? serveStep(rule.serve, walk) : null;
  const hit = held === true && !(picked?.bucket === null && rule.serve.json.select === undefined);
  return { ...blank('rule', String(index), rule.path, walk), result: hit, matched: held === null ? null : hit, steps: picked === null ? steps : [...steps, picked] };
}

function conditionStep(condition: Condition, asks: (condition: Condition, asked: Asked) => boolean, walk: Walk): Step {
  const { subject, path, json } = condition;
  const matched = ending(() => asks(condition, walk.asked));
  return {
    ...blank('condition', json.predicate, path, walk),
    reads: subject === null ? [] : [{ name: subject, value: condition.attribute(walk.asked) }],
    result: matched ?? undefined,
    matched,
    steps: condition.segments.map((segment) => segmentStep(segment, walk)),
  };
}

function segmentStep(segment: CompiledSegment, walk: Walk): Step {
  const { asked, shown } = walk;
  const matched = ending(() => segment.contains(asked));
  const isNew = !shown.has(segment) && walk.level < LEVELS_SHOWN;
  shown.add(segment);
  const inside = { ...walk, level: walk.level + 1 };
  const steps = isNew ? segment.rules.map((conditions, index) => segmentRule(conditions, [...segment.path, 'rules', index], index, inside)) : [];
  return { ...blank('segment', segment.name, segment.path, walk), result: matched ?? undefined, matched, steps };
}

function segmentRule(conditions: readonly Condition[], path: Path, index: number, walk: Walk): Step {
  const steps = conditions.map((condition) => conditionStep(condition, isMet, walk));
  const matched = steps.every((step) => step.matched === true);
  return { ...blank('rule', String(index), path, walk), result: matched, matched, steps };
}

function serveStep(serve: CompiledServe, walk: Walk): Step {
  const index = serve.pick(walk.asked);
  return { ...blank('serve', serve.json.split === undefined ? 'select' : 'split', serve.path, walk), result: index < 0 ? undefined : index, bucket: bucketStep(serve, walk) };
}

function bucketStep(serve: CompiledServe, { asked }: Walk): BucketStep | null {
  const hashed = serve.keyFor(asked);
  if (hashed === null) return null;
  const hash = saltHash(hashed.key + hashed.salt);
  const bucket = hash % BUCKETS;
  const distribution = serve.json.split?.distribution ?? [];
  const share = distribution.findIndex((ranges) => ranges.some(([from, to]) => bucket >= from && bucket < to));
  const found = distribution[share]?.find(([from, to]) => bucket >= from && bucket < to);
  return { key: hashed.key + hashed.salt, hash, bucket, total: BUCKETS, range: found === undefined ? null : { from: found[0], to: found[1], share }, otherwise: null };
}
