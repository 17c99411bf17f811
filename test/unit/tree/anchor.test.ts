import { describe, expect, it } from 'vitest';
import { packChanges, packEntries } from '../../../shared/model/columns';
import type { Change } from '../../../shared/model/frame';
import { SourceData } from '../../../renderer/store/source-data';
import { followAnchor, takeAnchor } from '../../../renderer/views/tree/anchor';
import { ROW_HEIGHT } from '../../../renderer/views/tree/windowing';
import { anEntry } from '../../support/entries';

const name = (i: number): string => `k${String(i).padStart(3, '0')}`;
const HEIGHT = ROW_HEIGHT * 10;

function aHundredRows(): SourceData {
  const data = new SourceData('');
  data.list(1n, packEntries(Array.from({ length: 100 }, (_, i) => anEntry(name(i), '1'))));
  data.settle();
  return data;
}

function apply(data: SourceData, ...changes: Change[]): void {
  data.apply(2n, packChanges(changes));
  data.settle();
}

describe('what the user looks at', () => {
  it('stays in its place when rows come and go above it', () => {
    const data = aHundredRows();
    const top = 50 * ROW_HEIGHT + 7;
    const anchor = takeAnchor(data.rows, top, HEIGHT);
    apply(data, { kind: 'put', entry: anEntry('a', '1') }, { kind: 'put', entry: anEntry('b', '1') }, { kind: 'delete', key: name(3) });
    expect(followAnchor(data.rows, anchor, top, 0)).toBe(top + ROW_HEIGHT);
  });

  it('stays even if its first row is gone', () => {
    const data = aHundredRows();
    const top = 50 * ROW_HEIGHT;
    const anchor = takeAnchor(data.rows, top, HEIGHT);
    apply(data, { kind: 'delete', key: name(50) }, { kind: 'delete', key: name(1) });
    expect(followAnchor(data.rows, anchor, top, 0)).toBe(top - 2 * ROW_HEIGHT);
  });

  it('is the beginning for somebody who is at the very top', () => {
    const data = aHundredRows();
    const anchor = takeAnchor(data.rows, 0, HEIGHT);
    apply(data, { kind: 'put', entry: anEntry('a', '1') });
    expect(followAnchor(data.rows, anchor, 0, 0)).toBe(0);
  });

  it('is the top, or the active row, once another filter shows other rows', () => {
    const data = aHundredRows();
    const top = 50 * ROW_HEIGHT;
    const anchor = takeAnchor(data.rows, top, HEIGHT);
    data.rows.setMatches(Int32Array.from({ length: 40 }, (_, i) => data.handleOf(name(i)) as number));
    data.settle(true);
    expect(followAnchor(data.rows, anchor, top, 3)).toBe(0);
    expect(followAnchor(data.rows, anchor, top, 39)).toBeGreaterThan(0);
  });
});
