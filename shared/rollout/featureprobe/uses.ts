/** The attributes that a FeatureProbe toggle looks at: its own rules, those of segments, and those of toggles that it requires. */
import { MOST_USES, ownOf, type AttributeUse } from '../attribute-use';
import type { ProblemAt } from '../reading';
import { versionOf } from './predicates';
import { CompiledSegment, type Condition } from './conditions';
import { CompiledToggle, type CompiledServe } from './toggle';

type Asked = Pick<AttributeUse, 'wanted' | 'fits'>;

const anything: Asked = { wanted: null, fits: () => true };
/** Numbers and booleans are compared as the texts that they make. */
const text: Asked = { wanted: 'text', fits: (value) => typeof value !== 'object' };
const parsed: Asked['fits'] = (value) => typeof value !== 'object' && !Number.isNaN(Number.parseFloat(String(value)));
const byType: ReadonlyMap<string, Asked> = new Map<string, Asked>([
  ['string', text],
  ['number', { wanted: 'number', fits: parsed }],
  ['datetime', { wanted: 'time', fits: parsed }],
  ['semver', { wanted: 'version', fits: (value) => typeof value !== 'object' && versionOf(String(value)) !== null }],
]);

/** The uses of attributes by a toggle, in the order in which they are met. */
export function usesOf(first: CompiledToggle, toggles: ReadonlyMap<string, CompiledToggle>, problemAt: ProblemAt): readonly AttributeUse[] {
  const uses: AttributeUse[] = [];
  const add = (name: string, path: AttributeUse['path'], { wanted, fits }: Asked): void => {
    if (uses.length >= MOST_USES) return;
    uses.push({ name, path, place: problemAt('attribute-not-text', path).place, wanted, read: ownOf(name), fits });
  };
  const look = ({ json: { type }, subject, path }: Condition): void => {
    if (subject !== null && subject !== '') add(subject, path, byType.get(type) ?? anything);
  };
  const split = ({ json, path }: CompiledServe): void => {
    const by = json.split?.bucketBy?.trim() ?? '';
    if (by !== '') add(json.split?.bucketBy ?? by, [...path, 'split'], text);
  };
  const seen = new Set<CompiledToggle | CompiledSegment>([first]);
  // a set goes on to what is added while one goes through it
  for (const one of seen) {
    const conditions = one instanceof CompiledToggle ? one.rules.flatMap((rule) => rule.conditions) : one.rules.flat();
    conditions.forEach(look);
    for (const { segments } of conditions) for (const segment of segments) seen.add(segment);
    if (!(one instanceof CompiledToggle)) continue;
    for (const serve of [...one.rules.map((rule) => rule.serve), one.defaultServe]) split(serve);
    for (const { name } of one.prerequisites) {
      const toggle = toggles.get(name);
      if (toggle !== undefined) seen.add(toggle);
    }
  }
  return uses;
}
