/** Simulations and searches for the window: the last one that was asked for counts, whatever is read when; what is too large is refused with a sentence. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { rolloutTarget } from '../../../electron/build/targets.mjs';
import { Populations } from '../../../electron/rollout/populations';
import { Rollouts } from '../../../electron/rollout/rollouts';
import type { ReadValue } from '../../../electron/rollout/sources';
import { readUsers } from '../../../electron/rollout/user-file';
import { SettingsFile } from '../../../electron/settings/file';
import { populationsFileSchema, type PopulationSettings } from '../../../electron/settings/populations';
import { ok } from '../../../shared/fault';
import type { RolloutSide, SimulationNews, UserSearch } from '../../../shared/model/rollout';
import { bytes, scratch, unwrap } from '../compare/workspaces';

let bundle = '';
beforeAll(async () => {
  bundle = mkdtempSync(path.join(os.tmpdir(), 'flagscope-rollouts-'));
  await build(rolloutTarget(bundle));
}, 60_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

function opened(read: ReadValue = () => Promise.resolve(ok(null))) {
  const settings = new SettingsFile<PopulationSettings>({ path: path.join(scratch(), 'populations.json'), schema: populationsFileSchema, defaults: { version: 1, populations: [] }, report: () => {} });
  const populations = new Populations(settings, (file, keyName) => readUsers(file, { keyName }));
  const rollouts = new Rollouts(path.join(bundle, 'rollout-thread.cjs'), populations, read, 2);
  onTestFinished(() => rollouts.close());
  return { populations, rollouts };
}

const flagd = (variants: number): string =>
  JSON.stringify({ flags: { f: { state: 'ENABLED', variants: Object.fromEntries(Array.from({ length: variants }, (_, at) => [`v${at}`, at])), defaultVariant: 'v0' } } });
const side = (key: string, text?: string): RolloutSide => ({ sourceId: 'source', key, flag: 'f', profile: { name: 'flagd-v2' }, clock: 0, ...(text !== undefined && { text }) });

/** Values that are read when they are let go. */
function slow() {
  const waiting = new Map<string, () => void>();
  const read: ReadValue = async (_, key) => {
    if (key.startsWith('/slow')) await new Promise<void>((resolve) => waiting.set(key, resolve));
    return ok(bytes(flagd(2)));
  };
  const asked = async (key: string): Promise<void> => {
    while (!waiting.has(key)) await new Promise(setImmediate);
  };
  return { read, asked, let: (key: string) => waiting.get(key)?.() };
}

