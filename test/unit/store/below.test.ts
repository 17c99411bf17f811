import { describe, expect, it } from 'vitest';
import { Below } from '../../../renderer/store/below';
import { SourceData } from '../../../renderer/store/source-data';
import { packChanges, packEntries } from '../../../shared/model/columns';
import type { Change } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';

Object.assign(globalThis, { requestAnimationFrame: (paint: () => void) => setTimeout(paint) });

/** A source's data, and a listener to all that is below a folder of it. */
function watched(folder: string, ...keys: string[]) {
  const data = new SourceData('/');
  data.list(1n, packEntries(keys.map((key) => anEntry(key, 'x'))));
  data.settle();
  const below = new Below(data, folder);
  let told = (): void => undefined;
  const end = below.listen(() => told());
  const entries = () => below.current().entries.map(({ key, value }) => `${key}=${new TextDecoder().decode(value ?? undefined)}`);
  /** Resolves with what is there when the listener is next told. */
  const after = (...changes: Change[]): Promise<string[]> =>
    new Promise((resolve) => {
      told = () => resolve(entries());
      data.apply(2n, packChanges(changes));
      data.settle();
    });
  return { data, below, entries, after, end };
}

const put = (key: string, value: string): Change => ({ kind: 'put', entry: anEntry(key, value, { modified: 9n }) });

describe('the entries below a folder', () => {
  it('are those at any depth, in the order of the tree, and no others', () => {
    expect(watched('/a', '/a', '/a/b', '/a/b/c', '/a/d', '/ab/c').entries()).toEqual(['/a/b=x', '/a/b/c=x', '/a/d=x']);
  });

  it('follow what is written, added and deleted', async () => {
    const { after } = watched('/a', '/a/b', '/a/c');
    expect(await after(put('/a/b', 'new'))).toEqual(['/a/b=new', '/a/c=x']);
    expect(await after(put('/a/deep/er/still', 'y'))).toEqual(['/a/b=new', '/a/c=x', '/a/deep/er/still=y']);
    expect(await after({ kind: 'delete', key: '/a/c' }, put('/a/d', 'z'))).toEqual(['/a/b=new', '/a/d=z', '/a/deep/er/still=y']);
  });

  it('come and go with the folder', async () => {
    const { after } = watched('/a', '/other');
    expect(await after(put('/a/b', 'y'))).toEqual(['/a/b=y']);
    expect(await after({ kind: 'delete', key: '/a/b' })).toEqual([]);
    expect(await after(put('/a/c', 'z'))).toEqual(['/a/c=z']);
  });

  it('are said to be partial where one of them may not be read', () => {
    const { data } = watched('/a', '/a/b');
    expect(new Below(data, '/a').current().partial).toBe(false);
    data.deny(['/a/secret']);
    data.settle();
    expect(new Below(data, '/a').current().partial).toBe(true);
  });
});
