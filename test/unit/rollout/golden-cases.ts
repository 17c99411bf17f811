/** What the golden cases ask: one document that uses what flagd's rules can do, and users who differ where it matters. */

const variants = { red: '#f00', green: '#0f0', blue: '#00f', on: true, off: false };
const flag = (targeting: unknown, more: object = {}) => ({ state: 'ENABLED', variants, defaultVariant: 'off', targeting, ...more });
const when = (condition: unknown) => flag({ if: [condition, 'on', 'off'] });
const has = (name: string, more: object = {}) => ({ var: name, ...more });

export const document = {
  $evaluators: {
    staff: { ends_with: [{ var: 'email' }, '@example.com'] },
    rollout: { fractional: [{ cat: ['shared', { var: 'targetingKey' }] }, ['red', 20], ['green', 30], ['blue', 50]] },
  },
  flags: {
    static: { state: 'ENABLED', variants, defaultVariant: 'on' },
    'empty-targeting': flag({}),
    'no-default': { state: 'ENABLED', variants, targeting: { if: [{ '==': [has('country'), 'CH'] }, 'red'] } },
    'no-default-static': { state: 'ENABLED', variants, defaultVariant: null },
    disabled: flag({ if: [true, 'on'] }, { state: 'DISABLED' }),
    'unknown-variant': flag({ if: [{ '==': [has('country'), 'CH'] }, 'violet'] }),
    shorthand: flag({ fractional: [['red', 10], ['green', 90]] }),
    'weights-left-out': flag({ fractional: [['red'], ['green'], ['blue']] }),
    'by-email': flag({ fractional: [has('email'), ['red', 25], ['green', 25], ['blue', 50]] }),
    seeded: flag({ fractional: [{ cat: [has('$flagd.flagKey'), has('email')] }, ['red', 1], ['blue', 2]] }),
    'odd-weights': flag({ fractional: [['red', -5], ['green', 0], ['blue', 7]] }),
    'all-zero': flag({ fractional: [['red', 0], ['green', 0]] }),
    'broken-weight': flag({ fractional: [['red', 'much'], ['green', 1]] }),
    'fraction-weight': flag({ fractional: [['red', 0.5], ['green', 0.5]] }),
    'huge-weights': flag({ fractional: [['red', 2 ** 31 - 1], ['green', 1]] }),
    'largest-weights': flag({ fractional: [['red', 2 ** 30], ['green', 2 ** 30 - 1]] }),
    'computed-variant': flag({ fractional: [[{ if: [{ '==': [has('plan'), 'pro'] }, 'red', 'green'] }, 50], ['blue', 50]] }),
    'computed-weight': flag({ fractional: [['red', { if: [{ '==': [has('plan'), 'pro'] }, 100, 0] }], ['blue', 10]] }),
    'boolean-variant': { state: 'ENABLED', variants: { true: 1, false: 0 }, defaultVariant: 'false', targeting: { '>': [has('age'), 30] } },
    'split-as-condition': flag({ if: [{ fractional: [[true, 50], [false, 50]] }, 'on', 'off'] }),
    'shared-condition': flag({ if: [{ $ref: 'staff' }, 'red', { $ref: 'rollout' }] }),
    'and-or': when({ and: [{ or: [{ '==': [has('country'), 'CH'] }, { '==': [has('country'), 'DE'] }] }, { '!': [{ '===': [has('plan'), 'free'] }] }] }),
    in: when({ in: [has('country'), ['CH', 'FR']] }),
    'in-text': when({ in: ['example', has('email')] }),
    starts: when({ starts_with: [has('email'), 'a'] }),
    between: when({ '<=': [18, has('age'), 40] }),
    'not-equal': when({ '!=': [has('age'), '41'] }),
    'strictly-not-equal': when({ '!==': [has('age'), '41'] }),
    less: when({ '<': [has('age'), 40] }),
    'at-least': when({ '>=': [has('age'), 41] }),
    arithmetic: when({ '==': [{ '%': [{ '+': [has('age', {}), 1] }, 2] }, 0] }),
    product: when({ '>': [{ '-': [{ '*': [has('age'), 2] }, { '/': [has('age'), 2] }] }, 60] }),
    extremes: when({ '>': [{ min: [has('age'), 100] }, { max: [30, 20] }] }),
    version: when({ sem_ver: [has('version'), '>=', '2.1.0'] }),
    'version-minor': when({ sem_ver: [has('version'), '~', '2.1'] }),
    'version-odd': flag({ sem_ver: [has('version'), '=>', '2.1.0'] }),
    some: when({ some: [has('groups'), { '==': [{ var: '' }, 'beta'] }] }),
    none: when({ none: [has('groups'), { '==': [{ var: '' }, 'beta'] }] }),
    all: when({ all: [has('groups'), { in: [{ var: '' }, ['beta', 'staff']] }] }),
    filter: when({ '!!': [{ filter: [has('groups'), { '==': [{ var: '' }, 'staff'] }] }] }),
    map: when({ in: ['beta!', { map: [has('groups'), { cat: [{ var: '' }, '!'] }] }] }),
    reduce: when({ '>': [{ reduce: [{ merge: [[1, 2], [3]] }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, 5] }),
    missing: when({ missing: ['age', 'version'] }),
    fallback: flag({ var: ['colour', 'green'] }),
    nested: when({ '==': [has('address.city'), 'Bern'] }),
    scheduled: when({ '>=': [has('$flagd.timestamp'), 1_700_000_000] }),
    'key-known': when({ '==': [has('targetingKey'), 'user-1'] }),
    nothing: flag({ if: [{ '==': [has('country'), 'nowhere'] }, 'on'] }),
  },
};

export const users = [
  { key: 'user-1', attributes: { email: 'ada@example.com', country: 'CH', plan: 'pro', age: 41, version: '2.1.3', groups: ['beta', 'staff'], address: { city: 'Bern' } } },
  { key: 'user-2', attributes: { email: 'bob@example.org', country: 'DE', plan: 'free', age: 17, version: '2.0.9', groups: ['staff'], colour: 'red' } },
  { key: 'user-3', attributes: { email: 'eve@example.com', country: 'FR', age: '41', version: 'v3.0.0-rc.1', groups: [] } },
  { key: 'Grüße', attributes: { email: 'jörg@example.com', country: 'CH', plan: 'pro', age: 30, version: '2' } },
  { key: '用户-7', attributes: { email: '日本@example.com', country: 'JP', age: 'old', version: 'latest' } },
  { key: '😀', attributes: { email: '', country: '', plan: '', age: 0 } },
  { key: '', attributes: { email: 'nobody@example.com' } },
  { key: null, attributes: { country: 'CH', age: null } },
  { key: null, attributes: { targetingKey: 'from-attributes', email: 5, version: 2.1 } },
  { key: 'ejOoVL', attributes: {} },
] as const;

/** In seconds: before and at the time of the schedule. */
export const clocks = [1_699_999_999.9, 1_700_000_000] as const;