describe('a simulation', () => {
  test('whose values are read late does not take the place of one that was asked for later', async () => {
    const { read, asked, let: letGo } = slow();
    const { rollouts } = opened(read);
    const told: SimulationNews[] = [];
    const older = rollouts.simulate('s1', 'everybody', [side('/slow')], (news) => told.push(news));
    await asked('/slow');
    const newer = unwrap(await rollouts.simulate('s2', 'everybody', [side('/fast')], () => {}));
    letGo('/slow');
    expect(await older).toMatchObject({ ok: false, fault: { code: 'aborted', reason: 'simulation-given-up' } });
    expect(told).toEqual([]);
    expect(unwrap(rollouts.users({ id: newer.id, side: 0, from: 0, to: 0 }, 0, 3)).users).toHaveLength(3);
  });

  test('that is given up while its values are read does not begin', async () => {
    const { read, asked, let: letGo } = slow();
    const { rollouts } = opened(read);
    const told: SimulationNews[] = [];
    const given = rollouts.simulate('s1', 'everybody', [side('/slow')], (news) => told.push(news));
    await asked('/slow');
    rollouts.cancel();
    letGo('/slow');
    expect(await given).toMatchObject({ ok: false, fault: { reason: 'simulation-given-up' } });
    expect(told).toEqual([]);
  });

  test('whose values are still being read when the app closes does not begin', async () => {
    const { read, asked, let: letGo } = slow();
    const { rollouts } = opened(read);
    const late = rollouts.simulate('s1', 'everybody', [side('/slow')], () => {});
    await asked('/slow');
    await rollouts.close();
    letGo('/slow');
    expect(await late).toMatchObject({ ok: false, fault: { reason: 'simulation-given-up' } });
  });

  test('that is given up at once, before its threads are there, does not begin', async () => {
    const { rollouts } = opened();
    const given = rollouts.simulate('s1', 'everybody', [side('/f', flagd(2))], () => {});
    await Promise.resolve();
    rollouts.cancel();
    expect(await given).toMatchObject({ ok: false, fault: { reason: 'simulation-given-up' } });
  });

  test('of more outcomes than a matrix can show is refused', async () => {
    const { rollouts } = opened();
    expect(unwrap(await rollouts.simulate('s1', 'everybody', [side('/f', flagd(200))], () => {})).outcomes).toHaveLength(200);
    const refused = await rollouts.simulate('s2', 'everybody', [side('/f', flagd(150)), side('/f', flagd(100).replaceAll(/"v(?=\d)/g, '"w'))], () => {});
    expect(refused).toMatchObject({ ok: false, fault: { code: 'too-large', reason: 'outcomes-many', message: expect.stringContaining('250') as string } });
    // more variations of one value than a column counts
    const variations = Array.from({ length: 33_000 }, () => 'same');
    const probe = JSON.stringify({ key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 32_999 }, rules: [], variations });
    const wrapped = await rollouts.simulate('s3', 'everybody', [{ ...side('/f', probe), profile: { name: 'featureprobe-spec' } }], () => {});
    expect(wrapped).toMatchObject({ ok: false, fault: { code: 'too-large', reason: 'outcomes-many', message: expect.stringContaining('33000') as string } });
  });

  test('of a draft that cannot be evaluated is not run, says why, and leaves the users of the one before', async () => {
    const { rollouts } = opened(() => Promise.resolve(ok(bytes(flagd(2)))));
    const before = unwrap(await rollouts.simulate('s1', 'everybody', [side('/f'), side('/f', flagd(2))], () => {}));
    const refused = unwrap(await rollouts.simulate('s2', 'everybody', [side('/f'), side('/f', flagd(2).slice(0, -1))], () => {}));
    expect(refused).toMatchObject({ done: 0, sides: [{ evaluable: true }, { evaluable: false, problems: [{ code: 'json-brace-expected', place: { line: 1 } }] }] });
    expect(unwrap(rollouts.users({ id: before.id, side: 0, from: 0, to: 0 }, 0, 3)).users).toHaveLength(3);
    // what is live is run: apps have it
    const broken = opened(() => Promise.resolve(ok(bytes('{')))).rollouts;
    expect(unwrap(await broken.simulate('s3', 'everybody', [side('/f')], () => {}))).toMatchObject({ done: 10_000, sides: [{ evaluable: false, noticed: [] }] });
  });

  test('reads the bytes of a revision, and says where there was no key then', async () => {
    const asked: unknown[] = [];
    const { rollouts } = opened((_, key, at) => (asked.push([key, at]), Promise.resolve(ok(at === 7n ? bytes(flagd(2)) : null))));
    const found = unwrap(await rollouts.simulate('s1', 'everybody', [{ ...side('/f'), at: '7' }], () => {}));
    expect(found).toMatchObject({ done: 10_000, sides: [{ flags: ['f'], evaluable: true }] });
    expect(asked).toEqual([['/f', 7n]]);
    expect(await rollouts.simulate('s2', 'everybody', [{ ...side('/f'), at: '3' }], () => {})).toMatchObject({ ok: false, fault: { reason: 'rollout-no-revision' } });
  });

  test('reads what stands on several sides once', async () => {
    const asked: unknown[] = [];
    const { rollouts } = opened((_, key, at) => (asked.push([key, at]), Promise.resolve(ok(bytes(flagd(2))))));
    const sides = [side('/f'), { ...side('/f'), clock: 60 }, { ...side('/f'), at: '7' }, { ...side('/f'), clock: 90 }, side('/g')];
    expect(unwrap(await rollouts.simulate('s1', 'everybody', sides, () => {}))).toMatchObject({ done: 10_000, sides: sides.map(() => ({ flags: ['f'], evaluable: true })) });
    expect(asked).toEqual([['/f', undefined], ['/f', 7n], ['/g', undefined]]);
  });

  test('counts what it notices of all users, over all threads', async () => {
    const { rollouts } = opened();
    const rule = { if: [{ '>=': [{ var: 'plan' }, 18] }, 'v0', { '==': [{ var: 'team' }, 'x'] }, 'v1', 'v0'] };
    const text = JSON.stringify({ flags: { f: { ...(JSON.parse(flagd(2)) as { flags: { f: object } }).flags.f, targeting: rule } } });
    const { sides } = unwrap(await rollouts.simulate('s1', 'everybody', [side('/f', text)], () => {}));
    expect(sides).toMatchObject([
      {
        looked: 10_000,
        looks: [{ name: 'plan', wanted: 'number', present: 10_000, unfit: 10_000, examples: { length: 3 } }, { name: 'team', wanted: 'text', present: 0 }],
        noticed: [{ problem: { code: 'rule-failed' }, count: 10_000 }],
      },
    ]);
  });

  test('of too many users on too many sides is refused before anything is read', async () => {
    const { populations, rollouts } = opened(() => Promise.reject(new Error('nothing is to be read')));
    const { id } = unwrap(populations.keep('all', { kind: 'synthetic', spec: { seed: '1', size: 10_000_000, key: 'u{n}', attributes: [] } }));
    const refused = await rollouts.simulate('s1', id, Array.from({ length: 5 }, () => side('/f')), () => {});
    expect(refused).toMatchObject({ ok: false, fault: { code: 'too-large', reason: 'simulation-too-large' } });
  });

  test('is counted by what its users are, as long as it is the last one', async () => {
    const { rollouts } = opened();
    const rule = (plan: string): string => JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '==': [{ var: 'plan' }, plan] }, 'on'] } } } });
    const { id, outcomes } = unwrap(await rollouts.simulate('s1', 'everybody', [side('/f', rule('pro')), side('/f', rule('free'))], () => {}));
    const place = outcomes.findIndex(({ name }) => name === 'on');
    const plans = unwrap(await rollouts.segments({ id, attribute: 'plan', place }));
    expect(plans.map(({ value }) => value)).toEqual(['free', 'pro', 'enterprise']);
    expect(plans.reduce((sum, { users }) => sum + users, 0)).toBe(10_000);
    for (const { value, users, exposed } of plans) expect(exposed).toEqual([value === 'pro' ? users : 0, value === 'free' ? users : 0]);
    expect(unwrap(await rollouts.segments({ id, attribute: 'age', place })).map(({ kind }) => kind).slice(-2)).toEqual(['range', 'missing']);
    expect(unwrap(await rollouts.segments({ id, attribute: 'no such one', place }))).toMatchObject([{ kind: 'missing', users: 10_000 }]);
    const counting = rollouts.segments({ id, attribute: 'plan', place });
    const next = rollouts.simulate('s2', 'everybody', [side('/f', rule('pro'))], () => {});
    expect(await counting).toMatchObject({ ok: false, fault: { code: 'aborted', reason: 'segments-given-up' } });
    await next;
    expect(await rollouts.segments({ id, attribute: 'plan', place })).toMatchObject({ ok: false, fault: { reason: 'simulation-forgotten' } });
  });
});

