/** Shares of flags for bars: counted as a simulation counts, kept while they are good, and never held up by what nobody asks for any more. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { rolloutTarget } from '../../../electron/build/targets.mjs';
import { Populations } from '../../../electron/rollout/populations';
import { Rollouts } from '../../../electron/rollout/rollouts';
import { Shares } from '../../../electron/rollout/shares';
import { readUsers } from '../../../electron/rollout/user-file';
import { SettingsFile } from '../../../electron/settings/file';
import { populationsFileSchema, type PopulationSettings } from '../../../electron/settings/populations';
import { ok } from '../../../shared/fault';
import type { FormatRule } from '../../../shared/flags/format';
import type { Entry } from '../../../shared/model/entry';
import type { FlagShares, SharesAnswer, SharesRequest } from '../../../shared/model/shares';
import { sampleOf } from '../../../shared/rollout/population/sample';
import { tabled } from '../../../shared/rollout/population/table';
import { anEntry, bytes } from '../../support/entries';
import { scratch, unwrap } from '../compare/workspaces';

let bundle = '';
beforeAll(async () => {
  bundle = mkdtempSync(path.join(os.tmpdir(), 'flagscope-shares-'));
  await build(rolloutTarget(bundle));
}, 60_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
afterEach(() => {
  vi.useRealTimers();
});

const flagd = (share: number, more: object = {}) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', share], ['off', 100 - share]] }, ...more });
const toggle = (more: object = {}) => ({ key: 't', enabled: true, version: 1, disabledServe: { select: 1 }, defaultServe: { split: { distribution: [[[0, 3000]], [[3000, 10000]]] } }, rules: [], variations: ['blue', 'red'], ...more });
const endless = toggle({ defaultServe: { select: 0 }, rules: [{ serve: { select: 1 }, conditions: [{ type: 'string', subject: 'name', predicate: 'matches regex', objects: ['^(a+)+$'] }] }] });

function opened(values: Readonly<Record<string, unknown>>, rules: readonly FormatRule[] = []) {
  const settings = new SettingsFile<PopulationSettings>({ path: path.join(scratch(), 'populations.json'), schema: populationsFileSchema, defaults: { version: 1, populations: [] }, report: () => {} });
  const read: string[] = [];
  const populations = new Populations(settings, (file, keyName) => {
    read.push(path.basename(file));
    return readUsers(file, { keyName });
  });
  const entries = new Map<string, Entry>();
  let revision = 0n;
  const put = (key: string, value: unknown): void => {
    revision++;
    entries.set(key, anEntry(key, typeof value === 'string' ? value : JSON.stringify(value), { created: 1n, modified: revision }));
  };
  for (const [key, value] of Object.entries(values)) put(key, value);
  const evaluated: string[] = [];
  const program = path.join(bundle, 'rollout-thread.cjs');
  const shares = new Shares(program, populations, {
    entry: (_, key) => entries.get(key),
    separator: (sourceId) => {
      evaluated.push(sourceId);
      return '/';
    },
    formatRules: () => rules,
  });
  onTestFinished(() => shares.close());
  const ask = (of: SharesRequest['of'], { populationId = 'everybody', sourceId = 'source' } = {}) => shares.ask({ sourceId, populationId, of });
  /** Asks until everything is known, as the window does. */
  const all = async (keys: readonly string[], options?: Parameters<typeof ask>[1]): Promise<SharesAnswer[]> => {
    const answers = new Map<string, SharesAnswer>();
    while (answers.size < keys.length) {
      const open = keys.filter((key) => !answers.has(key));
      (await ask({ keys: open }, options)).forEach((answer, index) => answer.kind !== 'pending' && answers.set(open[index] as string, answer));
    }
    return keys.map((key) => answers.get(key) as SharesAnswer);
  };
  return { settings, read, populations, entries, evaluated, program, put, ask, all };
}

const labelled = (answer: SharesAnswer | undefined): Record<string, number> => Object.fromEntries((answer as FlagShares).parts.map(({ label, users }) => [label ?? 'default', users]));

