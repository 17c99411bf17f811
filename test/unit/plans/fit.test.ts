import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../shared/model/plan';
import { compile } from '../../support/plans';
import { fitPlan } from '../../../shared/plans/fit';
import { bytes } from '../../support/entries';
import { aStore, someIntentions } from './intentions';
import { likeEtcd, ModelStore } from './model-store';
import { advanced, nextStep, started, undoSteps, type Progress } from './progress';

const limited = (store: ModelStore, maxPlanEdits: number, maxPlanBytes = 1_000_000): ModelStore => {
  const limits = new ModelStore(store.place, { ...store.capabilities, maxPlanEdits, maxPlanBytes });
  for (const [key, entry] of store.entries) limits.entries.set(key, entry);
  return limits;
};
const etcd = (values: Record<string, string>, limits: Partial<typeof likeEtcd> = {}) => new ModelStore({ backend: 'etcd', roots: [''] }, { ...likeEtcd, ...limits }, values);
const stepsOf = (plan: Plan, store: ModelStore, sources?: ReadonlyMap<string, string>): readonly Plan[] => {
  const fit = fitPlan(plan, store.capabilities, sources);
  return fit.kind === 'steps' ? fit.steps : fit.kind === 'one' ? [fit.plan] : expect.fail(`${fit.key} is too large`);
};
const applyNext = (progress: Progress, store: ModelStore): Progress => {
  const receipt = store.apply(nextStep(progress) ?? expect.fail('it is done'));
  return receipt.ok ? advanced(progress, receipt.value) : expect.fail(receipt.fault.message);
};
const numbered = (count: number, text = ''): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`/a/${String(i).padStart(3, '0')}`, text]));
const wished = aStore.chain((store) => fc.tuple(fc.constant(store), someIntentions(store)));

