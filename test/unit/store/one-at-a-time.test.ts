import { expect, test } from 'vitest';
import { oneAtATime } from '../../../renderer/store/one-at-a-time';

test('of what is asked for while a read runs only the newest is read, when it has ended', async () => {
  const ask = oneAtATime();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const read = (name: string): void =>
    ask(() => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  for (const name of ['first', 'second', 'third']) read(name);
  expect(begun).toEqual(['first']);
  ends.get('first')?.();
  await expect.poll(() => begun).toEqual(['first', 'third']);
  read('fourth');
  ends.get('third')?.();
  await expect.poll(() => begun).toEqual(['first', 'third', 'fourth']);
});
