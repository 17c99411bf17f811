/** Populations that are kept: files are read once and named apart, nothing of a disk's folders is told, and keys stay where they are. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Populations } from '../../../electron/rollout/populations';
import { readUsers } from '../../../electron/rollout/user-file';
import { SettingsFile } from '../../../electron/settings/file';
import { populationsFileSchema, type PopulationSettings } from '../../../electron/settings/populations';
import { MOST_PASTED, MOST_PASTED_ALL } from '../../../shared/model/rollout';
import { scratch, unwrap } from '../compare/workspaces';

function kept() {
  const folder = scratch();
  const faults: string[] = [];
  const settings = (): SettingsFile<PopulationSettings> =>
    new SettingsFile<PopulationSettings>({ path: path.join(folder, 'populations.json'), schema: populationsFileSchema, defaults: { version: 1, populations: [] }, report: ({ message }) => faults.push(message) });
  const reads: string[] = [];
  const open = (): Populations =>
    new Populations(settings(), (file, keyName) => {
      reads.push(path.basename(file));
      return readUsers(file, { keyName });
    });
  const write = (name: string, text: string | Uint8Array): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  return { folder, faults, reads, open, write };
}

test('a file is read once for all who ask while it is being read', async () => {
  const { open, reads, write } = kept();
  const { id } = unwrap(await open().keepFile(write('users.csv', 'id\na\nb\n')));
  const again = open();
  reads.length = 0;
  const all = await Promise.all([again.users(id), again.users(id), again.users(id)]);
  expect(all.map((users) => unwrap(users).population.size)).toEqual([2, 2, 2]);
  expect(reads).toEqual(['users.csv']);
  unwrap(await again.users(id));
  expect(reads).toEqual(['users.csv']);
});

test('a read that failed is tried again', async () => {
  const { open, write } = kept();
  const file = write('users.csv', 'id\na\n');
  const { id } = unwrap(await open().keepFile(file));
  const again = open();
  writeFileSync(file, '');
  expect(await again.users(id)).toMatchObject({ ok: false, fault: { reason: 'users-none' } });
  writeFileSync(file, 'id\na\nb\nc\n');
  expect(unwrap(await again.users(id)).population.size).toBe(3);
});

test('a file that is opened anew while it is read counts as it is then', async () => {
  const { open, write } = kept();
  const file = write('users.csv', 'id\na\n');
  const { id } = unwrap(await open().keepFile(file));
  const again = open();
  const early = again.users(id);
  writeFileSync(file, 'id\na\nb\n');
  unwrap(await again.keepFile(file));
  await early;
  expect(unwrap(await again.users(id)).population.size).toBe(2);
});

test('files of one name in several folders are told apart, over a restart too', async () => {
  const { open, write, faults } = kept();
  const own = open();
  for (const folder of ['one', 'two', 'three']) unwrap(await own.keepFile(write(`${folder}/users.csv`, 'id\na\n')));
  unwrap(await own.keepFile(write(`four/${'u'.repeat(240)}.csv`, 'id\na\n')));
  const names = (populations: Populations): string[] => populations.list().slice(1).map(({ name }) => name);
  expect(names(own).slice(0, 3)).toEqual(['users.csv', 'users (2).csv', 'users (3).csv']);
  expect(names(open())).toEqual(names(own));
  expect(faults).toEqual([]);
});

test('the window is told no path of a file, in lists as in faults', async () => {
  const { folder, open, write } = kept();
  const own = open();
  unwrap(await own.keepFile(write('users.csv', 'id\na\n')));
  const files = [path.join(folder, 'none.csv'), write('broken.csv', 'id,n\n1\n'), write('binary.csv', Uint8Array.of(0x69, 0x64, 10, 0xe9, 10)), write('empty.csv', '')];
  const refused = await Promise.all(files.map((file) => own.keepFile(file)));
  expect(refused.map((each) => !each.ok && each.fault.reason)).toEqual(['users-missing', 'users-all-broken', 'users-no-text', 'users-none']);
  const told = JSON.stringify([own.list(), refused]);
  expect(told).not.toContain(folder);
  expect(told).toContain('none.csv');
});

test('pasted keys are not sent back with each list, and no more are kept than a settings file should hold', () => {
  const own = kept().open();
  const keys = Array.from({ length: MOST_PASTED }, (_, at) => `user-${at}`);
  const first = unwrap(own.keep('0', { kind: 'pasted', keys }));
  expect(JSON.stringify(first).length).toBeLessThan(1000);
  for (let count = 1; count < MOST_PASTED_ALL / MOST_PASTED; count++) unwrap(own.keep(String(count), { kind: 'pasted', keys }));
  expect(own.keep('more', { kind: 'pasted', keys: ['one'] })).toMatchObject({ ok: false, fault: { code: 'too-large', reason: 'pasted-full' } });
  // in the place of others there is room
  unwrap(own.keep('0', { kind: 'pasted', keys }, first.id));
  own.remove(first.id);
  unwrap(own.keep('more', { kind: 'pasted', keys: ['one'] }));
});

test('a population that is kept anew under its id has another revision', async () => {
  const { open, write } = kept();
  const own = open();
  const file = write('users.csv', 'id\na\n');
  const [one, two] = [unwrap(await own.keepFile(file)), unwrap(await own.keepFile(file))];
  expect(two.id).toBe(one.id);
  expect(two.revision).not.toBe(one.revision);
  const pasted = unwrap(own.keep('team', { kind: 'pasted', keys: ['a'] }));
  const changed = unwrap(own.keep('team', { kind: 'pasted', keys: ['b'] }, pasted.id));
  expect(changed.revision).not.toBe(pasted.revision);
  expect(own.list().find(({ id }) => id === one.id)?.revision).toBe(two.revision);
});
