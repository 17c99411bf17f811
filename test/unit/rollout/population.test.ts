/** Populations: the same seed is the same users, shares are met, and files are read to the letter. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fractionAt, streamOf, wordAt } from '../../../shared/rollout/population/random';
import { keyNameOf, pastedKeys, readJsonLine, recordReader } from '../../../shared/rollout/population/records';
import { syntheticSpec, type SyntheticSpec } from '../../../shared/rollout/population/spec';
import { synthetic } from '../../../shared/rollout/population/synthetic';
import { TableBuilder, tabled, typed } from '../../../shared/rollout/population/table';
import type { Attribute, User } from '../../../shared/rollout/population/user';

const spec = (more: Partial<SyntheticSpec> = {}): SyntheticSpec => ({
  seed: 'seed',
  size: 100_000,
  key: 'user-{n}',
  attributes: [
    { name: 'country', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'de', weight: 1 }, { value: 'fr', weight: 3 }] } },
    { name: 'email', missing: 0.25, distribution: { kind: 'email', domains: [{ value: 'example.org', weight: 1 }] } },
    { name: 'age', missing: 0, distribution: { kind: 'uniform', min: 18, max: 20, whole: true } },
    { name: 'score', missing: 0, distribution: { kind: 'normal', mean: 50, deviation: 10, min: 0, max: 100, whole: false } },
  ],
  ...more,
});

/** How far from its expected count an honest share of n may be: five deviations. */
const within = (found: number, share: number, n: number): boolean => Math.abs(found - share * n) <= 5 * Math.sqrt(n * share * (1 - share)) + 1;

describe('users of a seed', () => {
  test('are the same whenever and in whatever order they are asked for, and others with another seed', () => {
    const [one, again, other] = [synthetic(spec()), synthetic(spec()), synthetic(spec({ seed: 'other' }))];
    const forth = Array.from({ length: 500 }, (_, index) => one.at(index));
    const back = Array.from({ length: 500 }, (_, index) => again.at(499 - index)).toReversed();
    expect(back).toEqual(forth);
    expect(forth.filter((user, index) => user.attributes['score'] === other.at(index).attributes['score'])).toEqual([]);
  });

  test('do not change with the size or with attributes that are added', () => {
    const few = synthetic(spec({ size: 10 }));
    const more = synthetic(spec({ attributes: [...spec().attributes, { name: 'plan', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'free', weight: 1 }] } }] }));
    for (let index = 0; index < 10; index++) expect(more.at(index).attributes).toEqual({ ...few.at(index).attributes, plan: 'free' });
  });

  test('have values as often as their weights say', () => {
    const population = synthetic(spec());
    let [french, mailless, adults, sum] = [0, 0, 0, 0];
    for (let index = 0; index < population.size; index++) {
      const { attributes } = population.at(index);
      if (attributes['country'] === 'fr') french++;
      if (!('email' in attributes)) mailless++;
      if (attributes['age'] === 18) adults++;
      sum += attributes['score'] as number;
    }
    expect(within(french, 0.75, population.size)).toBe(true);
    expect(within(mailless, 0.25, population.size)).toBe(true);
    expect(within(adults, 1 / 3, population.size)).toBe(true);
    expect(Math.abs(sum / population.size - 50)).toBeLessThan(0.2);
  });

  test('have keys of their own', () => {
    const population = synthetic(spec({ key: 'u-{id}', attributes: [] }));
    expect(new Set(Array.from({ length: population.size }, (_, index) => population.at(index).key)).size).toBe(population.size);
    expect(population.at(0).key).toMatch(/^u-[0-9a-f]{16}$/);
    expect(synthetic(spec()).at(41).key).toBe('user-42');
  });

  test('stay within bounds, and a weight of 0 is never drawn', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }), fc.boolean(), (seed, min, range, whole) => {
        const max = min + range;
        const distribution = { min, max, whole };
        const population = synthetic(
          spec({
            seed,
            size: 50,
            attributes: [
              { name: 'uniform', missing: 0, distribution: { kind: 'uniform', ...distribution, whole: false } },
              { name: 'normal', missing: 0, distribution: { kind: 'normal', ...distribution, whole: false, mean: (min + max) / 2, deviation: range } },
              { name: 'choice', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'never', weight: 0 }, { value: 'always', weight: 1 }, { value: 'nor this', weight: 0 }] } },
              { name: '__proto__', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'a name', weight: 1 }] } },
            ],
          }),
        );
        for (let index = 0; index < 50; index++) {
          const { attributes } = population.at(index);
          for (const name of ['uniform', 'normal']) {
            expect(attributes[name]).toBeGreaterThanOrEqual(min);
            expect(attributes[name]).toBeLessThanOrEqual(max);
          }
          expect(attributes['choice']).toBe('always');
          expect(Object.entries(attributes).at(-1)).toEqual(['__proto__', 'a name']);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('are not made of a spec that makes no sense', () => {
    const refused = (more: Partial<SyntheticSpec>) => syntheticSpec.safeParse(spec(more)).error?.issues[0]?.message;
    expect(refused({})).toBeUndefined();
    expect(refused({ key: 'user' })).toMatch('needs {n} or {id}');
    expect(refused({ attributes: [{ name: 'a', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'x', weight: 0 }] } }] })).toMatch('above 0');
    expect(refused({ attributes: [{ name: 'a', missing: 0, distribution: { kind: 'uniform', min: 2, max: 1, whole: true } }] })).toMatch('above the highest');
    expect(refused({ attributes: [...spec().attributes, ...spec().attributes] })).toMatch('same name');
  });

  test('random words are spread evenly over streams and indexes', () => {
    for (const stream of [0, 1, streamOf('a'), streamOf('b')]) {
      const counts = new Uint32Array(256);
      for (let index = 0; index < 256_000; index++) counts[wordAt(stream, index) >>> 24] = (counts[wordAt(stream, index) >>> 24] as number) + 1;
      const chi = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
      // 255 degrees of freedom: mean 255, deviation 22.6
      expect(Math.abs(chi - 255)).toBeLessThan(6 * 22.6);
      expect(fractionAt(stream, 7)).toBeLessThan(1);
    }
    const together = new Set(Array.from({ length: 1000 }, (_, stream) => wordAt(stream, stream)));
    expect(together.size).toBeGreaterThan(995);
  });
});

