import { describe, expect, test, vi } from 'vitest';
import { failed, fault } from '../../../shared/fault';
import type { Approval } from '../../../shared/model/guards';
import type { OpenTarget } from '../../support/write-target';
import { aTarget, plan, put, recorded, stampAt, succeeded, textAt } from './target';

const approved: Approval = { reviewed: true, reason: 'on call' };

describe('a write', () => {
  test('is recorded with what it changes before it is sent, and with its outcome', async () => {
    const { target, writer, audit } = await aTarget();
    succeeded(await writer.apply(target, plan(put('/flag', 'false')), {}));
    const receipt = succeeded(await writer.apply(target, { ...plan(put('/flag', 'true', await stampAt(target, '/flag'))), title: 'On' }, { reason: 'asked for' }));
    const [last] = await recorded(audit);
    expect(last).toMatchObject({
      state: 'applied',
      intent: { id: receipt.id, title: 'On', reason: 'asked for', source: { id: 'w', name: 'Workspace', backend: 'local', environment: 'development' } },
      outcome: { outcome: 'applied', revision: String(receipt.at) },
    });
    expect(last?.intent.edits).toMatchObject([{ kind: 'put', key: '/flag', before: { text: 'false' }, after: { text: 'true' } }]);
    expect(last?.intent.who.user).not.toBe('');
  });

  test('that the store refuses is recorded with the reason', async () => {
    const { target, writer, audit } = await aTarget();
    succeeded(await writer.apply(target, plan(put('/flag', 'false')), {}));
    expect(await writer.apply(target, plan(put('/flag', 'true')), {})).toMatchObject({ ok: false, fault: { code: 'conflict', key: '/flag' } });
    expect((await recorded(audit))[0]).toMatchObject({ state: 'refused', outcome: { fault: { code: 'conflict', reason: 'conflict-exists', key: '/flag' } } });
    expect(target.told.undo).toMatchObject({ title: 'a test' });
  });

  test('to a source that may not be written is neither sent nor recorded', async () => {
    const { target, writer, audit } = await aTarget({ access: 'read-only' });
    expect(await writer.apply(target, plan(put('/flag', 'true')), approved)).toMatchObject({ ok: false, fault: { code: 'read-only' } });
    expect(await recorded(audit)).toEqual([]);
  });
});

describe('the demands of a source', () => {
  test.each([
    ['development', 'guarded'],
    ['production', 'guarded'],
    ['production', 'read-write'],
  ] as const)('%s, %s: a change is reviewed and has a reason, whatever the window says', async (environment, access) => {
    const { target, writer, audit } = await aTarget({ environment, access });
    const one = plan(put('/flag', 'true'));
    for (const [approval, reason] of [
      [{}, 'review-demanded'],
      [{ reason: 'why' }, 'review-demanded'],
      [{ reviewed: true }, 'reason-demanded'],
      [{ reviewed: true, reason: ' \n' }, 'reason-demanded'],
    ] as const) {
      expect(await writer.apply(target, one, approval)).toMatchObject({ ok: false, fault: { code: 'invalid', reason } });
    }
    expect([await textAt(target, '/flag'), await recorded(audit)]).toEqual([undefined, []]);
    succeeded(await writer.apply(target, one, approved));
    expect(await textAt(target, '/flag')).toBe('true');
    expect((await recorded(audit))[0]?.intent.reason).toBe('on call');
  });

  test('in production more than one key wants the name of the environment, over all steps of a sequence too', async () => {
    const { target, writer } = await aTarget({ environment: 'production', access: 'guarded' });
    const [a, b] = [put('/a', '1'), put('/b', '1')];
    const refused = { ok: false, fault: { code: 'invalid', reason: 'name-demanded' } };
    expect(await writer.apply(target, plan(a, b), approved)).toMatchObject(refused);
    expect(await writer.apply(target, plan(a, b), { ...approved, typedName: 'prod' })).toMatchObject(refused);
    expect(await writer.applyInOrder(target, 'both', [plan(a), plan(b)], approved)).toMatchObject(refused);
    succeeded(await writer.apply(target, plan(a, b), { ...approved, typedName: 'production' }));
  });

  test('hold as the source is at that moment, for taking back as well', async () => {
    const { target, writer } = await aTarget();
    const { id } = succeeded(await writer.apply(target, plan(put('/flag', 'true')), {}));
    target.change({ environment: 'production', access: 'guarded' });
    expect(await writer.undo(target, id, {})).toMatchObject({ ok: false, fault: { reason: 'review-demanded' } });
    expect(target.told.undo?.id).toBe(id);
    succeeded(await writer.undo(target, id, approved));
    expect(await textAt(target, '/flag')).toBeUndefined();
  });
});

