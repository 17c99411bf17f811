import { describe, expect, it } from 'vitest';
import { packChanges, packEntries } from '../../../shared/model/columns';
import { SourceData } from '../../../renderer/store/source-data';
import { finish } from './finish';
import { anEntry } from '../../support/entries';

const listed = (...keys: string[]): SourceData => {
  const data = new SourceData('/');
  data.list(1n, packEntries(keys.map((key) => anEntry(key, 'x'))));
  data.settle();
  return data;
};
const deny = (data: SourceData, ...keys: string[]): void => {
  data.deny(keys);
  data.settle();
};
const remove = (data: SourceData, ...keys: string[]): void => {
  data.apply(3n, packChanges(keys.map((key) => ({ kind: 'delete', key }))));
  data.settle();
};
const filter = (data: SourceData, text: string): void => {
  data.rows.setMatches(finish(data.filter.query(text)));
  data.settle(true);
};
const rows = ({ rows: shown, tree }: SourceData): string[] => Array.from(shown.rows.subarray(0, shown.count), (handle) => tree.keys[handle] as string);

describe('a key that may not be read', () => {
  it('has a row without an entry, in a directory of its own if need be', () => {
    const data = listed('/app', '/app/open');
    deny(data, '/app/secret', '/other/hidden');
    expect(rows(data)).toEqual(['/app', '/app/open', '/app/secret', '/other', '/other/hidden']);
    expect(data.cell('/app/secret')).toMatchObject({ isEntry: false, denied: true, gone: false });
    expect(data.tree.entries).toBe(2);
  });

  it('goes when it is not told any more, and what it alone stood in goes too', () => {
    const data = listed('/app', '/app/open');
    deny(data, '/app/secret', '/other/hidden');
    const cell = data.cell('/other/hidden');
    deny(data, '/app/secret');
    expect(rows(data)).toEqual(['/app', '/app/open', '/app/secret']);
    expect(cell).toMatchObject({ denied: false, gone: true });
  });

  it('that could be read before keeps its row when its entry goes, and the last state seen', () => {
    const data = listed('/app', '/app/late', '/app/late/inner');
    const cell = data.cell('/app/late');
    deny(data, '/app/late');
    remove(data, '/app/late', '/app/late/inner');
    expect(rows(data)).toEqual(['/app', '/app/late']);
    expect(cell).toMatchObject({ isEntry: false, denied: true, gone: false, size: 1 });
  });

  it('is the same node again when it can be read again, whichever is heard of first', () => {
    for (const allowedFirst of [true, false]) {
      const data = listed('/app');
      deny(data, '/app/late');
      const cell = data.cell('/app/late');
      if (allowedFirst) deny(data);
      data.apply(2n, packChanges([{ kind: 'put', entry: anEntry('/app/late', 'y') }]));
      if (!allowedFirst) deny(data);
      data.settle();
      expect(rows(data)).toEqual(['/app', '/app/late']);
      expect(data.cell('/app/late')).toBe(cell);
      expect(cell).toMatchObject({ isEntry: true, denied: false, gone: false, recreated: 0 });
    }
  });

  it('is found by the filter, before and after its entry has gone', () => {
    const data = listed('/app', '/app/late', '/app/open');
    filter(data, 'late');
    deny(data, '/app/late');
    remove(data, '/app/late');
    expect(rows(data)).toEqual(['/app', '/app/late']);
    expect(data.rows.matches).toBe(1);
    filter(data, 'secret');
    expect(rows(data)).toEqual([]);
    deny(data, '/app/late', '/app/secret');
    data.settle(true);
    expect(rows(data)).toEqual(['/app', '/app/secret']);
    deny(data, '/app/late');
    data.settle(true);
    expect(rows(data)).toEqual([]);
  });

  it('stays when everything is listed anew', () => {
    const data = listed('/app', '/app/open');
    deny(data, '/app/secret');
    data.list(5n, packEntries([anEntry('/app', 'x')]));
    data.settle();
    expect(rows(data)).toEqual(['/app', '/app/secret']);
  });
});
