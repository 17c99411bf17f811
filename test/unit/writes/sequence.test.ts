import { expect, test } from 'vitest';
import { Sequence } from '../../../electron/writes/sequence';
import type { Sent } from '../../../electron/writes/audited';
import { failed, fault, ok } from '../../../shared/fault';
import { plan, put } from './target';

test('a step whose lost answer is found out is not sent again, and each step after it is sent', async () => {
  const plans = ['/a', '/b', '/c'].map((key) => plan(put(key, '1')));
  const sent: string[] = [];
  const unknown = failed(fault('outcome-unknown', 'outcome-unknown'));
  const sequence = new Sequence({
    title: 'three steps',
    plans,
    send: async ({ edits }): Promise<Sent> => {
      const key = edits[0]?.key ?? '';
      sent.push(key);
      const receipt = ok({ id: key, at: 1n, inverse: plan(), warnings: [] });
      return key === '/a' ? { result: unknown, ask: async () => receipt } : { result: receipt };
    },
    did: () => undefined,
    onProgress: () => undefined,
  });
  expect(await sequence.run()).toMatchObject({ state: 'failed', done: 0 });
  expect(await sequence.run()).toMatchObject({ state: 'finished', done: 3 });
  expect(sent).toEqual(['/a', '/b', '/c']);
});

test('a step that is found applied after it was given up counts as done, and the next one is where it goes on', async () => {
  const plans = ['/a', '/b'].map((key) => plan(put(key, '1')));
  const receipt = ok({ id: 'a', at: 1n, inverse: plan(), warnings: [] });
  const unknown = failed(fault('outcome-unknown', 'outcome-unknown'));
  const sent: string[] = [];
  const did: string[] = [];
  let tell: (found: typeof receipt) => void = () => undefined;
  const sequence = new Sequence({
    title: 'two steps',
    plans,
    send: async ({ edits }): Promise<Sent> => {
      sent.push(edits[0]?.key ?? '');
      return sent.length === 1 ? { result: unknown, ask: async () => unknown, told: new Promise((resolve) => (tell = resolve)) } : { result: receipt };
    },
    did: (_, { edits }) => did.push(edits[0]?.key ?? ''),
    onProgress: () => undefined,
  });
  expect(await sequence.run()).toMatchObject({ state: 'failed', done: 0 });
  tell(receipt);
  await expect.poll(() => sequence.status).toMatchObject({ state: 'stopped', done: 1 });
  expect(await sequence.run()).toMatchObject({ state: 'finished', done: 2 });
  expect([sent, did]).toEqual([['/a', '/b'], ['/a', '/b']]);
});
