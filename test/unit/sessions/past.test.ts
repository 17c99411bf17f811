import { unpackChanges } from '../../../shared/plans/packed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../../electron/sessions/journal';
import type { LookBack } from '../../../electron/sessions/look-back';
import { Mirror } from '../../../electron/sessions/mirror';
import { pastAt, type PastSources } from '../../../electron/sessions/past';
import { PastViews } from '../../../electron/sessions/past-views';
import { Timeline } from '../../../electron/sessions/timeline';
import { failed, fault, ok } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { Change } from '../../../shared/model/frame';

const anEntry = (key: string, value: string, at: bigint): Entry => ({ key, value: new TextEncoder().encode(value), stamp: { created: at, modified: at, version: 1 } });
const never = new AbortController().signal;

/** A watched source whose frame number n comes at time n * 10 and leads to revision n. */
class Watched implements PastSources {
  readonly mirror = new Mirror();
  readonly journal: Journal;
  readonly timeline = new Timeline();
  store: PastSources['store'];
  keepsRevisions = false;
  #frame = 0;

  constructor(journal = new Journal()) {
    this.journal = journal;
    this.mirror.take({ kind: 'listing', seq: 0, at: 0n, entries: [anEntry('/a', 'a', 0n), anEntry('/b', 'b', 0n)] });
    this.timeline.restart(0n, 0);
  }

