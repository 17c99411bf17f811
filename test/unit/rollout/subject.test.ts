/** What of a value is simulated is what its engine knows by that name, in every format. */
import { expect, test } from 'vitest';
import { profileOf, subjectOf } from '../../../renderer/views/rollout/subject';
import { readValue } from '../../../shared/flags/value';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { rampPlaces } from '../../../shared/rollout/ramp/places';

const toggle = (key: string) => ({ key, enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { split: { distribution: [[[0, 7000]], [[7000, 10_000]]] } }, rules: [], variations: [false, true] });
const flag = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', 10], ['off', 90]] } };

test.each([
  ['a toggle alone', toggle('x')],
  ['toggles whose own keys are others than their names', { toggles: { one: toggle('first'), two: toggle('second') }, segments: {} }],
  ['a flag alone', flag],
  ['a document of flags', { flags: { a: flag, b: flag } }],
])('flags of %s are found, served and ramped by their names', (_, data) => {
  const bytes = new TextEncoder().encode(JSON.stringify(data));
  const value = readValue('/app/checkout', bytes);
  const subject = subjectOf(value, 'checkout');
  expect(subject?.flags.length).toBeGreaterThan(0);
  for (const rule of subject?.rules ?? []) {
    const engine = makeEngine(bytes, profileOf(rule), 'checkout');
    expect(engine.flags).toEqual(subject?.flags);
    for (const name of engine.flags) {
      expect(engine.evaluate(name, { key: 'user-1', attributes: {} }, 0).index).toBeGreaterThanOrEqual(0);
      expect(rampPlaces(value, name).places).toHaveLength(1);
    }
  }
});
