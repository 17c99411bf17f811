/** FeatureProbe repositories as engines, by the public vectors or by the Node SDK 2.2.0. */
import { problem } from '../../flags/problem';
import { toggleName } from '../../flags/featureprobe/names';
import type { FeatureProbeView } from '../../flags/featureprobe/view';
import type { Structure } from '../../flags/syntax/node';
import type { Context, Engine, Evaluation, Profile } from '../engine';
import { failed, noFlag } from '../nothing';
import { problemsAt } from '../reading';
import { Asked } from './asked';
import { Conditions, EndlessSegment, type CompiledSegment } from './conditions';
import { explainToggle } from './explain';
import { CompiledToggle } from './toggle';
import { usesOf } from './uses';

/** Makes the engine of a repository, or of a toggle that stands alone. */
export function featureProbeEngine(structure: Structure, view: FeatureProbeView, profile: Profile): Engine {
  const problemAt = problemsAt(structure);
  const spec = profile.name === 'featureprobe-spec';
  const conditions = new Conditions(view.segments, problemAt, spec);
  const toggles = new Map<string, CompiledToggle>();
  for (const { path, toggle } of view.toggles) toggles.set(toggleName({ path, toggle }), new CompiledToggle(toggle, path, { conditions, toggles, rules: { spec }, problemAt }));
  const unreadable = unreadableIn(structure, view, toggles);
  const asked = new Asked();
  // a condition without a subject asks for the attribute that has no name
  const reads = [...namesIn([view.toggles, view.segments], new Set(['']))];

  const evaluate = (flag: string, user: Context, clock: number): Evaluation => {
    const toggle = toggles.get(flag);
    if (toggle === undefined) return unreadable.has(flag) ? failed([problem('flag-unreadable', { params: { name: flag } })]) : noFlag(flag);
    asked.begin(user, clock);
    const answer = answerOf(toggle, asked);
    return asked.problems === null ? answer : { ...answer, problems: asked.problems };
  };

  return {
    profile,
    flags: [...toggles.keys()],
    problems: () => [],
    variants: (flag) => toggles.get(flag)?.variants ?? [],
    find: (flag) => {
      const toggle = toggles.get(flag);
      return toggle === undefined ? (unreadable.has(flag) ? { path: ['toggles', flag], evaluable: false } : undefined) : { path: toggle.path, evaluable: true };
    },
    uses: (flag) => {
      const toggle = toggles.get(flag);
      return toggle?.json.enabled === true ? usesOf(toggle, toggles, problemAt) : [];
    },
    usesRegex: (flag) => usesRegex(toggles.get(flag), toggles),
    reads: () => reads,
    otherwise: () => null,
    evaluate,
    explain: (flag, user, clock) => {
      const toggle = toggles.get(flag);
      const answer = evaluate(flag, user, clock);
      if (toggle === undefined) return { ...answer, steps: [] };
      asked.begin(user, clock);
      return { ...answer, steps: explainToggle(toggle, answer, asked, toggles, problemAt) };
    },
  };
}

function answerOf(toggle: CompiledToggle, asked: Asked): Evaluation {
  try {
    return toggle.evaluate(asked);
  } catch (error) {
    // the SDK runs out of stack here, and serves the default
    if (error instanceof EndlessSegment) return toggle.fallen(asked, error.notice, 'default');
    throw error;
  }
}

function unreadableIn({ root }: Structure, view: FeatureProbeView, toggles: ReadonlyMap<string, CompiledToggle>): ReadonlySet<string> {
  const found = view.shape === 'repository' && root.type === 'object' ? root.members.get('toggles')?.node : undefined;
  return new Set(found?.type === 'object' ? [...found.members.keys()].filter((name) => !toggles.has(name)) : []);
}

/** Attributes that anything in a document may look at: those its conditions and splits name. */
function namesIn(node: unknown, names: Set<string>): Set<string> {
  if (typeof node !== 'object' || node === null) return names;
  for (const [name, value] of Object.entries(node)) {
    if ((name === 'subject' || name === 'bucketBy') && typeof value === 'string') names.add(value);
    else namesIn(value, names);
  }
  return names;
}

/** Whether regular expressions may run for a toggle: its own, those of segments, and those of the toggles it requires. */
function usesRegex(first: CompiledToggle | undefined, toggles: ReadonlyMap<string, CompiledToggle>): boolean {
  const seen = new Set<CompiledToggle | CompiledSegment>(first === undefined ? [] : [first]);
  // a set goes on to what is added while one goes through it
  for (const one of seen) {
    if (one instanceof CompiledToggle) {
      for (const { name } of one.prerequisites) {
        const toggle = toggles.get(name);
        if (toggle !== undefined) seen.add(toggle);
      }
    }
    const conditions = one instanceof CompiledToggle ? one.rules.flatMap((rule) => rule.conditions) : one.rules.flat();
    if (conditions.some((condition) => condition.usesRegex)) return true;
    for (const { segments } of conditions) for (const segment of segments) seen.add(segment);
  }
  return false;
}
