/** The population that is always there: invented people with attributes that flags are most often targeted by. */
import type { SyntheticSpec } from '../../shared/rollout/population/spec';

const spec: SyntheticSpec = {
  seed: 'flagscope',
  size: 10_000,
  key: 'user-{n}',
  attributes: [
    { name: 'country', missing: 0, distribution: { kind: 'choice', choices: ['us', 'in', 'br', 'de', 'jp', 'cn', 'gb', 'fr'].map((value) => ({ value, weight: 1 })) } },
    { name: 'plan', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'free', weight: 70 }, { value: 'pro', weight: 25 }, { value: 'enterprise', weight: 5 }] } },
    {
      name: 'appVersion',
      missing: 0,
      distribution: { kind: 'choice', choices: [{ value: '3.2.0', weight: 60 }, { value: '3.1.4', weight: 25 }, { value: '3.0.0', weight: 10 }, { value: '2.9.1', weight: 5 }] },
    },
    { name: 'email', missing: 0, distribution: { kind: 'email', domains: [{ value: 'example.com', weight: 9 }, { value: 'example.org', weight: 1 }] } },
    { name: 'age', missing: 0.1, distribution: { kind: 'normal', mean: 38, deviation: 14, min: 16, max: 95, whole: true } },
  ],
};

/** Its name is worded by the window. */
export const everybody = { id: 'everybody', name: 'everybody', of: { kind: 'synthetic' as const, spec } };
