/** Random flagd documents and users: rules of all operators, shared rules in any order, attributes of any type. */
import fc from 'fast-check';

const names = ['email', 'age', 'groups', 'targetingKey', '$flagd.flagKey', '$flagd.timestamp', 'none', ''] as const;
const scalar = fc.oneof(fc.constantFrom<unknown>('a', 'b', 'ab', '1', '', 'é', '1.2.3', 'on', 'off', null, true, false), fc.integer({ min: -3, max: 60 }), fc.constantFrom(0.5, 1_700_000_000));
const operators = ['==', '===', '!=', '!==', '<', '<=', '>', '>=', '!', '!!', 'and', 'or', 'if', '+', '-', '*', '/', '%', 'min', 'max', 'cat', 'in', 'merge', 'substr', 'missing', 'starts_with', 'ends_with', 'sem_ver', 'map', 'filter', 'some', 'all', 'none', 'reduce', 'fractional', 'try', '??'] as const;

const { logic } = fc.letrec<{ logic: unknown; args: unknown[] }>((tie) => ({
  args: fc.array(tie('logic'), { maxLength: 4 }),
  logic: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 3, arbitrary: scalar },
    { weight: 2, arbitrary: fc.constantFrom(...names).map((name) => ({ var: name })) },
    { weight: 1, arbitrary: fc.constantFrom('staff', 'beta', 'unknown').map((name) => ({ $ref: name })) },
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...operators), tie('args')).map(([operator, args]) => ({ [operator]: args })) },
    // what stands in the place of a list
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...operators, 'every', 'eachKey', 'var', 'val'), fc.oneof(scalar, tie('logic'))).map(([operator, args]) => ({ [operator]: args })) },
    { weight: 1, arbitrary: tie('logic').map((one) => [one, 'x']) },
    { weight: 1, arbitrary: fc.constantFrom({}, { unheard: [1] }, { '==': [1, 1], '!=': [1, 1] }) },
  ),
}));

const share = fc.tuple(fc.constantFrom('a', 'b', 'on'), fc.oneof(fc.integer({ min: -2, max: 100 }), fc.constantFrom(2 ** 31, 0.5)));
const split = fc.record({ fractional: fc.oneof(fc.array(share, { minLength: 1, maxLength: 4 }), fc.tuple(fc.constant({ var: 'email' }), share, share)) });
/** A part of a rule: mostly an operator. */
export const part = logic;

/** Most rules choose a variant, as rules of people do. */
const targeting = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(logic, fc.oneof(fc.constantFrom('a', 'b', 'gone'), split), fc.oneof(fc.constantFrom('a', 'off'), split)).map((args) => ({ if: args })) },
  // what stands behind others may be the same for everybody, or fail for everybody, and be reached by nobody
  { weight: 2, arbitrary: fc.tuple(logic, fc.constantFrom('a', 'off'), fc.oneof(logic, fc.array(logic, { maxLength: 4 }).map((args) => ({ if: args })))).map((args) => ({ if: args })) },
  { weight: 1, arbitrary: logic },
  { weight: 1, arbitrary: split },
);

const flag = fc.record(
  {
    state: fc.constantFrom('ENABLED', 'ENABLED', 'ENABLED', 'ENABLED', 'DISABLED'),
    variants: fc.constant({ a: 'A', b: 2, on: true, off: false }),
    defaultVariant: fc.constantFrom('off', 'a', null),
    targeting,
  },
  { requiredKeys: ['state', 'variants'] },
);

/** A document of flagd; the order of its shared rules matters. */
export const flagdDocument = fc.record({
  $evaluators: fc.oneof(fc.record({ staff: logic, beta: logic }), fc.record({ beta: logic, staff: logic })),
  flags: fc.record({ one: flag, two: flag }),
});

/** Users whose attributes have any type. */
export const flagdUsers = fc.array(
  fc.record({
    key: fc.oneof(fc.constant(null), fc.string({ maxLength: 6 }), fc.constantFrom('é', '日本', '😀')),
    attributes: fc.dictionary(fc.constantFrom('email', 'age', 'groups', 'targetingKey'), fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.record({ a: scalar }, { noNullPrototype: true }))),
  }),
  { minLength: 1, maxLength: 4 },
);
