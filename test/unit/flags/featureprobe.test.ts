import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { setDistribution, setEnabled } from '../../../shared/flags/featureprobe/edit';
import type { Edited } from '../../../shared/flags/syntax/text-edit';
import { readValue, type Value } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

type FeatureProbe = Extract<Value, { kind: 'featureprobe' }>;

function read(value: unknown): FeatureProbe {
  const found = readValue('/config/x', bytes(typeof value === 'string' ? value : JSON.stringify(value)), { rules: [{ pattern: '**', format: 'featureprobe' }] });
  if (found.kind !== 'featureprobe') throw new Error(`read as ${found.kind}`);
  return found;
}

const textOf = (edited: Edited) => (edited.ok ? edited.text : edited.problem.code);
const found = (value: unknown) => read(value).problems.map(({ code, path: at }) => `${code} ${at?.join('/') ?? ''}`.trim());
const toggle = (more: object = {}) => ({
  key: 'cart',
  enabled: true,
  version: 1,
  forClient: true,
  disabledServe: { select: 1 },
  defaultServe: { split: { distribution: [[[0, 2500]], [[2500, 10_000]]] } },
  rules: [],
  variations: ['on', 'off'],
  ...more,
});
const split = (...distribution: number[][][]) => toggle({ defaultServe: { split: { distribution } } });
const condition = (more: object = {}) => ({ type: 'string', subject: 'city', predicate: 'is one of', objects: ['Bern'], ...more });
const rule = (...conditions: object[]) => ({ serve: { select: 0 }, conditions });
const at = 'defaultServe/split/distribution';

describe('a FeatureProbe repository', () => {
  it('of the public specification has only those things wrong with it that are meant to be', () => {
    const spec = z
      .object({ tests: z.array(z.object({ scenario: z.string(), fixture: z.unknown() })) })
      .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../shared/rollout/vectors/featureprobe/toggle_simple_spec.json'), 'utf8')));
    expect(spec.tests.flatMap(({ fixture }) => found(fixture))).toEqual([
      'prerequisite-unserved toggles/prerequisite_toggle_not_match/prerequisites/0/value',
      'prerequisite-unknown toggles/prerequisite_toggle_not_exist/prerequisites/0/key',
      'prerequisite-itself toggles/prerequisite_toggle_dependency_cycle/prerequisites/0/key',
    ]);
    expect(spec.tests.flatMap(({ fixture }) => read(fixture).view.toggles).length).toBe(16);
  });

  it('is shown as its toggles and segments, a toggle alone as itself', () => {
    expect(read({ toggles: { cart: toggle() }, segments: { bern: { key: 'bern', rules: [{ conditions: [condition()] }] } } }).view).toMatchObject({
      shape: 'repository',
      toggles: [{ path: ['toggles', 'cart'], toggle: { key: 'cart', enabled: true } }],
      segments: [{ name: 'bern', path: ['segments', 'bern'] }],
    });
    expect(read(toggle()).view).toMatchObject({ shape: 'toggle', toggles: [{ path: [] }] });
  });

  it('is changed by its form in one place', () => {
    const text = '{"toggles": {"cart": {"key":"cart", "enabled":true, "disabledServe":{"select":1}, "defaultServe":{"split":{"distribution":[[[0,2500]], [[2500,10000]]]}}, "rules":[], "variations":[1.0, 2.0]}}, "segments": {}}';
    const { structure } = read(text);
    const cart = ['toggles', 'cart'];
    expect(textOf(setEnabled(structure, cart, false))).toBe(text.replace('true', 'false'));
    expect(textOf(setDistribution(structure, [...cart, 'defaultServe'], [4000, 6000]))).toBe(text.replaceAll('2500', '4000'));
    expect(textOf(setDistribution(structure, [...cart, 'defaultServe'], [0, 10_000]))).toBe(text.replace('[[0,2500]]', '[]').replace('2500', '0'));
    expect(textOf(setDistribution(structure, [...cart, 'defaultServe'], [1, 2]))).toBe('shares-unfit');
    expect(textOf(setDistribution(structure, [...cart, 'disabledServe'], [5000, 5000]))).toBe('edit-missing');
  });
});

describe('what is wrong with a toggle', () => {
  it.each<[string, unknown, string[]]>([
    ['a member is missing', { ...toggle(), enabled: undefined }, ['required']],
    ['a member of a part is missing', toggle({ rules: [{ conditions: [] }] }), ['required rules/0']],
    ['a member is of another type', toggle({ variations: {} }), ['wrong-type variations']],
    ['a variation does not exist', toggle({ disabledServe: { select: 2 } }), ['variation-unknown disabledServe/select']],
    ['it serves nothing', toggle({ disabledServe: {} }), ['serve-empty disabledServe']],
    ['nobody has a share', split([], []), [`distribution-empty ${at}`]],
    ['a share has no variation', split([[0, 5000]], [], [[5000, 10_000]]), [`variation-unknown ${at}/2`]],
    ['buckets are left out', split([[0, 100]], [[200, 9000]]), [`distribution-gap ${at}`, `distribution-gap ${at}`]],
    ['buckets belong to two', split([[0, 6000]], [[5000, 10_000]]), [`distribution-overlap ${at}/1/0`]],
    ['a range goes beyond', split([[0, 10_000]], [[9000, 10_001]]), [`distribution-range ${at}/1/0`]],
    ['a predicate is none', toggle({ rules: [rule(condition({ predicate: 'is like' }))] }), ['predicate-unknown rules/0/conditions/0/predicate']],
    ['a type is none', toggle({ rules: [rule(condition({ type: 'regex' }))] }), ['condition-type-unknown rules/0/conditions/0/type']],
    ['there is nothing to compare with', toggle({ rules: [rule(condition({ objects: [] }))] }), ['list-empty rules/0/conditions/0/objects']],
    ['a rule is said twice', toggle({ rules: [rule(condition()), rule(condition())] }), ['condition-repeated rules/1/conditions']],
    ['a rule for everyone stands before others', toggle({ rules: [rule(), rule(condition())] }), ['always-matches rules/0/conditions']],
    ['a segment is not there', { toggles: { cart: toggle({ rules: [rule(condition({ type: 'segment', predicate: 'is in', objects: ['vip'] }))] }) }, segments: {} }, ['segment-unknown toggles/cart/rules/0/conditions/0/objects/0']],
    ['a prerequisite is not there', { toggles: { cart: toggle({ prerequisites: [{ key: 'shop', value: true }, { key: 'cart', value: true }] }) }, segments: {} }, ['prerequisite-unknown toggles/cart/prerequisites/0/key', 'prerequisite-itself toggles/cart/prerequisites/1/key']],
    ['a prerequisite asks for what is no variation', { toggles: { cart: toggle({ prerequisites: [{ key: 'shop', value: 'on' }, { key: 'shop', value: 'old' }, { key: 'shop', value: { a: [1] } }] }), shop: toggle({ key: 'shop', variations: ['off', 'on', { a: [1] }] }) }, segments: {} }, ['prerequisite-unserved toggles/cart/prerequisites/1/value']],
  ])('%s', (_, value, problems) => expect(found(value)).toEqual(problems));

  it('is not sought beside a toggle that stands alone', () => {
    expect(found(toggle({ prerequisites: [{ key: 'shop', value: true }], rules: [rule(condition({ type: 'segment', predicate: 'is in', objects: ['vip'] }))] }))).toEqual([]);
  });
});
