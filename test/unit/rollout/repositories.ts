/** Random FeatureProbe repositories and users that meet in them: few names, so that they hit each other often. */
import fc from 'fast-check';

const attributeNames = ['city', 'age', 'app', 'since'] as const;
const words = fc.constantFrom('Bern', 'be', 'rn', 'Basel', '', ' ', 'é', '1', '12.5', '-3', '1e3', '1.2.3', '1.2.4-beta', 'v2.0.0', '1700000000', '1700000001', '1699999999.5', 'x', '[', '^B', 'n$', '\\d+', 'Infinity', 'NaN', '0x10');
const objects = fc.array(words, { maxLength: 3 });

const predicates = {
  string: ['is one of', 'ends with', 'starts with', 'contains', 'matches regex', 'is not any of', 'does not end with', 'does not start with', 'does not contain', 'does not match regex', 'sounds like'],
  number: ['=', '!=', '>', '>=', '<', '<=', '~'],
  semver: ['=', '!=', '>', '>=', '<', '<=', '~'],
  datetime: ['after', 'before', 'during'],
  unheard: ['='],
} as const;

const plainCondition = fc.constantFrom(...(Object.keys(predicates) as (keyof typeof predicates)[])).chain((type) =>
  fc.record({ type: fc.constant(type), subject: fc.constantFrom(...attributeNames), predicate: fc.constantFrom(...predicates[type]), objects }),
);

const segmentNames = ['early', 'staff', 'missing'] as const;
const segmentCondition = fc.record({ type: fc.constant('segment'), subject: fc.constant(''), predicate: fc.constantFrom('is in', 'is not in', 'is near'), objects: fc.array(fc.constantFrom(...segmentNames), { maxLength: 2 }) });
const condition = fc.oneof({ weight: 4, arbitrary: plainCondition }, { weight: 1, arbitrary: segmentCondition });

const range = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }));
const split = fc.record(
  { distribution: fc.array(fc.array(range, { maxLength: 2 }), { maxLength: 4 }), bucketBy: fc.constantFrom('', ' ', 'city', 'age'), salt: fc.constantFrom('', 'salt') },
  { requiredKeys: ['distribution'] },
);
const even = fc.constant({ split: { distribution: [[[0, 3333]], [[3333, 6666]], [[6666, 10_000]]] } });
const serve = fc.oneof(fc.record({ select: fc.integer({ min: 0, max: 3 }) }), fc.record({ split }), even, fc.constant({}));

const rule = fc.record({ serve, conditions: fc.array(condition, { maxLength: 3 }) });
const toggleNames = ['one', 'two', 'three'] as const;
const variations = [true, 'b', 3] as const;

const toggle = (key: string) =>
  fc.record({
    key: fc.constant(key),
    enabled: fc.boolean().chain((on) => (on ? fc.constant(true) : fc.boolean())),
    version: fc.constant(1),
    forClient: fc.boolean(),
    disabledServe: serve,
    defaultServe: serve,
    rules: fc.array(rule, { maxLength: 3 }),
    variations: fc.constant([...variations]),
    prerequisites: fc.array(fc.record({ key: fc.constantFrom(...toggleNames, 'none'), value: fc.constantFrom<unknown>(...variations, null) }), { maxLength: 1 }),
  });

const segment = (key: string) => fc.record({ key: fc.constant(key), uniqueId: fc.constant(key), version: fc.constant(1), rules: fc.array(fc.record({ conditions: fc.array(condition, { maxLength: 2 }) }), { maxLength: 2 }) });

/** A repository; its toggles require one another, its segments are in one another, round in a ring at times. */
export const repository = fc.record({
  segments: fc.record({ early: segment('early'), staff: segment('staff') }),
  toggles: fc.record({ one: toggle('one'), two: toggle('two'), three: toggle('three') }),
});

/** Users who have some of the attributes. */
export const users = fc.array(
  fc.record({
    key: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('key', 'é', '日本')),
    attributes: fc.dictionary(fc.constantFrom(...attributeNames), words),
  }),
  { minLength: 1, maxLength: 4 },
);
