/** The engine of a value that nobody has said the rules of: those that are taken first for its format. */
import type { Value } from '../flags/value';
import type { Engine, ProfileName } from './engine';
import { makeEngine } from './make-engine';

const profiles = { flagd: 'flagd-v2', featureprobe: 'featureprobe-spec' } as const satisfies Record<string, ProfileName>;

/** Undefined for what is no flag of flagd or FeatureProbe. `name` is the key of a flag that stands alone. */
export function engineAsRead(value: Value, name: string): Engine | undefined {
  if (value.kind === 'gzip') return value.inner === null ? undefined : engineAsRead(value.inner, name);
  return value.kind === 'flagd' || value.kind === 'featureprobe' ? makeEngine(value, { name: profiles[value.kind] }, name) : undefined;
}
