/** Changes in steps as the window follows them. */
import './page';
import { expect, test } from 'vitest';
import { receive } from '../../../renderer/store/receive';
import { sources, ui } from '../../../renderer/store/state';
import { followSteps } from '../../../renderer/store/steps';
import type { SourceInfo, SourceStatus } from '../../../shared/contract';
import type { SequenceStatus, WritesStatus } from '../../../shared/model/writes';

const source = { id: 's', backend: 'etcd', endpoints: [], roots: [''], name: 'Shop', environment: 'staging', access: 'read-write' } as const;

test('what is to be done once all of it is applied is done also where the last answer is found out later', () => {
  receive({ kind: 'sources', sources: [{ source, open: true } as unknown as SourceInfo] }, () => undefined);
  const told = (writes: WritesStatus): void => receive({ kind: 'status', sourceId: 's', status: { writes } as SourceStatus }, () => undefined);
  const failed: SequenceStatus = { id: 'w', title: 'Two keys', done: 1, of: 2, keysDone: 1, keys: 2, state: 'failed' };
  let landed = 0;
  told({ sequence: failed });
  followSteps('s', failed, () => landed++);
  expect([landed, sources['s'] !== undefined]).toEqual([0, true]);
  const finished: SequenceStatus = { ...failed, done: 2, keysDone: 2, state: 'finished' };
  for (let i = 0; i < 2; i++) told({ sequence: finished, undo: { id: 'w', title: 'Two keys' } });
  expect(landed).toBe(1);
  expect(ui.undo).toMatchObject({ sourceId: 's', write: { id: 'w' } });
  // it stays finished in what is told of other writes, and is not offered again
  ui.undo = null;
  told({ sequence: finished, undo: { id: 'other', title: 'Another' } });
  expect([landed, ui.undo]).toEqual([1, null]);
});
