/** Files of users, as they are found on disks. */
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readUsers, type ReadOptions } from '../../../electron/rollout/user-file';
import { tabled } from '../../../shared/rollout/population/table';
import { scratch, unwrap } from '../compare/workspaces';

const file = (name: string, content: string | Uint8Array): string => {
  const at = path.join(scratch(), name);
  writeFileSync(at, content);
  return at;
};

async function usersOf(name: string, content: string, options?: ReadOptions) {
  const { table, ...found } = unwrap(await readUsers(file(name, content), options));
  const population = tabled(table);
  return { ...found, users: Array.from({ length: population.size }, (_, index) => population.at(index)) };
}

test('a table is read by its head, quotes, line ends and byte order mark included', async () => {
  const { users, keyName, brokenCount } = await usersOf('users.csv', '\uFEFFemail,ID,note,beta\r\na@x.org,1,"two\r\nlines, and ""quotes""",true\r\n,2,,false\r\n');
  expect(keyName).toBe('ID');
  expect(brokenCount).toBe(0);
  expect(users).toEqual([
    { key: '1', attributes: { email: 'a@x.org', note: 'two\r\nlines, and "quotes"', beta: true } },
    { key: '2', attributes: { beta: false } },
  ]);
});

test.each([';', '\t', '|'])('values may be parted by %j', async (delimiter) => {
  const { users } = await usersOf('users.csv', ['id', 'a,b', 'n'].join(delimiter) + '\n' + ['u', 'x,y', '5'].join(delimiter) + '\n');
  expect(users).toEqual([{ key: 'u', attributes: { 'a,b': 'x,y', n: 5 } }]);
});

test('JSON lines keep their values, and the first line says which name is the key', async () => {
  const { users, keyName, broken } = await usersOf('users.jsonl', '{"userId":"u1","plan":"pro","age":30,"tags":["a"],"key":"k"}\n\n{"userId":"u2"}\n{"userId":1,"id":"x"}');
  expect(keyName).toBe('key');
  expect(users).toEqual([{ key: 'k', attributes: { userId: 'u1', plan: 'pro', age: 30, tags: ['a'] } }]);
  expect(broken).toEqual([
    { line: 3, broken: { code: 'no-key', name: 'key' }, text: '{"userId":"u2"}' },
    { line: 4, broken: { code: 'no-key', name: 'key' }, text: '{"userId":1,"id":"x"}' },
  ]);
  expect((await usersOf('users.jsonl', '{"userId":"u1","key":"k"}\n{"userId":"u2"}', { keyName: 'userId' })).users.map(({ key }) => key)).toEqual(['u1', 'u2']);
});

test('JSON lines that begin with a space keep their values too: a text of digits stays a text', async () => {
  const { users } = await usersOf('users.jsonl', ' {"key":"u1","zip":"12345","beta":"true"}\n {"key":"u2","zip":"99999","beta":"false"}\n');
  expect(users).toEqual([{ key: 'u1', attributes: { zip: '12345', beta: 'true' } }, { key: 'u2', attributes: { zip: '99999', beta: 'false' } }]);
});

test('broken lines are counted, the first ten told with their numbers, and the others stand', async () => {
  const lines = Array.from({ length: 100 }, (_, index) => (index % 4 === 1 ? `u${index},1,too many` : index === 6 ? ',no key' : index === 7 ? 'u0,again' : `u${index},${index}`));
  const { users, brokenCount, broken } = await usersOf('users.csv', `id,n\n${lines.join('\n')}\n`);
  expect(users).toHaveLength(100 - 25 - 2);
  expect(brokenCount).toBe(27);
  expect(broken).toHaveLength(10);
  expect(broken.slice(0, 4)).toEqual([
    { line: 3, broken: { code: 'fields', expected: 2, found: 3 }, text: 'u1,1,too many' },
    { line: 7, broken: { code: 'fields', expected: 2, found: 3 }, text: 'u5,1,too many' },
    { line: 8, broken: { code: 'no-key', name: 'id' }, text: ',no key' },
    { line: 9, broken: { code: 'duplicate', key: 'u0' }, text: 'u0,again' },
  ]);
});

test('a quote that is never closed or closed in the middle costs its line and no other', async () => {
  const { users, broken } = await usersOf('users.csv', `id,n\nu1,1\nu2,"2\nu3,3\nu4,"4"x\n"u5",5\n"u6","6\n\n6"\nu7,7`);
  expect(users).toEqual(['1', '3', '5', '6\n\n6', '7'].map((n, index) => ({ key: `u${[1, 3, 5, 6, 7][index]}`, attributes: { n } })));
  expect(broken.map(({ line, broken: { code } }) => ({ line, code }))).toEqual([{ line: 3, code: 'not-csv' }, { line: 5, code: 'not-csv' }]);
});

