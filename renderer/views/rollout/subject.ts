/** What of a value can be simulated: its flags, and the rules that it may be read by. */
import { toggleName } from '../../../shared/flags/featureprobe/names';
import type { Value } from '../../../shared/flags/value';
import type { Profile } from '../../../shared/rollout/engine';
import type { RuleName } from '../../store/rollout-question';

export interface Subject {
  /** At least one. */
  readonly rules: readonly [RuleName, ...RuleName[]];
  /** Names of flags; one that stands alone is called as its key is. */
  readonly flags: readonly string[];
}

/** What can be simulated of a value; undefined where nothing can. `name` is what a flag without a name of its own is called. */
export function subjectOf(value: Value, name: string): Subject | undefined {
  if (value.kind === 'gzip') return value.inner === null ? undefined : subjectOf(value.inner, name);
  if (value.kind === 'flagd') return { rules: ['flagd-v2', 'flagd-v2-utf8', 'flagd-v1'], flags: value.view.flags.map(({ key }) => key ?? name) };
  if (value.kind === 'featureprobe') return { rules: ['featureprobe-spec', 'featureprobe-node'], flags: value.view.toggles.map(toggleName) };
  return value.kind === 'boolean' ? { rules: ['plain'], flags: [''] } : undefined;
}

export function profileOf(rule: RuleName): Profile {
  return rule === 'flagd-v2-utf8' ? { name: 'flagd-v2', hash: 'utf8' } : { name: rule };
}
