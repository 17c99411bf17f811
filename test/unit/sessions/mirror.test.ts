import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mirror } from '../../../electron/sessions/mirror';
import { compareKeys } from '../../../shared/model/key';
import { anEntry } from '../../support/entries';

test('the first listing is a listing; a later one is the changes it brings', () => {
  const mirror = new Mirror();
  expect(mirror.listed).toBe(false);
  expect(mirror.take({ kind: 'listing', seq: 0, at: 5n, entries: [anEntry('/a', '1'), anEntry('/b', '1')] })).toEqual({ kind: 'listed' });
  const edited = anEntry('/a', '2', { modified: 7n, version: 2 });
  const taken = mirror.take({ kind: 'listing', seq: 9, at: 8n, entries: [edited, anEntry('/c', 'new', { created: 8n })] });
  expect(taken).toEqual({
    kind: 'changed',
    seen: [
      { change: { kind: 'delete', key: '/b' }, before: anEntry('/b', '1') },
      { change: { kind: 'put', entry: edited }, before: anEntry('/a', '1') },
      { change: { kind: 'put', entry: anEntry('/c', 'new', { created: 8n }) } },
    ],
  });
  expect([mirror.at, mirror.size]).toEqual([8n, 2]);
});

test('a delta that does not follow changes nothing', () => {
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1')] });
  expect(mirror.take({ kind: 'delta', seq: 2, at: 3n, changes: [{ kind: 'delete', key: '/a' }] })).toEqual({ kind: 'gap' });
  expect([mirror.size, mirror.at]).toEqual([1, 1n]);
});

test('several changes of one key in a delta each come with what they replaced', () => {
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1')] });
  const again = anEntry('/a', '2', { created: 2n });
  const taken = mirror.take({ kind: 'delta', seq: 1, at: 2n, changes: [{ kind: 'delete', key: '/a' }, { kind: 'put', entry: again }] });
  expect(taken).toEqual({
    kind: 'changed',
    seen: [{ change: { kind: 'delete', key: '/a' }, before: anEntry('/a', '1') }, { change: { kind: 'put', entry: again } }],
  });
});

test('what is told again is no change', () => {
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1')] });
  const taken = mirror.take({
    kind: 'delta',
    seq: 1,
    at: 2n,
    changes: [
      { kind: 'put', entry: anEntry('/a', '1') },
      { kind: 'delete', key: '/never' },
    ],
  });
  expect(taken).toEqual({ kind: 'changed', seen: [] });
});

test('a changed owner is a change', () => {
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1')] });
  const taken = mirror.take({ kind: 'delta', seq: 1, at: 2n, changes: [{ kind: 'put', entry: anEntry('/a', '1', { owner: 'ff' }) }] });
  expect(taken.kind === 'changed' && taken.seen.length).toBe(1);
});

test('entries are sorted by the bytes of their keys, whatever they are', () => {
  // where the order of text and the order of bytes part: surrogates, the end of the BMP, escapes
  const piece = fc.constantFrom('a', 'b', '/', '\\', '\\xFF', '\\x00', '\\x5Cx41', 'é', '\uD7FF', '\uE000', '\uFFFD', '😀', '~');
  const key = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 12 }), (keys) => {
      const mirror = new Mirror();
      mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: keys.map((name) => anEntry(name, '')) });
      expect(mirror.sorted().map((entry) => entry.key)).toEqual([...keys].sort(compareKeys));
    }),
  );
});

test('tens of thousands of keys that are no text are sorted as well, however they came', () => {
  // comparing such keys by their bytes, pair by pair, took half a minute
  const keys = Array.from({ length: 30_000 }, (_, i) => `\\xFF${(i * 7919) % 30_000}\\x00`);
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: keys.map((name) => anEntry(name, '')) });
  const sorted = mirror.sorted();
  expect([sorted.length, sorted[0]?.key, sorted.at(-1)?.key]).toEqual([30_000, '\\xFF0\\x00', '\\xFF9999\\x00']);
});
