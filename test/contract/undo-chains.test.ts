/** Undo and redo in a row on real stores, with somebody else's writes in between, against a book that knows of no stamps. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import type { WriteTarget } from '../../electron/writes/target';
import { Writer } from '../../electron/writes/writer';
import type { Source } from '../../shared/model/source';
import type { WritesStatus } from '../../shared/model/writes';
import { removeScratch, scratchFolder } from '../support/process';
import { NAMES, playChain, someActs, type ChainBench } from '../support/undo-chains';
import { openTarget } from '../support/write-target';
import { startEtcdHarness } from './etcd-harness';
import { bytes, independent, plan, put, succeeded, text, type Harness } from './harness';
import { startLocalHarness } from './local-harness';
import { startZookeeperHarness } from './zookeeper-harness';

/** Independent runs, each on keys of its own. */
const RUNS = 12;

const stores = { etcd: () => startEtcdHarness('/scoped/root/'), zookeeper: () => startZookeeperHarness('/scoped/root'), local: startLocalHarness } as const;

describe.each(['etcd', 'zookeeper', 'local'] as const)('%s', (name) => {
  let harness: Harness;
  beforeAll(async () => void (harness = await stores[name]()));
  afterAll(() => harness.stop());

  async function writing() {
    const folder = scratchFolder('undo-chains');
    const target = await openTarget({ ...harness.options, id: 'one', name: 'One', environment: 'development', access: 'read-write' } satisfies Source);
    const audit = new AuditLog(folder);
    onTestFinished(async () => {
      await target.session.close();
      await audit.close();
      removeScratch(folder);
    });
    return { target, audit };
  }

  test('our own chain goes back and forth for as long as nobody else touches its keys, and never over what somebody else wrote', { timeout: 300_000 }, async () => {
    const { target, audit } = await writing();
    const client = await independent(harness);
    const total = { turned: 0, refused: 0 };
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(someActs, async (acts) => {
        const top = harness.key(`run-${++runs}`);
        if (name === 'zookeeper') await client.put(top, '');
        // a history of its own, as another source has it
        let told: WritesStatus = {};
        const { source, session, capabilities } = target;
        const under: WriteTarget = { source, session, capabilities, tellWrites: (status) => (told = status) };
        const writer = new Writer(audit);
        const key = (last: string): string => `${top}/${last}`;
        const bench: ChainBench = {
          parents: name === 'zookeeper',
          key,
          read: async (last) => succeeded(await target.session.read(key(last))).entry,
          write: async (plans) => {
            const [only, ...others] = plans;
            if (only && others.length === 0) return writer.apply(under, only, {});
            const steps = await writer.applyInOrder(under, 'steps', plans, {});
            return steps.ok && steps.value.fault ? { ok: false, fault: steps.value.fault } : steps;
          },
          turn: async (direction) => {
            const next = told[direction];
            return next && (direction === 'undo' ? writer.undo(under, next.id, {}) : writer.redo(under, next.id, {}));
          },
          theirs: (last, value) => (value === undefined ? client.remove(key(last)) : client.put(key(last), value)),
        };
        const { turned, refused } = await playChain(bench, acts);
        total.turned += turned;
        total.refused += refused;
        for (const last of NAMES.toReversed()) await client.remove(key(last));
      }),
      { numRuns: RUNS },
    );
    expect(total.turned).toBeGreaterThan(RUNS / 4);
  });

  test('a key that was changed, deleted with what lies below it, and created again, goes back all the way and forth again', async () => {
    const { target, audit } = await writing();
    const writer = new Writer(audit);
    const client = await independent(harness);
    const [top, below] = [harness.key('all-the-way'), harness.key('all-the-way/below')];
    await client.put(top, 'theirs');
    await client.put(below, 'under it');
    const values = async () => [await client.get(top), await client.get(below)].map((value) => (value === undefined ? undefined : text(value)));
    const base = async (key: string) => succeeded(await target.session.read(key)).entry?.stamp ?? 'absent';
    const removal = async (key: string) => {
      const stamp = await base(key);
      if (stamp === 'absent') throw new Error(`${key} is not there`);
      return { kind: 'delete', key, base: stamp } as const;
    };
    const history = [await values()];
    for (const edits of [
      async () => [put(top, 'first', await base(top))],
      async () => [put(top, 'second', await base(top)), put(below, 'changed', await base(below))],
      async () => [await removal(below), await removal(top)],
      async () => [put(top, 'again')],
      async () => [put(below, 'again under it'), put(top, bytes('third'), await base(top))],
    ]) {
      succeeded(await writer.apply(target, plan(...(await edits())), {}));
      history.push(await values());
    }
    for (let round = 0; round < 2; round++) {
      for (const expected of history.slice(0, -1).reverse()) {
        succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
        expect(await values()).toEqual(expected);
      }
      expect(target.told.undo).toBeUndefined();
      for (const expected of history.slice(1)) {
        succeeded(await writer.redo(target, target.told.redo?.id ?? '', {}));
        expect(await values()).toEqual(expected);
      }
    }
  });
});
