import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../../electron/writes/audit';
import { Chain, presentEdit } from '../../../electron/writes/chain';
import type { WriteTarget } from '../../../electron/writes/target';
import { Writer } from '../../../electron/writes/writer';
import type { Receipt } from '../../../shared/model/plan';
import type { WritesStatus } from '../../../shared/model/writes';
import { playChain, someActs, type ChainBench } from '../../support/undo-chains';
import { likeEtcd, likeZookeeper, ModelStore } from '../plans/model-store';
import { folder, plan, put } from './target';

/** A writer over a model of a store. */
function overModel(audit: AuditLog, capabilities: typeof likeEtcd): ChainBench {
  const parents = capabilities.parents === 'required';
  const store = new ModelStore({ backend: parents ? 'zookeeper' : 'etcd', roots: ['/'] }, capabilities, { '/r': '' });
  let told: WritesStatus = {};
  const source = { id: 'm', backend: 'etcd', endpoints: [], roots: ['/'], name: 'Model', environment: 'development', access: 'read-write' };
  const session = { refusal: () => undefined, mirror: { get: () => undefined }, apply: async (given: Parameters<ModelStore['apply']>[0]) => store.apply(given) };
  const target = { source, capabilities, session, tellWrites: (status: WritesStatus) => (told = status) } as unknown as WriteTarget;
  const writer = new Writer(audit);
  const key = (name: string): string => `/r/${name}`;
  return {
    parents,
    key,
    read: async (name) => store.entries.get(key(name)) ?? null,
    write: async (plans) => {
      const [only, ...others] = plans;
      if (only && others.length === 0) return writer.apply(target, only, {});
      const steps = await writer.applyInOrder(target, 'steps', plans, {});
      return steps.ok && steps.value.fault ? { ok: false, fault: steps.value.fault } : steps;
    },
    turn: async (direction) => {
      const next = told[direction];
      return next && (direction === 'undo' ? writer.undo(target, next.id, {}) : writer.redo(target, next.id, {}));
    },
    theirs: async (name, value) => {
      if (value === undefined) store.entries.delete(key(name));
      else store.write(key(name), value);
    },
  };
}

test.each([
  ['without parents', likeEtcd],
  ['with parents', likeZookeeper],
])('a chain of our own writes, undos and redos goes back and forth for as long as nobody else touches its keys, and never over what somebody else wrote: %s', { timeout: 120_000 }, async (_, capabilities) => {
  const audit = new AuditLog(folder());
  onTestFinished(() => audit.close());
  const total = { turned: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(someActs, async (acts) => {
      const { turned, refused } = await playChain(overModel(audit, capabilities), acts);
      total.turned += turned;
      total.refused += refused;
    }),
    { numRuns: 150 },
  );
  expect(total.turned).toBeGreaterThan(100);
  expect(total.refused).toBeGreaterThan(5);
});

test('a state is not taken for restored where the guard let somebody else\'s node through', () => {
  const chain = new Chain();
  const stamp = (modified: bigint) => ({ created: 1n, modified, version: Number(modified) });
  const receipt = (inverse: Receipt['inverse'], replaced: boolean): Receipt => ({ at: 1n, inverse, warnings: replaced ? [{ kind: 'replaced-recreated', key: '/a' }] : [] });
  for (const replacedAt of ['the write', 'its undo', 'neither'] as const) {
    const before = chain.applied(plan(put('/a', '2', stamp(1n))), receipt(plan(put('/a', '1', stamp(2n))), false));
    const last = chain.applied(plan(put('/a', '3', stamp(2n))), receipt(plan(put('/a', '2', stamp(3n))), replacedAt === 'the write'));
    chain.turned(last, receipt(plan(put('/a', '3', stamp(4n))), replacedAt === 'its undo'));
    expect(before.map((back) => presentEdit(back).base)).toEqual([stamp(replacedAt === 'neither' ? 4n : 2n)]);
    chain.forget([...before, ...last]);
  }
});