describe('flags that stand alone', () => {
  test('of both formats are counted as a simulation of them counts', async () => {
    const { populations, program, all, entries } = opened({ '/a/checkout': flagd(28), '/a/colour': toggle(), '/doc': { flags: { only: flagd(50) } } });
    const [checkout, colour, only] = await all(['/a/checkout', '/a/colour', '/doc']);
    const rollouts = new Rollouts(program, populations, (_, key) => Promise.resolve(ok(entries.get(key)?.value ?? null)), 1);
    onTestFinished(() => rollouts.close());
    const simulated = async (key: string, flag: string, name: 'flagd-v2' | 'featureprobe-spec') => {
      const { matrices: [counts] } = unwrap(await rollouts.simulate('s', 'everybody', [{ sourceId: 'source', key, flag, profile: { name }, clock: 0 }], () => {}));
      return [0, 1].map((at) => counts?.[at * 4 + at]);
    };
    expect(checkout).toMatchObject({ kind: 'shares', users: 10_000, of: 10_000, disabled: false, population: { id: 'everybody' } });
    expect([labelled(checkout)['on'], labelled(checkout)['off']]).toEqual(await simulated('/a/checkout', 'checkout', 'flagd-v2'));
    expect(Math.abs((labelled(checkout)['on'] ?? 0) - 2800)).toBeLessThan(200);
    expect([labelled(colour)['"blue"'], labelled(colour)['"red"']]).toEqual(await simulated('/a/colour', 't', 'featureprobe-spec'));
    expect([labelled(only)['on'], labelled(only)['off']]).toEqual(await simulated('/doc', 'only', 'flagd-v2'));
  });

  test('are found in gzip and YAML, and by the rules for formats; nothing else has shares', async () => {
    const yaml = 'state: ENABLED\nvariants:\n  on: true\n  off: false\ndefaultVariant: on\n';
    const { all, entries } = opened({ '/yaml': yaml, '/text': flagd(28), '/json': { variants: 1 }, '/several': { flags: { a: flagd(1), b: flagd(2) } }, '/empty': '' }, [{ pattern: '/text', format: 'text' }]);
    entries.set('/gzip', { ...anEntry('/gzip', ''), value: new Uint8Array(gzipSync(bytes(yaml))) });
    const answers = await all(['/yaml', '/gzip', '/text', '/json', '/several', '/empty', '/not/there']);
    expect(answers.slice(0, 2).map(labelled)).toEqual([{ on: 10_000 }, { on: 10_000 }]);
    expect(answers.slice(2).map(({ kind }) => kind)).toEqual(['none', 'none', 'none', 'none', 'none']);
  });

  test('that are disabled serve what they serve then, and say so', async () => {
    const { all } = opened({ '/d': flagd(28, { state: 'DISABLED' }), '/t': toggle({ enabled: false }) });
    const answers = await all(['/d', '/t']);
    expect(answers.map(labelled)).toEqual([{ default: 10_000 }, { '"red"': 10_000 }]);
    expect(answers).toMatchObject([{ disabled: true }, { disabled: true }]);
  });
});

test('flags of a document are counted by their names', async () => {
  const { ask } = opened({ '/doc': { flags: { a: flagd(10), b: flagd(90) } } });
  const answers: SharesAnswer[] = [];
  for (const flag of ['a', 'b', 'c']) answers.push(...(await ask({ key: '/doc', flags: [flag] })));
  expect(labelled(answers[0])['on']).toBeLessThan(1300);
  expect(labelled(answers[1])['on']).toBeGreaterThan(8700);
  expect(answers[2]).toEqual({ kind: 'none' });
});

test('an answer is kept until the value, the users or the minute is another', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { all, put, populations } = opened({ '/f': flagd(28), '/g': flagd(28) });
  const [first, other] = await all(['/f', '/g']);
  expect((await all(['/f']))[0]).toBe(first);
  put('/f', flagd(60));
  const [second] = await all(['/f']);
  expect(labelled(second)['on']).toBeGreaterThan(5500);
  expect((await all(['/g']))[0]).toBe(other);
  vi.setSystemTime(Date.now() + 61_000);
  const [third] = await all(['/f']);
  expect(third).not.toBe(second);
  expect(third).toEqual(second);

  const kept = unwrap(populations.keep('few', { kind: 'pasted', keys: ['a', 'b', 'c'] }));
  expect((await all(['/f'], { populationId: kept.id }))[0]).toMatchObject({ users: 3, of: 3, population: { name: 'few' } });
  unwrap(populations.keep('few', { kind: 'pasted', keys: ['a', 'b', 'c', 'd'] }, kept.id));
  expect((await all(['/f'], { populationId: kept.id }))[0]).toMatchObject({ users: 4, of: 4 });
  populations.remove(kept.id);
  expect((await all(['/f'], { populationId: kept.id }))[0]).toMatchObject({ kind: 'failed', fault: { reason: 'population-gone' } });
});

test('a file that cannot be read is not read again by each question, but when it is chosen anew or somebody simulates', async () => {
  const { settings, read, populations, ask } = opened({ '/f': flagd(28) });
  const file = path.join(scratch(), 'users.csv');
  settings.set({ version: 1, populations: [{ id: 'gone', name: 'gone', of: { kind: 'file', path: file, keyName: 'key' } }] });
  const asked = async () => (await ask({ keys: ['/f'] }, { populationId: 'gone' }))[0];
  for (let count = 0; count < 3; count++) expect(await asked()).toMatchObject({ kind: 'failed', fault: { reason: 'users-missing' } });
  expect(read).toEqual(['users.csv']);
  await ask({ keys: ['/f'] });
  expect(await asked()).toMatchObject({ kind: 'failed' });
  expect(read).toEqual(['users.csv', 'users.csv']);
  writeFileSync(file, 'key\na\nb\n');
  expect(await asked()).toMatchObject({ kind: 'failed' });
  unwrap(await populations.users('gone'));
  expect(await asked()).toMatchObject({ kind: 'shares', users: 2 });
  expect(read).toHaveLength(3);
});

