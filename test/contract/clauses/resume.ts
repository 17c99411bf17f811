import { expect, onTestFinished, test } from 'vitest';
import type { Driver, ResumePoint } from '../../../electron/drivers/driver';
import { needsListing } from '../../../electron/sessions/retry';
import { FaultError } from '../../../shared/fault';
import { changedKey } from '../../../shared/model/frame';
import { FrameCollector } from '../../support/wait';
import { differences, freshListing, holds, independent, type Harness } from '../harness';

/** Going on from where an earlier connection ended. */
export function resumeClauses(driver: Driver, harness: () => Harness): void {
  /** Watches until the condition holds, then closes and gives the resume point back. */
  const visit = async (replica: FrameCollector, resume: ResumePoint | undefined, done: () => boolean): Promise<ResumePoint | undefined> => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const request = { options: harness().options, signal };
    const connection = await driver.connect({ ...request, ...(resume && { resume }) }).catch((error: unknown) => {
      // an orderly close has ended ZooKeeper's session; ours begins again then
      if (error instanceof FaultError && needsListing(error.fault)) return driver.connect(request);
      throw error;
    });
    onTestFinished(() => connection.close());
    const frames = replica.frames.length;
    for await (const frame of connection.frames({ signal, onReceived: () => {} })) {
      replica.feed(frame);
      if (replica.frames.length > frames && done()) break;
    }
    const point = connection.resumePoint();
    stopping.abort();
    await connection.close();
    return point;
  };

  test('what changed while away is in the replica after resuming, over several visits', async () => {
    const client = await independent(harness());
    const [kept, edited, removed, recreated] = ['kept', 'edited', 'removed', 'recreated'].map((name) => harness().key(name)) as [
      string,
      string,
      string,
      string,
    ];
    for (const key of [kept, edited, removed, recreated]) await client.put(key, 'before');
    const replica = new FrameCollector();
    let point = await visit(replica, undefined, () => true);
    const old = replica.entries.get(recreated);
    for (let round = 0; round < 3; round++) {
      await client.put(edited, `round ${round}`);
      await client.put(removed, 'once more');
      await client.remove(removed);
      await client.remove(recreated);
      await client.put(recreated, 'before');
      await client.put(harness().key('sentinel'), `round ${round}`);
      const frames = replica.frames.length;
      point = await visit(replica, point, () => holds(replica.entries, harness().key('sentinel'), `round ${round}`));

      expect(differences(replica.entries, await freshListing(driver, harness().options))).toEqual([]);
      expect(replica.frames[frames]?.kind).toBe(driver.capabilities.resume === 'from-revision' ? 'delta' : 'listing');
    }
    expect(replica.entries.get(recreated)?.stamp.created).toBeGreaterThan(old?.stamp.created ?? 0n);
    if (driver.capabilities.resume === 'from-revision') {
      const seen = replica.changes().filter((change) => changedKey(change) === recreated);
      expect(seen.map((change) => change.kind)).toEqual(['delete', 'put', 'delete', 'put', 'delete', 'put']);
    }
  });

  test('resuming where nothing has changed says at once that nothing was missed', async () => {
    const client = await independent(harness());
    await client.put(harness().key('flag'), 'x');
    const replica = new FrameCollector();
    const point = await visit(replica, undefined, () => true);
    await visit(replica, point, () => true);

    expect(replica.frames).toHaveLength(2);
    expect(differences(replica.entries, await freshListing(driver, harness().options))).toEqual([]);
    if (driver.capabilities.resume === 'from-revision') expect(replica.frames[1]).toMatchObject({ kind: 'delta', changes: [] });
  });
}
