/** Users who were found, as text that files of users are made of. */
import { expect, it } from 'vitest';
import type { FoundUser } from '../../../shared/rollout/find/find';
import { csvText, jsonLinesText, keysText } from '../../../renderer/views/rollout/find/found-text';

const bucket = { key: 'fann', hash: 1, bucket: 7, total: 100, range: null, otherwise: null };
const users: readonly FoundUser[] = [
  { key: 'ann', attributes: { plan: 'pro, "old"', age: 30 }, outcome: { name: 'on', value: true }, why: { reason: 'match', rule: 0 }, bucket, near: null },
  { key: 'bob\nby', attributes: { tags: ['a', 'b'] }, outcome: null, why: { reason: 'default', rule: null }, bucket: null, near: null },
];

it('keys stand one a line', () => {
  expect(keysText(users)).toBe('ann\nbob\nby\n');
});

it('CSV quotes what would be read as something else, and leaves out what a user has not', () => {
  expect(csvText(users)).toBe('key,served,bucket,total,plan,age,tags\nann,on,7,100,"pro, ""old""",30,\n"bob\nby",,,,,,"[""a"",""b""]"\n');
});

it('JSON lines keep values as they are', () => {
  expect(jsonLinesText(users).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
    { key: 'ann', served: 'on', bucket: 7, total: 100, attributes: { plan: 'pro, "old"', age: 30 } },
    { key: 'bob\nby', served: null, bucket: null, total: null, attributes: { tags: ['a', 'b'] } },
  ]);
});
