/** A store that was wiped and filled by the same script gives its keys the old stamps: only their values tell. */
import { expect, test } from 'vitest';
import { Mirror } from '../../../electron/sessions/mirror';
import { SourceData } from '../../../renderer/store/source-data';
import { packChanges, packEntries, PREVIEW_BYTES } from '../../../shared/model/columns';
import { difference } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';

/** A mirror and a window that have seen this entry, told of the store that came in its place. */
function replacedBy(before: string, after: string) {
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 5n, entries: [anEntry('/flag', before), anEntry('/same', 'x')] });
  const page = new SourceData('/');
  page.list(5n, packEntries(mirror.sorted()));
  const cell = page.cell('/flag');
  const taken = mirror.take({ kind: 'listing', seq: 1, at: 5n, entries: [anEntry('/flag', after), anEntry('/same', 'x')] });
  if (taken.kind !== 'changed') throw new Error(taken.kind);
  const changes = taken.seen.map(({ change }) => change);
  page.apply(5n, packChanges(changes));
  return { seen: taken.seen, changes, cell };
}

test('an entry with the old stamps and another value is a recreation', () => {
  const before = new Map([['/flag', anEntry('/flag', 'true')]]);
  const after = new Map([['/flag', anEntry('/flag', 'false')]]);
  expect(difference(before, after)).toEqual([
    { kind: 'delete', key: '/flag' },
    { kind: 'put', entry: anEntry('/flag', 'false') },
  ]);
});

test('an entry with the old stamps and value, written at another time, is a recreation, and the window shows that time', () => {
  const [old, anew] = [anEntry('/flag', 'true', { modifiedAt: 1 }), anEntry('/flag', 'true', { modifiedAt: 2 })];
  const changes = difference(new Map([['/flag', old]]), new Map([['/flag', anew]]));
  expect(changes).toEqual([
    { kind: 'delete', key: '/flag' },
    { kind: 'put', entry: anew },
  ]);
  const page = new SourceData('/');
  page.list(5n, packEntries([old]));
  page.apply(5n, packChanges(changes));
  expect(page.cell('/flag').modifiedAt).toBe(2);
});

test('null in the place of empty is another value', () => {
  expect(difference(new Map([['/a', anEntry('/a', null)]]), new Map([['/a', anEntry('/a', '')]]))).toHaveLength(2);
});

test('the mirror tells of it, and the window shows it', () => {
  const { seen, cell } = replacedBy('true', 'false');
  expect(seen).toEqual([
    { change: { kind: 'delete', key: '/flag' }, before: anEntry('/flag', 'true') },
    { change: { kind: 'put', entry: anEntry('/flag', 'false') } },
  ]);
  expect(cell).toMatchObject({ decoded: { text: 'false' }, recreated: 1 });
});

test('the window counts a change of what lies beyond the preview, so that it is read again', () => {
  const long = 'x'.repeat(PREVIEW_BYTES);
  const { cell } = replacedBy(`${long}1`, `${long}2`);
  expect(cell).toMatchObject({ changes: 1, recreated: 1 });
});

test('a page that is listed to anew over another port shows what the store in its place holds', () => {
  const page = new SourceData('/');
  page.list(5n, packEntries([anEntry('/flag', 'true')]));
  page.list(5n, packEntries([anEntry('/flag', 'false')]));
  expect(page.cell('/flag').decoded.text).toBe('false');
});