test('a quote that is never closed does not hold back a large file', async () => {
  const many = Array.from({ length: 200_000 }, (_, index) => `user-${index},${index}\n`).join('');
  const { users, broken } = await usersOf('users.csv', `id,n\n"lost,1\n${many}`);
  expect(users).toHaveLength(200_000);
  expect(broken).toEqual([{ line: 2, broken: { code: 'not-csv', message: 'Quoted field unterminated' }, text: '"lost,1' }]);
});

test.each([
  ['an empty file', 'users.csv', '', 'users-none'],
  ['a head alone', 'users.csv', 'id,n\n', 'users-none'],
  ['lines that are all broken', 'users.csv', 'id,n\n1\n2\n', 'users-all-broken'],
  ['text of another encoding', 'users.csv', Uint8Array.of(0x69, 0x64, 10, 0xe9, 10), 'users-no-text'],
  ['UTF-16 without a mark', 'users.csv', Buffer.from('id,n\nu1,2\n', 'utf16le'), 'users-no-text'],
  ['one list of JSON', 'users.json', '[\n{"id":"a"}\n]', 'users-array'],
  ['a head that names a column twice', 'users.csv', 'id,plan,plan\nu1,a,b\n', 'users-column-twice'],
])('%s is refused with a sentence', async (_what, name, content, code) => {
  const read = await readUsers(file(name, content));
  expect(read).toMatchObject({ ok: false, fault: { message: expect.anything() as string } });
  expect(JSON.stringify(read)).toContain(code);
});

test('a key column that is empty is none, and columns without a name are left out', async () => {
  const { users, keyName } = await usersOf('users.csv', 'id,,userName,plan,\n,x,ann,pro,\n,y,bob,free,\n');
  expect(keyName).toBe('userName');
  expect(users).toEqual([{ key: 'ann', attributes: { plan: 'pro' } }, { key: 'bob', attributes: { plan: 'free' } }]);
  expect(JSON.stringify(await readUsers(file('users.csv', 'id,plan\nu1,a\n'), { keyName: 'gone' }))).toContain('users-column-gone');
});

test.each([
  ['users.csv', 'id,n\n', (key: string) => `${key},1\n`],
  ['users.jsonl', '', (key: string) => `{"id":"${key}","n":1}\n`],
])('a line that is longer than any record costs itself and no other: %s', async (name, head, line) => {
  const { users, broken, brokenCount } = await usersOf(name, head + line('a') + line('x'.repeat(3_000_000)) + line('b'));
  expect(users.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(brokenCount).toBe(1);
  expect(broken[0]).toMatchObject({ line: head === '' ? 2 : 3, broken: { code: 'too-long' } });
  expect(broken[0]?.text.length).toBeLessThan(200);
});

test('what is told of attributes is how they were read, with the first values', async () => {
  const { facts } = unwrap(await readUsers(file('users.csv', 'id,plan,age,beta\n1,pro,30,true\n2,free,,false\n3,pro,30,true\n')));
  expect(facts).toEqual([
    { name: 'plan', kind: 'text', values: 2, missing: 0, examples: ['pro', 'free'] },
    { name: 'age', kind: 'number', values: 1, missing: 1, examples: ['30'] },
    { name: 'beta', kind: 'boolean', values: 2, missing: 0, examples: ['true', 'false'] },
  ]);
});

test('a file that is not there is refused, and one that is given up is read no further', async () => {
  expect(JSON.stringify(await readUsers(path.join(scratch(), 'none.csv')))).toContain('users-missing');
  const large = path.join(scratch(), 'large.csv');
  const stream = createWriteStream(large);
  stream.write('id,n\n');
  for (let part = 0; part < 50; part++) stream.write(Array.from({ length: 10_000 }, (_, index) => `user-${part * 10_000 + index},${index % 7}\n`).join(''));
  stream.end();
  await once(stream, 'finish');
  const own = new AbortController();
  let last = 0;
  const read = await readUsers(large, { signal: own.signal, onProgress: (bytes, of) => ((last = bytes / of), own.abort()) });
  expect(JSON.stringify(read)).toContain('users-given-up');
  expect(last).toBeLessThan(0.5);
  const whole = unwrap(await readUsers(large));
  expect(whole.table.keys.ends).toHaveLength(500_000);
  expect(tabled(whole.table).at(499_999)).toEqual({ key: 'user-499999', attributes: { n: 9999 % 7 } });
});
