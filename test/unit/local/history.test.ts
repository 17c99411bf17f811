import { expect, test } from 'vitest';
import type { Store } from '../../../electron/drivers/local/store';
import { accepted, directory, openStore, picture, planOf, put, refused } from './workspace';

/** Writes a key so many times, another one in between, and gives what the workspace held after each transaction. */
async function written(store: Store, times: number): Promise<Map<bigint, string[]>> {
  const states = new Map<bigint, string[]>();
  const note = (): void => void states.set(store.history.revision, picture(store.history.entries.values()));
  accepted(await store.apply(planOf(put('/early', 'x'))));
  for (let i = 0; i < times; i++) {
    accepted(await store.apply(planOf(put('/flag', `value ${i}`, store.history.entries.get('/flag')))));
    note();
    accepted(await store.apply(planOf(put('/other', `value ${i}`, store.history.entries.get('/other')))));
    note();
  }
  return states;
}

test('what was compacted away is not told, and all the rest is', async () => {
  const store = await openStore(directory(), { atCount: 50, keepCount: 20 });
  const states = await written(store, 60);
  const { history } = store;
  const whole = history.revisionsOf('/flag', { limit: 1000 });
  expect(whole.begins).toBe('compacted');
  // the newest first, each with its time, without a gap down to what stood when it was compacted
  const versions = whole.revisions.map(({ entry }) => entry?.stamp.version ?? 0);
  expect(versions).toEqual(versions.map((_, index) => 60 - index));
  expect(whole.revisions.every(({ time }) => time !== undefined)).toBe(true);
  expect(history.revisionsOf('/early', { limit: 10 })).toMatchObject({ revisions: [{ entry: { key: '/early' } }], begins: 'compacted' });

  const oldest = [...states.keys()].find((revision) => history.entriesAt(revision).ok) ?? 0n;
  for (const [revision, state] of states) {
    const told = history.entriesAt(revision);
    if (revision >= oldest) expect(picture(accepted(told))).toEqual(state);
    else expect(refused(told)).toMatchObject({ reason: 'past-compacted', params: { oldest: String(oldest) } });
  }
  expect(oldest).toBeGreaterThan(50n);
});

test('pages of a history join, wherever they are cut', async () => {
  const store = await openStore(directory(), { atCount: 50, keepCount: 20 });
  await written(store, 60);
  const whole = store.history.revisionsOf('/flag', { limit: 1000 }).revisions.map(({ at }) => at);
  for (const limit of [1, 2, whole.length - 1, whole.length]) {
    const joined: bigint[] = [];
    for (let page = store.history.revisionsOf('/flag', { limit }); ; ) {
      joined.push(...page.revisions.map(({ at }) => at));
      const before = joined.at(-1);
      if (page.begins !== undefined || before === undefined) break;
      page = store.history.revisionsOf('/flag', { limit, before });
    }
    expect(joined).toEqual(whole);
  }
});