  change(...changes: Change[]): void {
    const at = BigInt(++this.#frame);
    const seenAt = this.#frame * 10;
    const taken = this.mirror.take({ kind: 'delta', seq: this.#frame, at, changes });
    if (taken.kind !== 'changed') throw new Error('the delta does not follow');
    for (const { change, before } of taken.seen) {
      const key = change.kind === 'put' ? change.entry.key : change.key;
      this.journal.add({ key, seenAt, ...(before && { before }), ...(change.kind === 'put' && { after: change.entry }) });
    }
    this.timeline.note(at, seenAt, taken.seen.length);
  }
}

const put = (key: string, value: string, at: bigint): Change => ({ kind: 'put', entry: anEntry(key, value, at) });
const remove = (key: string): Change => ({ kind: 'delete', key });

/** What restoring these keys would do, unpacked. */
async function restored(views: PastViews, id: string, keys: readonly string[]) {
  const restoration = await views.restore(id, keys, 'Restore');
  if (!restoration.ok) throw new Error(restoration.fault.message);
  const { changes, leftOut } = restoration.value;
  return { leftOut, intentions: unpackChanges(changes).intentions };
}

describe('a past that is worked out', () => {
  test('is exactly what was there, at every moment that was watched', async () => {
    const step = fc.record({ key: fc.constantFrom('/a', '/b', '/c', '/d'), value: fc.option(fc.string({ maxLength: 3 })) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), async (frames) => {
        const watched = new Watched();
        const states = [new Map(watched.mirror.entries)];
        for (const [index, steps] of frames.entries()) {
          watched.change(...steps.map(({ key, value }) => (value === null ? remove(key) : put(key, value, BigInt(index + 1)))));
          states.push(new Map(watched.mirror.entries));
        }
        for (const [index, state] of states.entries()) {
          const past = await pastAt({ time: index * 10 + 5 }, watched, never);
          expect(past.ok && past.value.told).toBe('journal');
          expect(past.ok && new Map([...past.value.entries].sort())).toEqual(new Map([...state].sort()));
        }
      }),
    );
  });

  test('reaches no further than the journal does without a gap, and no further than somebody watched', async () => {
    const watched = new Watched(new Journal({ items: 2, bytes: 1 << 20 }));
    for (let i = 1; i <= 4; i++) watched.change(put('/a', String(i), BigInt(i)));
    expect(await pastAt({ time: 25 }, watched, never)).toMatchObject({ ok: true, value: { at: 2n } });
    expect(await pastAt({ time: 15 }, watched, never)).toMatchObject({ ok: false, fault: { reason: 'past-unseen' } });
    expect(await pastAt({ time: -1 }, watched, never)).toMatchObject({ ok: false, fault: { reason: 'past-unseen' } });
  });
});

describe('a past that the store tells', () => {
  test('is asked for by the revision that was current at a time', async () => {
    const watched = new Watched();
    watched.change(put('/a', 'one', 1n));
    watched.change(put('/a', 'two', 2n));
    const asked: bigint[] = [];
    watched.keepsRevisions = true;
    watched.store = {
      listAt: async (at) => {
        asked.push(at);
        return ok([anEntry('/a', 'told', at)]);
      },
    };
    expect(await pastAt({ time: 15 }, watched, never)).toMatchObject({ ok: true, value: { at: 1n, seenAt: 10, told: 'store' } });
    expect(asked).toEqual([1n]);
  });

  test('is worked out where the store has given it up but it was seen', async () => {
    const watched = new Watched();
    watched.change(put('/a', 'one', 1n));
    watched.change(put('/a', 'two', 2n));
    watched.keepsRevisions = true;
    watched.store = { listAt: async (at) => failed(fault('compacted', 'past-compacted', { revision: String(at), oldest: '2' })) };
    const past = await pastAt({ revision: 1n }, watched, never);
    expect(past).toMatchObject({ ok: true, value: { at: 1n, told: 'journal' } });
    expect(past.ok && past.value.entries.get('/a')).toEqual(anEntry('/a', 'one', 1n));
  });

  test('is refused for what is still to come', async () => {
    const watched = new Watched();
    expect(await pastAt({ revision: 9n }, watched, never)).toMatchObject({ ok: false, fault: { reason: 'past-ahead' } });
  });
});

describe('the difference to now', () => {
  const opened = async () => {
    const watched = new Watched();
    watched.change(put('/a', 'changed', 1n), remove('/b'), put('/c', 'new', 1n));
    const views = new PastViews();
    const lookBack: Pick<LookBack, 'pastAt'> = { pastAt: (moment, signal) => pastAt(moment, watched, signal) };
    const state = await views.open({ mirror: watched.mirror, lookBack }, { time: 5 });
    if (!state.ok) throw new Error(state.fault.message);
    return { views, watched, id: state.value.id };
  };

  test('names every key that is not what it was, in order, and follows what happens on', async () => {
    const { views, watched, id } = await opened();
    expect(views.difference(id)).toMatchObject({ ok: true, value: { keys: '/a\0/b\0/c', kinds: Uint8Array.of(1, 2, 0), counts: { added: 1, changed: 1, removed: 1 } } });
    watched.change(put('/a', 'a', 2n));
    // written again, but it holds the same
    expect(views.difference(id)).toMatchObject({ ok: true, value: { keys: '/b\0/c' } });
  });

  test('is undone by what restores, each key on the state that it has now', async () => {
    const { views, watched, id } = await opened();
    const { modifiedAt: _, ...stamp } = watched.mirror.get('/a')?.stamp ?? { modifiedAt: 0 };
    expect(await restored(views, id, ['/a', '/b', '/c', '/never'])).toMatchObject({
      leftOut: 0,
      intentions: [
        { kind: 'set', key: '/a', value: anEntry('/a', 'a', 0n).value, base: stamp },
        { kind: 'set', key: '/b', value: anEntry('/b', 'b', 0n).value, base: 'absent' },
        { kind: 'delete', key: '/c', base: { created: watched.mirror.get('/c')?.stamp.created } },
      ],
    });
  });

  test('brings no key back by the way that went with its owner, and tells how many', async () => {
    const watched = new Watched();
    watched.change({ kind: 'put', entry: { ...anEntry('/lock', '1', 1n), owner: 'ff' } });
    watched.change(remove('/lock'), remove('/a'));
    const views = new PastViews();
    const state = await views.open({ mirror: watched.mirror, lookBack: { pastAt: (moment, signal) => pastAt(moment, watched, signal) } }, { time: 15 });
    if (!state.ok) throw new Error(state.fault.message);
    const { id } = state.value;
    expect(await restored(views, id, ['/a', '/lock'])).toMatchObject({ leftOut: 1, intentions: [{ kind: 'set', key: '/a' }] });
    expect(await restored(views, id, ['/lock'])).toMatchObject({ leftOut: 0, intentions: [{ kind: 'set', key: '/lock' }] });
  });

  test('is not kept for ever', async () => {
    const { views, id } = await opened();
    views.close(id);
    expect(views.difference(id)).toMatchObject({ ok: false, fault: { reason: 'past-forgotten' } });
  });
});
