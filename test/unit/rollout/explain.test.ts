import { describe, expect, it } from 'vitest';
import type { Step } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { bytes } from '../../support/entries';

const CLOCK = 1_700_000_000;

/** Steps as lines: what it is, what it read, what it came to, where it stands. */
function lines(steps: readonly Step[], text: string, level = 0): readonly string[] {
  return steps.flatMap((step) => {
    const reads = step.reads.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).join('');
    const bucket = step.bucket === null ? '' : ` bucket ${step.bucket.bucket}/${step.bucket.total} of ${step.bucket.key}${step.bucket.range === null ? '' : ` in ${step.bucket.range.from}-${step.bucket.range.to}`}`;
    const stands = step.place === null ? 'nowhere' : text.slice(step.place.offset, step.place.offset + 12).trim();
    return [`${'  '.repeat(level)}${step.kind} ${step.name}${reads}${bucket} -> ${JSON.stringify(step.result)} ${step.matched === null ? '-' : step.matched ? 'held' : 'not'} @ ${stands}`, ...lines(step.steps, text, level + 1)];
  });
}

describe('the steps of a flagd rule', () => {
  const document = {
    $evaluators: { staff: { ends_with: [{ var: 'email' }, '@example.com'] } },
    flags: {
      f: {
        state: 'ENABLED',
        variants: { on: true, off: false },
        defaultVariant: 'off',
        targeting: { if: [{ and: [{ $ref: 'staff' }, { '==': [{ var: 'plan' }, 'pro'] }] }, 'on', { fractional: [['on', 10], ['off', 90]] }] },
      },
    },
  };
  const text = JSON.stringify(document);
  const stepsFor = (attributes: Readonly<Record<string, unknown>>) => lines(makeEngine(bytes(text), { name: 'flagd-v2' }).explain('f', { key: 'user-1', attributes }, CLOCK).steps, text);

  it('name the shared rule, what was compared, and stop where the rest is not looked at', () => {
    expect(stepsFor({ email: 'ada@example.com', plan: 'pro' })).toEqual([
      'operator if -> "on" held @ {"if":[{"and',
      '  operator and -> true held @ {"and":[{"$r',
      '    reference staff -> true held @ {"ends_with"',
      '      operator ends_with email="ada@example.com" -> true held @ {"ends_with"',
      '    operator == plan="pro" -> true held @ {"==":[{"var',
    ]);
  });

  it('show the bucket of a split with its range and what was hashed', () => {
    const [top, condition, reference, , split, ...rest] = stepsFor({ email: 'bob@example.org' });
    expect([top, condition, reference]).toEqual(['operator if -> "off" held @ {"if":[{"and', '  operator and -> false not @ {"and":[{"$r', '    reference staff -> false not @ {"ends_with"']);
    expect(split).toMatch(/^ {2}split fractional bucket (\d+)\/100 of fuser-1 in 10-100 -> "off" held @ \{"fractional$/);
    expect(rest).toEqual([]);
  });
});

describe('the steps of a FeatureProbe toggle', () => {
  const condition = (type: string, subject: string, predicate: string, objects: readonly string[]) => ({ type, subject, predicate, objects });
  const split = { split: { distribution: [[[0, 2647]], [[2647, 2648]], [[2648, 10_000]]], salt: 'salt' } };
  const document = {
    segments: { early: { uniqueId: 'early', version: 1, rules: [{ conditions: [condition('number', 'age', '<', ['30'])] }] } },
    toggles: {
      base: { key: 'base', enabled: true, disabledServe: { select: 0 }, defaultServe: { select: 0 }, rules: [{ serve: { select: 1 }, conditions: [condition('string', 'city', 'is one of', ['Bern'])] }], variations: [false, true] },
      f: {
        key: 'f',
        enabled: true,
        disabledServe: { select: 0 },
        defaultServe: split,
        prerequisites: [{ key: 'base', value: true }],
        rules: [{ serve: { select: 2 }, conditions: [condition('segment', '', 'is in', ['early']), condition('string', 'city', 'contains', ['e'])] }],
        variations: ['a', 'b', 'c'],
      },
    },
  };
  const text = JSON.stringify(document);
  const stepsFor = (attributes: Readonly<Record<string, string>>) => lines(makeEngine(bytes(text), { name: 'featureprobe-node' }).explain('f', { key: 'key', attributes }, CLOCK).steps, text);

  it('go from prerequisites through segments to what is served', () => {
    expect(stepsFor({ city: 'Bern', age: '25' })).toEqual([
      'prerequisite base -> true held @ {"key":"base',
      '  rule 0 -> true held @ {"serve":{"s',
      '    condition is one of city="Bern" -> true held @ {"type":"str',
      '    serve select -> 1 - @ {"select":1}',
      'rule 0 -> true held @ {"serve":{"s',
      '  condition is in -> true held @ {"type":"seg',
      '    segment early -> true held @ {"uniqueId":',
      '      rule 0 -> true held @ {"conditions',
      '        condition < age="25" -> true held @ {"type":"num',
      '  condition contains city="Bern" -> true held @ {"type":"str',
      '  serve select -> 2 - @ {"select":2}',
    ]);
  });

  it('show the bucket where no rule is hit, and say what the user has not', () => {
    expect(stepsFor({ city: 'Bern' }).slice(4)).toEqual([
      'rule 0 -> false not @ {"serve":{"s',
      '  condition is in -> false not @ {"type":"seg',
      '    segment early -> false not @ {"uniqueId":',
      '      rule 0 -> false not @ {"conditions',
      '        condition < age=undefined -> false not @ {"type":"num',
      'serve split bucket 2647/10000 of keysalt in 2647-2648 -> 1 - @ {"split":{"d',
    ]);
  });

  it('end at a prerequisite that is not met', () => {
    expect(stepsFor({ city: 'Basel' })).toEqual([
      'prerequisite base -> false not @ {"key":"base',
      '  rule 0 -> false not @ {"serve":{"s',
      '    condition is one of city="Basel" -> false not @ {"type":"str',
      'serve split bucket 2647/10000 of keysalt in 2647-2648 -> 1 - @ {"split":{"d',
    ]);
  });
});