describe('a rewrite', () => {
  const split = (shares: readonly (readonly [string, number])[]): string =>
    JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { v0: 0, v1: 1 }, defaultVariant: 'v0', targeting: { fractional: shares } } } });

  test('of a draft spares the users who need not move', async () => {
    const { rollouts } = opened(() => Promise.resolve(ok(bytes(split([['v0', 75], ['v1', 25]])))));
    const found = unwrap(await rollouts.rewrite(side('/f'), side('/f', split([['v1', 40], ['v0', 60]]))));
    expect(found.rewrites).toMatchObject([{ rewritten: 0.15, several: false }]);
    expect(JSON.parse(found.text)).toEqual(JSON.parse(split([['v0', 60], ['v1', 40]])));
  });

  test('is given up when another draft is asked about', async () => {
    const { rollouts } = opened(() => Promise.resolve(ok(bytes(split([['v0', 75], ['v1', 25]])))));
    const older = rollouts.rewrite(side('/f'), side('/f', split([['v1', 40], ['v0', 60]])));
    const newer = rollouts.rewrite(side('/f'), side('/f', split([['v1', 50], ['v0', 50]])));
    expect(await older).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    expect(unwrap(await newer).rewrites).toHaveLength(1);
  });
});

test('an explanation has its time once its documents have been read, however long that takes', async () => {
  const { rollouts } = opened();
  const slowly = (mark: number): string => `state: ENABLED\ndefaultVariant: k0\nvariants:\n${Array.from({ length: 7000 }, (_, at) => `  k${at}: &a${at} [x, y, {z: ${at + mark}}]`).join('\n')}\n`;
  const { sides } = unwrap(await rollouts.explain(Array.from({ length: 6 }, (_, mark) => side('/f', slowly(mark))), { key: 'u', attributes: {} }));
  expect(sides.map(({ explanation }) => explanation.value)).toMatchObject([0, 1, 2, 3, 4, 5].map((z) => ['x', 'y', { z }]));
}, 60_000);

