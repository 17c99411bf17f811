import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilities as etcdCapabilities } from '../../../electron/drivers/etcd/capabilities';
import { admit as admitToEtcd } from '../../../electron/drivers/etcd/plan';
import { local } from '../../../electron/drivers/local/index';
import { admit as admitToLocal } from '../../../electron/drivers/local/plan';
import { capabilities as zookeeperCapabilities } from '../../../electron/drivers/zookeeper/capabilities';
import { precheck } from '../../../electron/drivers/zookeeper/precheck';
import type { Capabilities } from '../../../shared/model/capabilities';
import type { Edit, Plan } from '../../../shared/model/plan';
import { fitPlan } from '../../../shared/plans/fit';

/** Whether a driver would send this plan. */
const drivers: Record<string, { capabilities: Capabilities; admits: (plan: Plan) => boolean }> = {
  etcd: { capabilities: etcdCapabilities, admits: (plan) => admitToEtcd(plan, ['']).ok },
  zookeeper: { capabilities: zookeeperCapabilities, admits: (plan) => precheck(plan, ['/']) === undefined },
  local: { capabilities: local.capabilities, admits: (plan) => admitToLocal(plan, local.capabilities).ok },
};

const stamp = { created: 1n, modified: 1n, version: 1 };
const size = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 2000 }) }, { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 1_000_000 }) });
const edits = (counts: fc.Arbitrary<number>) =>
  fc.tuple(counts, fc.array(fc.record({ kind: fc.constantFrom('create', 'put', 'delete'), size, name: fc.integer({ min: 1, max: 300 }) }), { minLength: 1, maxLength: 12 })).map(([count, shapes]): Edit[] =>
    Array.from({ length: count }, (_, i) => {
      const shape = shapes[i % shapes.length] ?? expect.fail();
      const key = `/${'é'.repeat(shape.name)}-${i}`;
      // the large ones are few
      const value = new Uint8Array(i < shapes.length ? shape.size : Math.min(shape.size, 100));
      return shape.kind === 'delete' ? { kind: 'delete', key, base: stamp } : { kind: 'put', key, value, base: shape.kind === 'create' ? 'absent' : stamp };
    }),
  );

describe.each(Object.entries(drivers))('steps fitted to %s', (_, { capabilities, admits }) => {
  it('are taken by its driver, every one', () => {
    fc.assert(
      fc.property(edits(fc.constantFrom(1, 12, 128, 129, 1000, 5000)), (all) => {
        const plan = { title: 't', reason: '', edits: all };
        const fit = fitPlan(plan, capabilities);
        if (fit.kind === 'refused') return expect(fit.size).toBeGreaterThan(capabilities.maxPlanBytes);
        for (const step of fit.kind === 'one' ? [fit.plan] : fit.steps) expect(admits(step)).toBe(true);
        if (fit.kind === 'steps') expect(fit.steps.flatMap((step) => step.edits)).toEqual(all);
      }),
      { numRuns: 25 },
    );
  });

  it('are one plan for as many small edits as it takes', () => {
    const small = (count: number): Plan => ({ title: 't', reason: '', edits: Array.from({ length: count }, (_, i) => ({ kind: 'put', key: `/${i}`, value: Uint8Array.of(1), base: 'absent' })) });
    expect(fitPlan(small(capabilities.maxPlanEdits), capabilities).kind).toBe('one');
    expect(fitPlan(small(capabilities.maxPlanEdits + 1), capabilities).kind).toBe('steps');
  });
});