describe('a plan', () => {
  it('stays one where it fits', () => {
    const store = etcd(numbered(3));
    const { plan } = compile({ title: 't', reason: '', intentions: [{ kind: 'delete-subtree', top: '/a' }] }, store.tree);
    expect(fitPlan(plan ?? expect.fail(), store.capabilities)).toEqual({ kind: 'one', plan });
  });

  it('of many edits goes in steps that can be stopped between, where the store takes more at once too', () => {
    const store = etcd({}, { maxPlanEdits: 4000 });
    const intentions = Array.from({ length: 5000 }, (_, i) => ({ kind: 'set', key: `/a/${i}`, value: bytes('1'), base: 'absent' }) as const);
    const { plan } = compile({ title: 't', reason: '', intentions }, store.tree);
    const steps = stepsOf(plan ?? expect.fail(), store);
    expect(steps.map(({ edits }) => edits.length)).toEqual([1000, 1000, 1000, 1000, 1000]);
    // what guards every step has its place in it, however much that is
    const checks = Array.from({ length: 1500 }, (_, i) => ({ kind: 'check', key: `/guard/${i}`, base: 'absent' }) as const);
    const guarded = stepsOf({ title: 't', reason: '', edits: [...checks, ...(plan?.edits ?? [])] }, store);
    for (const { edits } of guarded) expect(edits.filter(({ kind }) => kind === 'check')).toHaveLength(1500);
  });

  it('that does not fit leaves the same behind in steps as in one, and each step is within the limits', () => {
    let split = 0;
    fc.assert(
      fc.property(wished, fc.integer({ min: 2, max: 4 }), ([store, intentions], edits) => {
        const { plan, sources } = compile({ title: 't', reason: '', intentions }, store.tree);
        if (!plan) return;
        const small = limited(store, edits);
        const steps = stepsOf(plan, small, sources);
        let progress = started(steps);
        while (nextStep(progress)) progress = applyNext(progress, small);
        if (steps.length > 1) split += 1;
        expect(store.apply(plan)).toMatchObject({ ok: true });
        expect(small.values).toEqual(store.values);
      }),
      { numRuns: 1000 },
    );
    expect(split).toBeGreaterThan(50);
  });

  it('in steps can be stopped anywhere and taken back', () => {
    fc.assert(
      fc.property(wished, fc.integer({ min: 2, max: 4 }), fc.nat(), ([store, intentions], edits, stop) => {
        const { plan, sources } = compile({ title: 't', reason: '', intentions }, store.tree);
        if (!plan) return;
        const small = limited(store, edits);
        const before = small.values;
        const steps = stepsOf(plan, small, sources);
        let progress = started(steps);
        for (let done = 0; done < stop % (steps.length + 1); done++) progress = applyNext(progress, small);
        for (const undo of undoSteps(progress, small.capabilities)) expect(small.apply(undo)).toMatchObject({ ok: true });
        expect(small.values).toEqual(before);
      }),
    );
  });

  it('in steps checks in each what it copies there', () => {
    const store = etcd({ '/a/1': '1', '/a/2': '2', '/a/3': '3' }, { maxPlanEdits: 2 });
    const { plan, sources } = compile({ title: 't', reason: '', intentions: [{ kind: 'move', from: '/a', to: '/b' }] }, store.tree);
    const steps = stepsOf(plan ?? expect.fail(), store, sources);
    expect(steps.map(({ title, edits }) => [title, ...edits.map(({ kind, key }) => `${kind} ${key}`)])).toEqual([
      ['t (1/4)', 'check /a/1', 'put /b/1'],
      ['t (2/4)', 'check /a/2', 'put /b/2'],
      ['t (3/4)', 'put /b/3', 'delete /a/3'],
      ['t (4/4)', 'delete /a/2', 'delete /a/1'],
    ]);
    store.write('/a/2', 'by somebody else');
    const first = applyNext(started(steps), store);
    expect(store.apply(nextStep(first) ?? expect.fail())).toMatchObject({ ok: false, fault: { key: '/a/2' } });
  });

  it('repeats in every step a check that guards all of it', () => {
    const store = etcd({ '/lock': 'mine' }, { maxPlanEdits: 2 });
    const base = store.entries.get('/lock')?.stamp ?? expect.fail();
    const plan: Plan = { title: 't', reason: '', edits: [{ kind: 'check', key: '/lock', base }, ...['/a', '/b'].map((key) => ({ kind: 'put' as const, key, value: bytes('1'), base: 'absent' as const }))] };
    expect(stepsOf(plan, store).map(({ edits }) => edits.map(({ key }) => key))).toEqual([['/lock', '/a'], ['/lock', '/b']]);
  });

  it('is cut by bytes as well, keys counted as often as the store takes them', () => {
    const limits = { maxPlanEdits: 100, maxPlanBytes: 1000, editCost: { keys: 4, bytes: 100 } };
    const put = (key: string, size: number) => ({ kind: 'put' as const, key, value: new Uint8Array(size), base: 'absent' as const });
    const plan = (...edits: Plan['edits']): Plan => ({ title: 't', reason: '', edits });
    expect(fitPlan(plan(put('/a', 392), put('/b', 392)), limits).kind).toBe('one');
    expect(fitPlan(plan(put('/a', 392), put('/b', 393)), limits).kind).toBe('steps');
    expect(fitPlan(plan(put('/é', 392), put('/b', 392)), limits).kind).toBe('steps');
    expect(fitPlan(plan(put('/b', 1), put('/a', 893)), limits)).toEqual({ kind: 'refused', key: '/a', size: 1001, limit: 1000 });
  });

  it('that deleted more than one transaction can bring back is taken back in steps', () => {
    const store = etcd(numbered(30, 'x'.repeat(100)), { maxPlanBytes: 1000 });
    const { plan } = compile({ title: 't', reason: '', intentions: [{ kind: 'delete-subtree', top: '/a' }] }, store.tree);
    const before = store.values;
    const progress = applyNext(started(stepsOf(plan ?? expect.fail(), store)), store);
    expect(store.values).toEqual({});
    const undo = undoSteps(progress, store.capabilities);
    expect(undo.length).toBeGreaterThan(1);
    for (const step of undo) expect(store.apply(step)).toMatchObject({ ok: true });
    expect(store.values).toEqual(before);
  });
});
