import { expect, test } from 'vitest';
import { intentOf } from '../../../electron/writes/records';
import type { WriteTarget } from '../../../electron/writes/target';
import { UnknownOutcomes } from '../../../electron/writes/unknown';
import { aTarget, plan, put, succeeded } from './target';

test('a read that throws leaves an unknown outcome to be looked at when the source is live again', async () => {
  const { target, audit } = await aTarget();
  const { source, session } = target;
  const written = plan(put('/a', 'true'));
  succeeded(await session.apply(written));
  const outcomes = new UnknownOutcomes(audit);
  const found = outcomes.add(intentOf(source, written, () => undefined, {}));
  let reads = 0;
  const read: typeof session.read = (key) => (++reads === 1 ? Promise.reject(new Error('the worker has ended')) : session.read(key));
  const failing = { source, session: { phase: session.phase, read } } as unknown as WriteTarget;
  outcomes.look(failing);
  await expect.poll(() => {
    outcomes.look(failing);
    return reads;
  }).toBe(2);
  expect(await found).toMatchObject({ verdict: 'applied' });
});