describe('users of a file', () => {
  const user = fc.record({
    key: fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
    attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c d', '', '__proto__'), fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Attribute)),
  });

  test('come out of columns as they went in, the first of each key', () => {
    fc.assert(
      fc.property(fc.array(user), (users) => {
        const builder = new TableBuilder('json');
        const kept = new Map<string, User>();
        for (const each of users) {
          expect(builder.add(each)).toBe(!kept.has(each.key));
          if (!kept.has(each.key)) kept.set(each.key, each);
        }
        const population = tabled(builder.build());
        expect(population.size).toBe(kept.size);
        [...kept.values()].forEach(({ key, attributes }, index) => {
          const found = population.at(index);
          expect(found.key).toBe(key);
          expect(new Map(Object.entries(found.attributes))).toEqual(new Map(Object.entries(attributes)));
        });
      }),
    );
  });

  test('have numbers and booleans where a whole column is spelled so, and text where one value is not', () => {
    const builder = new TableBuilder('text');
    const read = recordReader(['id', 'age', 'beta', 'version', 'zip'], 'id');
    for (const record of [['1', '30', 'true', '1.9', '01234'], ['2', '', 'false', '1.10', '99999']]) {
      const found = read(record);
      if ('user' in found) builder.add(found.user);
    }
    const table = builder.build();
    expect([0, 1].map((index) => tabled(typed(table)).at(index))).toEqual([
      { key: '1', attributes: { age: 30, beta: true, version: '1.9', zip: '01234' } },
      { key: '2', attributes: { beta: false, version: '1.10', zip: '99999' } },
    ]);
  });

  test('are refused line by line, with the reason', () => {
    const read = recordReader(['id', 'age'], 'id');
    expect(read(['7'])).toEqual({ broken: { code: 'fields', expected: 2, found: 1 } });
    expect(read(['', '30'])).toEqual({ broken: { code: 'no-key', name: 'id' } });
    expect(readJsonLine('{"key":"a"', undefined)).toMatchObject({ broken: { code: 'not-json' } });
    expect(readJsonLine('[1]', undefined)).toEqual({ broken: { code: 'not-an-object' } });
    expect(readJsonLine('{"age":3}', 'key')).toEqual({ broken: { code: 'no-key', name: 'key' } });
    expect(readJsonLine('{"id":12345678901234567890}', undefined)).toEqual({ broken: { code: 'key-number', name: 'id' } });
    expect(readJsonLine(`{"id":1,"a":${'['.repeat(50)}${']'.repeat(50)}}`, undefined)).toEqual({ broken: { code: 'too-deep', most: 32 } });
    expect(readJsonLine('{"userId":7,"attrs":{"age":30}}', undefined)).toEqual({ user: { key: '7', attributes: { attrs: { age: 30 } } } });
  });

  test('find their key by the usual names first', () => {
    expect(keyNameOf(['name', 'ID', 'targetingKey'])).toBe('targetingKey');
    expect(keyNameOf(['name', 'ID'])).toBe('ID');
    expect(keyNameOf(['name', 'mail'])).toBe('name');
    expect(keyNameOf([])).toBeUndefined();
  });

  test('may be pasted keys, each once', () => expect(pastedKeys('a, b\n\nc;a\t d e \r\n')).toEqual(['a', 'b', 'c', 'd e']));
});
