import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IEvent } from 'etcd3';
import { FragmentJoiner } from '../../../electron/drivers/etcd/watch';

const event = (revision: number): IEvent => {
  const kv = { key: Buffer.from('/k'), value: Buffer.alloc(0), create_revision: '1', mod_revision: String(revision), version: '1', lease: '0' };
  return { type: 'Put', kv, prev_kv: kv };
};

test('fragments are joined: however responses were split, they come out whole and in order', () => {
  const responses = fc.array(fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  fc.assert(
    fc.property(responses, (sent) => {
      const joiner = new FragmentJoiner();
      const received: number[][] = [];
      for (const parts of sent) {
        parts.forEach((revisions, i) => {
          const whole = joiner.take({ events: revisions.map(event), fragment: i < parts.length - 1 });
          expect(whole === undefined).toBe(i < parts.length - 1);
          if (whole) received.push(whole.map(({ kv }) => Number(kv.mod_revision)));
        });
      }
      expect(received).toEqual(sent.map((parts) => parts.flat()));
    }),
  );
});
