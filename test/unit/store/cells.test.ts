import v8 from 'node:v8';
import vm from 'node:vm';
import { subscribe } from 'valtio/vanilla';
import { describe, expect, it } from 'vitest';
import { packChanges } from '../../../shared/model/columns';
import type { Change } from '../../../shared/model/frame';
import { SourceData } from '../../../renderer/store/source-data';
import { anEntry, bytes } from '../../support/entries';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

const put = (key: string, value: string, at: bigint, created = 1n): Change => ({ kind: 'put', entry: anEntry(key, value, { created, modified: at }) });

function aSource(...changes: Change[]): SourceData {
  const data = new SourceData('');
  apply(data, ...changes);
  return data;
}

function apply(data: SourceData, ...changes: Change[]): void {
  data.apply(1n, packChanges(changes));
  data.settle();
}

describe('a cell', () => {
  it('is one and the same for a node, by key and by handle', () => {
    const data = aSource(put('a/b', 'true', 1n));
    expect(data.cell('a/b')).toBe(data.cell(data.handleOf('a/b') as number));
  });

  it('changes with its entry and counts the change', () => {
    const data = aSource(put('features/dark', 'false', 1n));
    const cell = data.cell('features/dark');
    expect(cell.decoded).toMatchObject({ kind: 'boolean', on: false });
    apply(data, put('features/dark', 'true', 2n));
    expect(cell.decoded).toMatchObject({ kind: 'boolean', on: true });
    expect(cell.changes).toBe(1);
  });

  it('hears nothing of changes to other entries', async () => {
    const data = aSource(put('a', '1', 1n), put('b', '1', 1n));
    let heard = 0;
    const cell = data.cell('a');
    const stop = subscribe(cell, () => heard++);
    apply(data, put('b', '2', 2n));
    await Promise.resolve();
    expect(heard).toBe(0);
    apply(data, put('a', '2', 3n));
    await Promise.resolve();
    expect(heard).toBe(1);
    stop();
  });

  it('is not touched by a put of what is known already', () => {
    const data = aSource(put('a', '1', 1n));
    const cell = data.cell('a');
    apply(data, put('a', '1', 1n));
    expect(cell.changes).toBe(0);
  });

  it('of a key that does not exist is gone, until somebody creates it', () => {
    const data = aSource();
    const cell = data.cell('__proto__');
    expect(cell).toMatchObject({ key: '__proto__', isEntry: false, gone: true });
    apply(data, put('__proto__', 'x', 1n));
    expect(cell).toMatchObject({ isEntry: true, gone: false, size: 1, recreated: 0 });
    expect(data.cell('__proto__')).toBe(cell);
  });

  it('keeps the last state seen of a deleted entry', () => {
    const data = aSource(put('a', 'kept', 1n));
    const cell = data.cell('a');
    apply(data, { kind: 'delete', key: 'a' });
    expect(cell).toMatchObject({ isEntry: false, gone: true, value: bytes('kept'), decoded: { text: 'kept' } });
  });

  it('counts a recreation, in one batch and across two', () => {
    const data = aSource(put('a', '1', 1n));
    const cell = data.cell('a');
    apply(data, { kind: 'delete', key: 'a' }, put('a', '2', 2n, 2n));
    expect(cell.recreated).toBe(1);
    apply(data, { kind: 'delete', key: 'a' });
    apply(data, put('a', '3', 3n, 3n));
    expect(cell).toMatchObject({ recreated: 2, gone: false, decoded: { text: '3' } });
  });

  it('knows how many children a closed directory has', () => {
    const data = aSource(put('a/b', '1', 1n));
    const cell = data.cell('a');
    data.rows.setExpanded(data.handleOf('a') as number, false);
    apply(data, put('a/c', '1', 1n), put('a/d', '1', 1n));
    expect(cell).toMatchObject({ isEntry: false, gone: false, kids: 3 });
  });

  it('decodes no more than the preview, and says so', () => {
    const data = aSource(put('a', `{"a":"${'x'.repeat(5000)}"}`, 1n));
    expect(data.cell('a')).toMatchObject({ size: 5008, complete: false, decoded: { kind: 'json' } });
  });

  it('is collected once nobody shows it, however many absent keys were looked at one after another', async () => {
    const data = aSource(put('there', '1', 1n));
    const kept = data.cell('kept');
    for (let i = 0; i < 10_000; i++) data.cell(`absent/${i}`);
    const left = (): number => data.tree.keys.filter((key) => key.startsWith('absent/')).length;
    expect(left()).toBe(10_000);
    while (left() > 0) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(data.cell('kept')).toBe(kept);
  });

  it('is let go of when nobody shows it, and its absent key with it', async () => {
    const data = aSource();
    const first = data.tree.reserve('nobody');
    data.cell('nobody');
    while (data.tree.reserve('nobody') === first) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(data.tree.keys[first]).toBe('');
  });
});
