/** Keys that are hard on a tree, and changes of them. */
import fc from 'fast-check';
import type { Change } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';

const segment = fc.constantFrom('', 'a', 'b', 'A', 'a-b', 'ab', '__proto__', 'constructor', 'é', '😀', '\uffee', '\\xFF', '\\x41', ' ', '\n', 'flags', 'features', 'x'.repeat(30));

/** Keys under a base, never the empty key. */
export const aKey = (base: string): fc.Arbitrary<string> =>
  fc
    .array(segment, { minLength: 1, maxLength: 5 })
    .map((segments) => base + segments.join('/'))
    .filter((key) => key !== '');

const aValue = fc.constantFrom(null, '', 'true', 'false', 'TRUE', '1', '{"a":1}', 'y'.repeat(1100), '\u0000');

/** A batch of changes; `tick` makes every revision new. */
export const someChanges = (base: string, tick: () => bigint): fc.Arbitrary<Change[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ key: aKey(base), value: aValue, owner: fc.constantFrom(undefined, '1f') }).map(({ key, value, owner }): Change => {
        const at = tick();
        return { kind: 'put', entry: anEntry(key, value, { created: at, modified: at, ...(owner === undefined ? {} : { owner }) }) };
      }) },
      { weight: 2, arbitrary: aKey(base).map((key): Change => ({ kind: 'delete', key })) },
    ),
    { maxLength: 12 },
  );

/** A counter of revisions. */
export function ticker(): () => bigint {
  let now = 0n;
  return () => ++now;
}