test('a rule that goes by the time is counted at the time it is asked for', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(1_700_000_000_000);
  const { all } = opened({ '/f': flagd(0, { targeting: { if: [{ '>': [{ var: '$flagd.timestamp' }, 1_700_000_030] }, 'on', 'off'] } }) });
  expect((await all(['/f'])).map(labelled)).toEqual([{ off: 10_000 }]);
  vi.setSystemTime(1_700_000_061_000);
  expect((await all(['/f'])).map(labelled)).toEqual([{ on: 10_000 }]);
});

test('of a million users ten thousand are counted, wherever they come in a rhythm', async () => {
  const { all, populations } = opened({ '/f': flagd(28) });
  const { id } = unwrap(populations.keep('all', { kind: 'synthetic', spec: { seed: '1', size: 1_000_000, key: 'u{n}', attributes: [] } }));
  const [answer] = await all(['/f'], { populationId: id });
  expect(answer).toMatchObject({ users: 10_000, of: 1_000_000 });
  expect(Math.abs((labelled(answer)['on'] ?? 0) - 2800)).toBeLessThan(250);

  const rhythm = { size: 100_000, attributes: ['n'], at: (index: number) => ({ key: `u${index}`, attributes: { n: index } }) };
  const sample = tabled(sampleOf(rhythm, 10_000));
  const taken = Array.from({ length: sample.size }, (_, index) => sample.at(index).attributes['n'] as number);
  expect(taken).toHaveLength(10_000);
  taken.forEach((index, stretch) => expect(Math.floor(index / 10)).toBe(stretch));
  const tenths = taken.filter((index) => index % 10 === 0).length;
  expect(Math.abs(tenths - 1000)).toBeLessThan(150);
});

test('a flag whose rule does not end has no shares and says why; the others have theirs', async () => {
  const { all, populations } = opened({ '/before': flagd(28), '/endless': endless, '/after': toggle() });
  const name = { name: 'name', missing: 0, distribution: { kind: 'choice' as const, choices: [{ value: `${'a'.repeat(60)}!`, weight: 1 }] } };
  const { id } = unwrap(populations.keep('bad', { kind: 'synthetic', spec: { seed: '1', size: 5000, key: 'u{n}', attributes: [name] } }));
  const [before, bad, after] = await all(['/before', '/endless', '/after'], { populationId: id });
  expect(before).toMatchObject({ kind: 'shares', users: 5000 });
  expect(bad).toMatchObject({ kind: 'failed', fault: { reason: 'shares-endless', message: expect.stringContaining('did not end in time') as string } });
  expect(after).toMatchObject({ kind: 'shares', users: 5000 });
}, 30_000);

test('a rule that ends for each user but takes too long for all of them is given up', async () => {
  const { all, populations } = opened({ '/slow': endless });
  // some tenths of a second a user
  const name = { name: 'name', missing: 0, distribution: { kind: 'choice' as const, choices: [{ value: `${'a'.repeat(23)}!`, weight: 1 }] } };
  const { id } = unwrap(populations.keep('slow', { kind: 'synthetic', spec: { seed: '1', size: 10_000, key: 'u{n}', attributes: [name] } }));
  expect((await all(['/slow'], { populationId: id }))[0]).toMatchObject({ kind: 'failed', fault: { reason: 'shares-endless' } });
}, 30_000);

test('what nobody asks for any more is not evaluated', async () => {
  const keys = Array.from({ length: 60 }, (_, at) => `/f${at}`);
  const { ask, all, evaluated } = opened(Object.fromEntries(keys.map((key, at) => [key, flagd(at)])));
  const old = ask({ keys }, { sourceId: 'old' });
  const [newest] = await all(['/f0'], { sourceId: 'new' });
  expect(newest).toMatchObject({ kind: 'shares' });
  expect((await old).filter(({ kind }) => kind === 'pending').length).toBeGreaterThan(50);
  await all(keys.slice(0, 5), { sourceId: 'new' });
  expect(evaluated.filter((sourceId) => sourceId === 'old').length).toBeLessThan(5);
});

test('what takes too long to be read is no flag, and holds up nothing that comes after it', async () => {
  const lines = Array.from({ length: 7000 }, (_, at) => `  k${at}: &a${at} [x, y, {z: ${at}}]`).join('\n');
  const { all } = opened({ '/slow': `variants:\n${lines}\n`, '/f': flagd(28) });
  const [slow, flag] = await all(['/slow', '/f']);
  expect(slow).toEqual({ kind: 'none' });
  expect(flag).toMatchObject({ kind: 'shares' });
}, 30_000);
