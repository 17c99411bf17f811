import { describe, expect, it } from 'vitest';
import { packEntries } from '../../../shared/model/columns';
import { SourceData } from '../../../renderer/store/source-data';
import { findTyped, moveFor, typeLetter } from '../../../renderer/views/tree/keyboard';
import { anEntry } from '../../support/entries';

// a, a/x, a/y, b, b/z, c
function aTree(): SourceData {
  const data = new SourceData('');
  data.list(1n, packEntries(['a/x', 'a/y', 'b/z', 'c'].map((key) => anEntry(key, '1'))));
  data.settle();
  return data;
}

const handleOf = (data: SourceData, key: string): number => data.handleOf(key) as number;

describe('the keyboard of the tree', () => {
  it('goes up and down, to both ends and by pages, and never beyond', () => {
    const data = aTree();
    expect(moveFor('ArrowDown', data, 0, 3)).toEqual({ kind: 'go', index: 1 });
    expect(moveFor('ArrowUp', data, 0, 3)).toEqual({ kind: 'go', index: 0 });
    expect(moveFor('PageDown', data, 4, 3)).toEqual({ kind: 'go', index: 5 });
    expect(moveFor('PageUp', data, 4, 3)).toEqual({ kind: 'go', index: 1 });
    expect(moveFor('End', data, 0, 3)).toEqual({ kind: 'go', index: 5 });
    expect(moveFor('Home', data, 5, 3)).toEqual({ kind: 'go', index: 0 });
  });

  it('goes into an open directory with the right arrow and opens a closed one', () => {
    const data = aTree();
    expect(moveFor('ArrowRight', data, 0, 3)).toEqual({ kind: 'go', index: 1 });
    data.rows.setExpanded(handleOf(data, 'a'), false);
    data.settle(true);
    expect(moveFor('ArrowRight', data, 0, 3)).toEqual({ kind: 'expand', handle: handleOf(data, 'a'), expanded: true });
  });

  it('closes an open directory with the left arrow and goes to the parent from a leaf', () => {
    const data = aTree();
    expect(moveFor('ArrowLeft', data, 3, 3)).toEqual({ kind: 'expand', handle: handleOf(data, 'b'), expanded: false });
    expect(moveFor('ArrowLeft', data, 4, 3)).toEqual({ kind: 'go', index: 3 });
    expect(moveFor('ArrowLeft', data, 5, 3)).toBeNull();
  });

  it('toggles directories with Enter and Space and leaves leaves alone', () => {
    const data = aTree();
    for (const key of ['Enter', ' ']) {
      expect(moveFor(key, data, 0, 3)).toEqual({ kind: 'expand', handle: handleOf(data, 'a'), expanded: false });
      expect(moveFor(key, data, 5, 3)).toBeNull();
    }
  });

  it('opens all siblings with the asterisk', () => {
    const data = aTree();
    for (const key of ['a', 'b']) data.rows.setExpanded(handleOf(data, key), false);
    data.settle(true);
    expect(moveFor('*', data, 0, 3)).toEqual({ kind: 'expand-siblings', handle: handleOf(data, 'a') });
    data.rows.expandSiblings(handleOf(data, 'a'));
    data.settle(true);
    expect(data.rows.count).toBe(6);
  });

  it('does nothing in an empty tree', () => {
    expect(moveFor('ArrowDown', new SourceData(''), 0, 3)).toBeNull();
    expect(findTyped(new SourceData(''), 'a', 0)).toBe(-1);
  });

  it('finds the next name by the letters typed, round the end', () => {
    const data = aTree();
    expect(findTyped(data, 'b', 0)).toBe(3);
    expect(findTyped(data, 'b', 3)).toBe(3);
    expect(findTyped(data, 'a', 5)).toBe(0);
    expect(findTyped(data, 'q', 0)).toBe(-1);
  });

  it('takes letters typed in a row as one word, and begins anew after a pause', () => {
    const first = typeLetter({ text: '', at: 0 }, 'A', 1000);
    expect(typeLetter(first, 'b', 1200).text).toBe('ab');
    expect(typeLetter(first, 'b', 3000).text).toBe('b');
  });
});