describe('undo', () => {
  test('takes writes back one by one, and redo does them again', async () => {
    const { target, writer, audit } = await aTarget();
    const first = succeeded(await writer.apply(target, { ...plan(put('/flag', 'one')), title: 'One' }, {}));
    const second = succeeded(await writer.apply(target, { ...plan(put('/flag', 'two', await stampAt(target, '/flag'))), title: 'Two' }, {}));
    expect(target.told).toEqual({ undo: { id: second.id, title: 'Two' } });

    succeeded(await writer.undo(target, second.id, {}));
    expect(await textAt(target, '/flag')).toBe('one');
    expect(target.told).toMatchObject({ undo: { id: first.id }, redo: { title: 'Two' } });
    expect((await recorded(audit))[0]?.intent).toMatchObject({ title: 'Undo: Two', undoes: second.id });

    succeeded(await writer.redo(target, target.told.redo?.id ?? '', {}));
    expect(await textAt(target, '/flag')).toBe('two');
    expect(target.told).toMatchObject({ undo: { title: 'Two' } });
    expect(target.told.redo).toBeUndefined();
    expect((await recorded(audit))[0]?.intent.title).toBe('Redo: Two');
    succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
    expect(await textAt(target, '/flag')).toBe('one');
  });

  test('whose answer was lost goes on where it took effect, and leaves what was written before within reach', async () => {
    const { target, writer } = await aTarget();
    succeeded(await writer.apply(target, plan(put('/flag', 'off')), {}));
    const first = succeeded(await writer.apply(target, plan(put('/other', '1')), {}));
    const second = succeeded(await writer.apply(target, plan(put('/flag', 'on', await stampAt(target, '/flag'))), {}));
    expect(await withoutAnswers(target, () => writer.undo(target, second.id, {}))).toMatchObject({ ok: false, fault: { code: 'outcome-unknown' } });
    expect([await textAt(target, '/flag'), target.told.undo?.id]).toEqual(['off', second.id]);
    writer.live(target);
    succeeded(await writer.undo(target, second.id, {}));
    succeeded(await writer.undo(target, first.id, {}));
    expect(await textAt(target, '/other')).toBeUndefined();
  });

  test('is offered for a write that is found applied after it was given up, at its place among the others', async () => {
    const { target, writer, audit } = await aTarget();
    succeeded(await writer.apply(target, { ...plan(put('/flag', 'on')), title: 'First' }, {}));
    expect(await withoutAnswers(target, () => writer.apply(target, { ...plan(put('/other', '1')), title: 'Lost' }, {}))).toMatchObject({ ok: false, fault: { code: 'outcome-unknown' } });
    expect(target.told.undo?.title).toBe('First');
    succeeded(await writer.apply(target, { ...plan(put('/third', '1')), title: 'Last' }, {}));
    writer.live(target);
    await expect.poll(async () => (await recorded(audit)).some(({ resolution }) => resolution?.found === 'applied')).toBe(true);
    for (const title of ['Last', 'Lost', 'First']) {
      expect(target.told.undo?.title).toBe(title);
      succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
    }
    expect([await textAt(target, '/other'), await textAt(target, '/flag')]).toEqual([undefined, undefined]);
  });

  test('that is found done after it was given up is on offer to be done again', async () => {
    const { target, writer } = await aTarget();
    const { id } = succeeded(await writer.apply(target, plan(put('/flag', 'on')), {}));
    succeeded(await writer.apply(target, plan(put('/flag', 'off', await stampAt(target, '/flag'))), {}));
    expect(await withoutAnswers(target, () => writer.undo(target, target.told.undo?.id ?? '', {}))).toMatchObject({ ok: false, fault: { code: 'outcome-unknown' } });
    writer.live(target);
    await expect.poll(() => target.told.redo).toBeDefined();
    expect(target.told.undo?.id).toBe(id);
    succeeded(await writer.redo(target, target.told.redo?.id ?? '', {}));
    expect(await textAt(target, '/flag')).toBe('off');
  });

  test('is of the write that is named, or of none', async () => {
    const { target, writer } = await aTarget();
    const first = succeeded(await writer.apply(target, plan(put('/a', '1')), {}));
    succeeded(await writer.apply(target, plan(put('/b', '1')), {}));
    expect(await writer.undo(target, first.id, {})).toMatchObject({ ok: false, fault: { code: 'invalid', reason: 'undo-moved' } });
    const pressedTwice = await Promise.all([1, 2].map(() => writer.undo(target, target.told.undo?.id ?? '', {})));
    expect(pressedTwice.map(({ ok }) => ok)).toEqual([true, false]);
    expect(await textAt(target, '/a')).toBe('1');
  });

  test('stays on offer where somebody else wrote since, and says which key', async () => {
    const { target, writer } = await aTarget();
    const { id } = succeeded(await writer.apply(target, plan(put('/a', '1'), put('/b', '1')), {}));
    succeeded(await target.session.apply(plan(put('/b', 'theirs', await stampAt(target, '/b')))));
    expect(await writer.undo(target, id, {})).toMatchObject({ ok: false, fault: { code: 'conflict', key: '/b' } });
    expect(target.told.undo?.id).toBe(id);
    expect(await textAt(target, '/a')).toBe('1');
  });

  test('a new write ends what could be done again', async () => {
    const { target, writer } = await aTarget();
    const { id } = succeeded(await writer.apply(target, plan(put('/a', '1')), {}));
    succeeded(await writer.undo(target, id, {}));
    expect(target.told.redo).toBeDefined();
    succeeded(await writer.apply(target, plan(put('/b', '1')), {}));
    expect(target.told.redo).toBeUndefined();
  });

  test('reaches back over a hundred writes', async () => {
    const { target, writer } = await aTarget();
    for (let i = 0; i <= 100; i++) succeeded(await writer.apply(target, plan(put(`/k/${i}`, '1')), {}));
    let taken = 0;
    for (let next = target.told.undo; next; next = target.told.undo) {
      succeeded(await writer.undo(target, next.id, {}));
      taken++;
    }
    expect(taken).toBe(100);
    expect(await textAt(target, '/k/0')).toBe('1');
  });
});

