/** The one way to an engine, whatever the document. */
import { problem } from '../flags/problem';
import type { Value } from '../flags/value';
import type { Engine, Profile } from './engine';
import { featureProbeEngine } from './featureprobe/engine';
import { flagdEngine } from './flagd/engine';
import { noEngine } from './nothing';
import { plainEngine } from './plain-engine';
import { documentOf, formatOf } from './reading';

/** Makes the engine of a document, of bytes or as `readValue` read it; `name` is the key of a flag that stands alone. Never throws. */
export function makeEngine(document: Uint8Array | Value, profile: Profile, name = ''): Engine {
  const value = documentOf(document, profile);
  const format = formatOf(profile);
  if (format === null) return plainEngine(value, profile);
  const engine = engineOf(value, profile, name);
  if (engine !== undefined) return { ...engine, problems: (flag) => [...value.problems, ...engine.problems(flag)] };
  return noEngine(profile, [...value.problems, problem('engine-unfit', { params: { expected: format === 'flagd' ? 'flagd' : 'FeatureProbe' } })]);
}

function engineOf(value: Value, profile: Profile, name: string): Engine | undefined {
  // a strict reader stops at what breaks the syntax
  if (value.kind !== formatOf(profile) || !('structure' in value) || value.structure.broken) return undefined;
  if (value.kind === 'flagd') return flagdEngine(value.structure, value.view, profile, name);
  return value.kind === 'featureprobe' ? featureProbeEngine(value.structure, value.view, profile) : undefined;
}
