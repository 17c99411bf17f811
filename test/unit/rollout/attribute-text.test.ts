/** Attributes of users as people type them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAttribute, writeAttribute, type TypedAttribute } from '../../../renderer/views/rollout/population/attribute-text';
import type { AttributeSpec } from '../../../shared/rollout/population/spec';

const typed = (more: Partial<TypedAttribute>): TypedAttribute => ({ name: 'a', kind: 'choice', spread: '', missing: '', ...more });
const distribution = (more: Partial<TypedAttribute>) => readAttribute(typed(more))?.distribution;

test('values are what they look like, unless they stand in quotes', () => {
  expect(distribution({ spread: 'free 70, "two words" 5, 3, "3", true, 007' })).toEqual({
    kind: 'choice',
    choices: [{ value: 'free', weight: 70 }, { value: 'two words', weight: 5 }, { value: 3, weight: 1 }, { value: '3', weight: 1 }, { value: true, weight: 1 }, { value: '007', weight: 1 }],
  });
  expect(distribution({ kind: 'uniform', spread: '18 .. 95' })).toEqual({ kind: 'uniform', min: 18, max: 95, whole: true });
  expect(distribution({ kind: 'uniform', spread: '0.0 .. 1.0' })).toEqual({ kind: 'uniform', min: 0, max: 1, whole: false });
  expect(distribution({ kind: 'normal', spread: '38 ± 14, 16 .. 95' })).toEqual({ kind: 'normal', mean: 38, deviation: 14, min: 16, max: 95, whole: true });
  expect(readAttribute(typed({ spread: 'x', missing: '25' }))?.missing).toBe(0.25);
});

test.each([
  { spread: '' },
  { spread: 'free 0' },
  { spread: 'two words 5' },
  { kind: 'uniform', spread: '9 .. 1' },
  { kind: 'uniform', spread: 'many' },
  { spread: 'x', missing: '101' },
  { spread: 'x', name: ' ' },
] satisfies Partial<TypedAttribute>[])('%j cannot be read', (more) => expect(readAttribute(typed(more))).toBeNull());

test('what was written is read as it was', () => {
  const weight = fc.integer({ min: 1, max: 1000 });
  const text = fc.string({ maxLength: 8 }).filter((value) => !/[",]/.test(value));
  const choices = fc.array(fc.record({ value: fc.oneof(text, fc.integer(), fc.boolean()), weight }), { minLength: 1, maxLength: 5 });
  const attribute: fc.Arbitrary<AttributeSpec> = fc.record({
    name: fc.constantFrom('plan', 'country'),
    missing: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    distribution: fc.oneof(
      choices.map((all) => ({ kind: 'choice' as const, choices: all })),
      fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), fc.boolean()).map(([min, range, whole]) => ({ kind: 'uniform' as const, min, max: min + range, whole })),
    ),
  });
  fc.assert(fc.property(attribute, (spec) => {
      expect(readAttribute(writeAttribute(spec))).toEqual(spec);
    }));
});