describe('a search for users', () => {
  const search = (more: Partial<UserSearch> = {}): UserSearch => ({ side: side('/f', flagd(2)), target: { kind: 'variant', name: 'v0' }, among: { kind: 'invented', pattern: 'user-{n}', populationId: 'everybody' }, count: 3, ...more });

  test('gives users with the attributes of a population, in turn', async () => {
    const { populations, rollouts } = opened();
    const { id } = unwrap(populations.keep('two', { kind: 'pasted', keys: ['a', 'b'] }));
    const found = unwrap(await rollouts.find(search()));
    expect(found.users.map(({ key, outcome }) => [key, outcome])).toEqual(['user-1', 'user-2', 'user-3'].map((key) => [key, { name: 'v0', value: 0 }]));
    expect(found.users.every(({ attributes }) => 'country' in attributes)).toBe(true);
    expect(unwrap(await rollouts.find(search({ among: { kind: 'invented', pattern: 'user-{n}', populationId: id } }))).users.map(({ attributes }) => attributes)).toEqual([{}, {}, {}]);
    expect(await rollouts.find(search({ among: { kind: 'users', populationId: 'gone' } }))).toMatchObject({ ok: false, fault: { reason: 'population-gone' } });
  });

  test('among the users of a population tries these and nobody else, in their order', async () => {
    const { populations, rollouts } = opened();
    const { id } = unwrap(populations.keep('two', { kind: 'pasted', keys: ['erin', 'bob'] }));
    const found = unwrap(await rollouts.find(search({ among: { kind: 'users', populationId: id } })));
    expect(found).toMatchObject({ users: [{ key: 'erin' }, { key: 'bob' }], tried: 2, triedAll: true, wanted: 3 });
    expect(unwrap(await rollouts.find(search({ among: { kind: 'users', populationId: id }, count: 1 }))).users.map(({ key }) => key)).toEqual(['erin']);
  });

  test('is given up by the next one, and when nobody waits for it any more', async () => {
    const { read, asked, let: letGo } = slow();
    const { rollouts } = opened(read);
    const older = rollouts.find(search({ side: side('/slow') }));
    await asked('/slow');
    const newer = await rollouts.find(search());
    letGo('/slow');
    expect(await older).toMatchObject({ ok: false, fault: { code: 'aborted', reason: 'find-given-up' } });
    expect(unwrap(newer).users).toHaveLength(3);
    const last = rollouts.find(search({ target: { kind: 'rule', rule: 5 } }));
    rollouts.cancelFind();
    expect(await last).toMatchObject({ ok: false, fault: { reason: 'find-given-up' } });
  });

  test('on whose users the rules do not come to an end is ended, and says so', async () => {
    const { rollouts } = opened();
    const conditions = [{ type: 'string', subject: 'name', predicate: 'matches regex', objects: ['^(a+)+$'] }];
    const toggle = JSON.stringify({ key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 0 }, rules: [{ serve: { select: 1 }, conditions }], variations: [false, true] });
    const endless = search({ side: { ...side('/f', toggle), profile: { name: 'featureprobe-spec' } }, target: { kind: 'rule', rule: 0 }, among: { kind: 'typed', pattern: 'user-{n}', attributes: { name: `${'a'.repeat(60)}!` } } });
    expect(await rollouts.find(endless)).toMatchObject({ ok: false, fault: { code: 'not-supported', reason: 'find-endless' } });
  }, 30_000);
});

test('the vectors run in a thread, and hold', async () => {
  const { rollouts } = opened();
  const suites = unwrap(await rollouts.conformance());
  expect(suites.map(({ profile, failed }) => [profile.name, profile.hash, failed])).toEqual([
    ['featureprobe-spec', undefined, 0],
    ['flagd-v2', 'js', 0],
    ['flagd-v2', 'utf8', 0],
    ['flagd-v1', 'js', 0],
    ['flagd-v1', 'utf8', 0],
  ]);
  for (const { passed } of suites) expect(passed).toBeGreaterThan(40);
});
