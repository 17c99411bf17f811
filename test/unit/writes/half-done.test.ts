/** Sequences that came half way: what may be done with them next, on a real workspace. */
import { expect, test } from 'vitest';
import { aTarget, plan, put, stampAt, succeeded, textAt } from './target';

const steps = (...keys: string[]) => keys.map((key) => plan(put(key, 'new')));

test('what was taken back in part is not gone on with: the rest of it can be taken back', async () => {
  const { target, writer } = await aTarget();
  succeeded(await target.session.apply(plan(put('/d', 'in the way'))));
  expect(succeeded(await writer.applyInOrder(target, 'Five keys', steps('/a', '/b', '/c', '/d', '/e'), {}))).toMatchObject({ done: 3, state: 'failed' });
  succeeded(await target.session.apply(plan(put('/b', 'theirs', await stampAt(target, '/b')))));
  const id = target.told.undo?.id ?? '';
  expect(await writer.undo(target, id, {})).toMatchObject({ ok: false, fault: { code: 'conflict', key: '/b' } });
  expect(await textAt(target, '/c')).toBeUndefined();
  // to go on with /d and /e would be called finished without /c
  expect(target.told.sequence).toBeUndefined();
  expect(target.told.undo?.id).toBe(id);
  succeeded(await target.session.apply(plan({ kind: 'delete', key: '/d', base: await stampAt(target, '/d') })));
  expect(await writer.resume(target, {})).toMatchObject({ ok: false, fault: { reason: 'no-sequence' } });
  expect(await textAt(target, '/e')).toBeUndefined();
});

test('another change in steps waits until somebody has gone on with it, taken it back or given it up', async () => {
  const { target, writer } = await aTarget();
  succeeded(await target.session.apply(plan(put('/b', 'in the way'))));
  const half = async () => expect(succeeded(await writer.applyInOrder(target, 'Two keys', steps('/a', '/b'), {}))).toMatchObject({ done: 1, state: 'failed' });
  const refused = async () => {
    expect(await writer.applyInOrder(target, 'Others', steps('/x', '/y'), {})).toMatchObject({ ok: false, fault: { reason: 'sequence-unfinished', params: { title: 'Two keys' } } });
    expect(target.told.sequence).toMatchObject({ title: 'Two keys', done: 1 });
  };
  await half();
  await refused();
  succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
  await half();
  await refused();
  writer.stop(target);
  expect(succeeded(await writer.applyInOrder(target, 'Others', steps('/x', '/y'), {}))).toMatchObject({ state: 'finished' });
});
