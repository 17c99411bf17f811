import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChangeSets } from '../../../electron/settings/change-sets';
import { openSettings } from '../../../electron/settings/settings';
import { isSecretKey } from '../../../shared/model/secret-keys';
import { MOST_CHANGE_SET_BYTES } from '../../../shared/plans/kept-changes';
import type { Intention } from '../../../shared/plans/intention';
import { bytes } from '../../support/entries';

let directory: string;
let stores: Record<string, string>;
const open = (isSecret: (key: string) => boolean = (key) => isSecretKey(key)): ChangeSets =>
  new ChangeSets(openSettings(directory, ({ message }) => expect.fail(message)).changeSets, (_, key) => isSecret(key), (id) => stores[id]);
const file = (): string => path.join(directory, 'settings', 'change-sets.json');

const base = { created: 1n, modified: 2n ** 63n, version: 3, modifiedAt: 4 };
const every: readonly Intention[] = [
  { kind: 'set', key: '/a', value: bytes('1'), base },
  { kind: 'set', key: '/b', value: null, base: 'absent' },
  { kind: 'delete', key: '/c', base },
  { kind: 'delete-subtree', top: '/d' },
  { kind: 'copy', from: '/e', to: '/f' },
  { kind: 'move', from: '/db/password', to: '/g' },
  { kind: 'rename', top: '/h', name: 'i' },
  { kind: 'bulk', keys: ['/j', '/k'], change: { kind: 'value', value: Uint8Array.of(0, 255) } },
  { kind: 'bulk', keys: ['/l'], change: { kind: 'replace-text', find: '$bytes', replacement: '$bigint' } },
];

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-change-sets-'));
  stores = { one: 'store', two: 'other' };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('every kind of change comes back with the next launch as it was, and is readable by its owner only', () => {
  expect(open().keep({ sourceId: 'one', intentions: every, lost: 0 })).toBe('lasting');
  expect(open().all()).toEqual([{ sourceId: 'one', intentions: every, lost: 0, kept: 'lasting' }]);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('any bytes, revisions and keys come back', () => {
  const anIntention = fc.record({
    kind: fc.constant('set' as const),
    key: fc.string({ unit: 'binary' }).map((text) => `/${text}`),
    value: fc.option(fc.uint8Array()),
    base: fc.record({ created: fc.bigInt(0n, 2n ** 64n - 1n), modified: fc.bigInt(0n, 2n ** 64n - 1n), version: fc.integer() }),
  });
  fc.assert(
    fc.property(fc.array(anIntention, { minLength: 1, maxLength: 5 }), (intentions) => {
      open(() => false).keep({ sourceId: 'one', intentions, lost: 0 });
      expect(open(() => false).all()).toEqual([{ sourceId: 'one', intentions, lost: 0, kept: 'lasting' }]);
    }),
    { numRuns: 50 },
  );
});

test('values of keys that look secret stay in memory, and how many they were is told after a restart', () => {
  const secret: readonly Intention[] = [
    { kind: 'set', key: '/db/password', value: bytes('hunter2'), base: 'absent' },
    { kind: 'bulk', keys: ['/a', '/api-key'], change: { kind: 'value', value: bytes('hunter2') } },
    { kind: 'bulk', keys: ['/token'], change: { kind: 'replace-text', find: 'hunter2', replacement: 'x' } },
  ];
  const sets = open();
  expect(sets.keep({ sourceId: 'one', intentions: [...secret, ...every], lost: 0 })).toBe('running');
  expect(sets.all()).toEqual([{ sourceId: 'one', intentions: [...secret, ...every], lost: 0, kept: 'running' }]);
  const text = readFileSync(file(), 'utf8');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain(Buffer.from('hunter2').toString('base64'));
  expect(open().all()).toEqual([{ sourceId: 'one', intentions: every, lost: 3, kept: 'lasting' }]);
});

test('a value whose key comes to look secret leaves the file', () => {
  let isSecret = false;
  const sets = open((key) => isSecret && key === '/a');
  sets.keep({ sourceId: 'one', intentions: every, lost: 0 });
  isSecret = true;
  sets.rulesChanged();
  expect(open().all()).toEqual([{ sourceId: 'one', intentions: every.slice(1), lost: 1, kept: 'lasting' }]);
});

test('none forgets what was kept, and each source has its own', () => {
  const sets = open();
  sets.keep({ sourceId: 'one', intentions: every, lost: 0 });
  sets.keep({ sourceId: 'two', intentions: every.slice(2, 3), lost: 2 });
  sets.keep({ sourceId: 'one', intentions: [], lost: 0 });
  expect(open().all()).toEqual([{ sourceId: 'two', intentions: every.slice(2, 3), lost: 2, kept: 'lasting' }]);
});

test('changes that were made for another store are not carried over to the one that the source names now', () => {
  open().keep({ sourceId: 'one', intentions: every, lost: 0 });
  stores = { one: 'another' };
  const sets = open();
  expect(sets.all()).toEqual([]);
  sets.keepOnlyThere();
  stores = { one: 'store' };
  expect(open().all()).toEqual([]);
});

test('what is too large is left to the window, and what was kept before is not taken for it', () => {
  const sets = open();
  sets.keep({ sourceId: 'one', intentions: every, lost: 0 });
  const large: Intention = { kind: 'set', key: '/large', value: new Uint8Array(MOST_CHANGE_SET_BYTES), base: 'absent' };
  expect(sets.keep({ sourceId: 'one', intentions: [...every, large], lost: 0 })).toBe('window');
  expect(open().all()).toEqual([]);
});

test('a broken file is kept aside and said', () => {
  open().keep({ sourceId: 'one', intentions: every, lost: 0 });
  writeFileSync(file(), readFileSync(file(), 'utf8').replace('"rename"', '"renamed"'));
  const told: string[] = [];
  const sets = new ChangeSets(openSettings(directory, ({ message }) => told.push(message)).changeSets, () => false, (id) => stores[id]);
  expect(sets.all()).toEqual([]);
  expect(told).toHaveLength(1);
});