describe('plans in order', () => {
  const steps = (...keys: string[]) => keys.map((key) => plan(put(key, 'new')));

  test('are applied one after another, recorded as steps, and taken back as one', async () => {
    const { target, writer, audit } = await aTarget();
    expect(succeeded(await writer.applyInOrder(target, 'Three keys', steps('/a', '/b', '/c'), {}))).toMatchObject({ done: 3, of: 3, state: 'finished' });
    const entries = await recorded(audit);
    expect(entries.map(({ intent }) => intent.step?.number)).toEqual([3, 2, 1]);
    expect(new Set(entries.map(({ intent }) => intent.step?.sequence)).size).toBe(1);
    expect(target.told).toMatchObject({ undo: { title: 'Three keys' }, sequence: { state: 'finished' } });

    succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
    expect(target.session.mirror.size).toBe(0);
    expect((await recorded(audit)).slice(0, 3).map(({ intent }) => intent.edits[0]?.key)).toEqual(['/a', '/b', '/c']);
    succeeded(await writer.redo(target, target.told.redo?.id ?? '', {}));
    expect(await Promise.all(['/a', '/b', '/c'].map((key) => textAt(target, key)))).toEqual(['new', 'new', 'new']);
  });

  test('end at the first that is refused, tell what is done, and go on there once it is possible', async () => {
    const { target, writer } = await aTarget();
    succeeded(await target.session.apply(plan(put('/b', 'in the way'))));
    expect(succeeded(await writer.applyInOrder(target, 'Three keys', steps('/a', '/b', '/c'), {}))).toMatchObject({ done: 1, of: 3, state: 'failed', fault: { code: 'conflict', key: '/b' } });
    expect(target.told.sequence).toMatchObject({ done: 1, of: 3, state: 'failed' });
    expect([await textAt(target, '/a'), await textAt(target, '/c')]).toEqual(['new', undefined]);

    succeeded(await target.session.apply(plan({ kind: 'delete', key: '/b', base: await stampAt(target, '/b') })));
    expect(succeeded(await writer.resume(target, {}))).toMatchObject({ done: 3, state: 'finished' });
    expect(await writer.resume(target, {})).toMatchObject({ ok: false, fault: { reason: 'no-sequence' } });
    expect(target.told.sequence).toMatchObject({ state: 'finished' });
    succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
    expect(target.session.mirror.size).toBe(0);
  });

  test('stop where they are told to, and what is done can be taken back', async () => {
    const { target, writer } = await aTarget();
    const running = writer.applyInOrder(target, 'Many', steps(...Array.from({ length: 50 }, (_, i) => `/k/${i}`)), {});
    expect(await writer.applyInOrder(target, 'Others', steps('/x'), {})).toMatchObject({ ok: false, fault: { reason: 'sequence-running' } });
    writer.stop(target);
    const { done, state } = succeeded(await running);
    expect(state).toBe('stopped');
    expect(done).toBeLessThan(50);
    if (target.told.undo) succeeded(await writer.undo(target, target.told.undo.id, {}));
    expect(target.session.mirror.size).toBe(0);
    if (done > 0) expect(target.told.sequence).toBeUndefined();
  });

  test('tell how far taking them back has got, stop there where they are told to, and go on with the rest', async () => {
    const { target, writer, audit } = await aTarget();
    const keys = Array.from({ length: 30 }, (_, i) => `/k/${i}`);
    succeeded(await writer.apply(target, plan(put('/before', '1')), {}));
    succeeded(await writer.applyInOrder(target, 'Many', steps(...keys), {}));
    const id = target.told.undo?.id ?? '';
    const undoing = writer.undo(target, id, {});
    await expect.poll(() => target.told.sequence?.done, { interval: 1 }).toBeGreaterThan(0);
    expect(target.told.sequence).toMatchObject({ state: 'running', of: 30, keys: 30, title: 'Many' });
    expect(await writer.applyInOrder(target, 'Others', steps('/x'), {})).toMatchObject({ ok: false, fault: { reason: 'sequence-running' } });
    // it stays on offer itself, so that pressing twice takes back nothing else
    expect(target.told.undo?.id).toBe(id);
    expect(await writer.undo(target, id, {})).toMatchObject({ ok: false, fault: { reason: 'sequence-running' } });
    writer.stop(target);
    expect(await undoing).toMatchObject({ ok: false, fault: { code: 'aborted', reason: 'turn-stopped' } });
    expect(target.told).toMatchObject({ undo: { id } });
    expect(target.told.sequence).toBeUndefined();
    const left = target.session.mirror.size - 1;
    expect(left).toBeGreaterThan(0);
    expect((await recorded(audit, { states: ['applied'] })).filter(({ intent }) => intent.undoes !== undefined)).toHaveLength(30 - left);
    succeeded(await writer.undo(target, id, {}));
    expect(target.session.mirror.size).toBe(1);
    succeeded(await writer.redo(target, target.told.redo?.id ?? '', {}));
    expect(await Promise.all(keys.map((key) => textAt(target, key)))).toEqual(keys.map(() => 'new'));
  });

  test('that failed can be given up; what is done stays and can be taken back', async () => {
    const { target, writer } = await aTarget();
    succeeded(await target.session.apply(plan(put('/b', 'in the way'))));
    succeeded(await writer.applyInOrder(target, 'Two keys', steps('/a', '/b'), {}));
    writer.stop(target);
    expect(target.told).toMatchObject({ undo: { title: 'Two keys' } });
    expect(target.told.sequence).toBeUndefined();
    expect(await writer.resume(target, {})).toMatchObject({ ok: false, fault: { reason: 'no-sequence' } });
  });

  test('that cannot be taken back as a whole keep what is left of it', async () => {
    const { target, writer } = await aTarget();
    succeeded(await writer.applyInOrder(target, 'Three keys', steps('/a', '/b', '/c'), {}));
    succeeded(await target.session.apply(plan(put('/b', 'theirs', await stampAt(target, '/b')))));
    const id = target.told.undo?.id ?? '';
    expect(await writer.undo(target, id, {})).toMatchObject({ ok: false, fault: { code: 'conflict', key: '/b' } });
    expect([await textAt(target, '/a'), await textAt(target, '/c')]).toEqual(['new', undefined]);
    expect(target.told.undo?.id).toBe(id);
  });
});

/** Does something while what is sent takes effect, but the link breaks before the answer. Nobody waits for the link to come back. */
async function withoutAnswers<T>({ session }: OpenTarget, act: () => Promise<T>): Promise<T> {
  const apply = session.apply.bind(session);
  vi.spyOn(session, 'apply').mockImplementation(async (sent) => {
    succeeded(await apply(sent));
    return failed(fault('outcome-unknown', 'outcome-unknown', {}, { key: sent.edits[0]?.key ?? '' }));
  });
  vi.spyOn(session, 'phase', 'get').mockReturnValue({ kind: 'connecting' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let over = false;
    const done = act().finally(() => (over = true));
    while (!over) {
      await new Promise(setImmediate);
      vi.advanceTimersByTime(1000);
    }
    return await done;
  } finally {
    vi.useRealTimers();
    vi.restoreAllMocks();
  }
}
