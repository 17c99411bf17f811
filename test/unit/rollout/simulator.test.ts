/** Simulations in threads: complete, the same on any number of threads, given up at once, and not held up by a user that never ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { rolloutTarget } from '../../../electron/build/targets.mjs';
import type { SideSource } from '../../../electron/rollout/messages';
import type { Request, Simulated } from '../../../electron/rollout/run';
import { REST_MS, Simulator } from '../../../electron/rollout/simulator';
import { makeEngine } from '../../../shared/rollout/make-engine';
import type { SyntheticSpec } from '../../../shared/rollout/population/spec';
import { synthetic } from '../../../shared/rollout/population/synthetic';
import { fewestIn, movedIn, reasonsOf, SERVED, transitions, usersOf, widthOf } from '../../../shared/rollout/simulation';
import { unwrap } from '../compare/workspaces';

let bundle = '';
beforeAll(async () => {
  bundle = mkdtempSync(path.join(os.tmpdir(), 'flagscope-simulation-'));
  await build(rolloutTarget(bundle));
}, 60_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

const simulators: Simulator[] = [];
afterEach(() => Promise.all(simulators.splice(0).map((each) => each.close())));
const simulator = (threads: number): Simulator => {
  const made = new Simulator(path.join(bundle, 'rollout-thread.cjs'), threads);
  simulators.push(made);
  return made;
};

const spec = (size: number): SyntheticSpec => ({
  seed: 'threads',
  size,
  key: 'user-{n}',
  attributes: [{ name: 'plan', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'free', weight: 3 }, { value: 'pro', weight: 1 }] } }],
});

const flagd = (share: number): SideSource => ({
  document: Buffer.from(
    JSON.stringify({
      flags: {
        checkout: {
          state: 'ENABLED',
          variants: { on: true, off: false },
          defaultVariant: 'off',
          targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', { fractional: [['on', share], ['off', 100 - share]] }] },
        },
      },
    }),
  ),
  profile: { name: 'flagd-v2' },
  flag: 'checkout',
  clock: 0,
  drafted: false,
});

const request = (size: number, sides: readonly SideSource[]): Request => ({ population: { kind: 'synthetic', spec: spec(size) }, size, sides });
const matrixOf = ({ columns, outcomes, size }: Simulated): Uint32Array => transitions(columns, outcomes, [0, 1], { from: 0, to: size });

test('every user is evaluated once on every side, on one thread as on three, as an engine says by itself', async () => {
  const size = 60_000;
  const sides = [flagd(25), flagd(40)];
  const progress: number[] = [];
  const one = unwrap(await simulator(1).run(request(size, sides), ({ done }) => progress.push(done)));
  const three = unwrap(await simulator(3).run(request(size, sides), () => {}));
  expect(one.done).toBe(size);
  expect(three.columns.map(({ served }) => Buffer.from(served))).toEqual(one.columns.map(({ served }) => Buffer.from(served)));
  expect(progress[0]).toBeLessThan(2000);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));

  const engines = sides.map(({ document, profile }) => makeEngine(document, profile));
  const users = synthetic(spec(size));
  for (let index = 0; index < size; index += 997)
    engines.forEach((engine, side) => expect(one.columns[side]?.served[index]).toBe(engine.evaluate('checkout', users.at(index), 0).index));

  const counts = matrixOf(one);
  const width = widthOf(one.outcomes);
  expect(one.outcomes.list).toEqual([{ name: 'on', value: true }, { name: 'off', value: false }]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(size);
  // a share that grows in front moves nobody out
  expect(counts[1]).toBe(0);
  expect(movedIn(counts, width)).toBe(counts[width]);
  expect(fewestIn(counts, width)).toBe(counts[width]);
  const expected = size * 0.75 * 0.15;
  expect(Math.abs((counts[width] ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));

  const movers = usersOf(one.columns, one.outcomes, [0, 1], { from: 1, to: 0 }, { start: 0, limit: 10 });
  expect(movers.indexes).toHaveLength(10);
  for (const index of movers.indexes) expect(users.at(index).attributes['plan']).toBe('free');
  const rest = usersOf(one.columns, one.outcomes, [0, 1], { from: 1, to: 0 }, { start: movers.next ?? size, limit: size });
  expect(rest.indexes.length + 10).toBe(counts[width]);
  expect(rest.next).toBeNull();
  expect(reasonsOf(one.columns, one.outcomes, [0, 1], { from: 1, to: 0 })).toEqual([{ before: { reason: 'match', rule: 1 }, after: { reason: 'match', rule: 1 }, count: counts[width] }]);
});

test('matrices grow with the parts that are done, and end as a count of everybody', async () => {
  const size = 100_000;
  const sums: number[][] = [];
  const done = unwrap(await simulator(2).run(request(size, [flagd(25), flagd(40), flagd(60)]), ({ matrices, done: so }) => sums.push([so, ...matrices.map((counts) => counts.reduce((sum, count) => sum + count, 0))])));
  expect(sums.length).toBeGreaterThan(3);
  for (const [so, ...counted] of sums) expect(counted).toEqual([so, so]);
  const pairs = [[0, 1], [1, 2]] as const;
  expect(done.matrices).toEqual(pairs.map((pair) => transitions(done.columns, done.outcomes, pair, { from: 0, to: size })));
});

test('a simulation that is replaced or given up ends at once, and its threads go on with the next', async () => {
  const own = simulator(2);
  const first = own.run(request(3_000_000, [flagd(10)]), () => {});
  const second = own.run(request(10_000, [flagd(10), flagd(20)]), () => {});
  expect(await first).toMatchObject({ ok: false, fault: { code: 'aborted' } });
  expect(unwrap(await second).done).toBe(10_000);
  const third = own.run(request(3_000_000, [flagd(10)]), () => own.cancel());
  expect(await third).toMatchObject({ ok: false, fault: { code: 'aborted' } });
  expect(unwrap(await own.run(request(5000, [flagd(10)]), () => {})).done).toBe(5000);
});

/** Threads that are started from now on. */
function threads(): Worker[] {
  const started: Worker[] = [];
  const add = (thread: Worker): void => void started.push(thread);
  process.on('worker', add);
  onTestFinished(() => void process.off('worker', add));
  return started;
}

describe('a thread', () => {
  test('that has ended while it had nothing to do is not waited for by the next simulation', async () => {
    const started = threads();
    const own = simulator(2);
    unwrap(await own.run(request(5000, [flagd(10)]), () => {}));
    expect(started).toHaveLength(2);
    expect(() => started[0]?.emit('error', new Error('out of memory'))).not.toThrow();
    await Promise.all(started.map((thread) => thread.terminate()));
    expect(unwrap(await own.run(request(5000, [flagd(10)]), () => {})).done).toBe(5000);
  });

  test('that ends in the middle of a simulation ends the simulation with a fault', async () => {
    const started = threads();
    const broken = await simulator(1).run(request(1_000_000, [flagd(10)]), () => void started[0]?.terminate());
    expect(broken).toMatchObject({ ok: false, fault: { code: 'internal' } });
  });

  test('that has had nothing to do for a while ends, and gives back what it holds; another one takes its place', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const started = threads();
    const own = simulator(2);
    await own.prepare();
    unwrap(await own.run(request(5000, [flagd(10)]), () => {}));
    const ended = started.map((thread) => new Promise((resolve) => thread.once('exit', resolve)));
    vi.advanceTimersByTime(REST_MS);
    await Promise.all(ended);
    expect(started).toHaveLength(2);
    expect(unwrap(await own.run(request(5000, [flagd(10)]), () => {})).done).toBe(5000);
    expect(started).toHaveLength(4);
  });

  test('is not started once all is closed, nor kept by what was given up then', async () => {
    const started = threads();
    const own = simulator(2);
    const [prepared, running] = [own.prepare(), own.run(request(3_000_000, [flagd(10)]), () => void own.close())];
    await prepared;
    expect(await running).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    await Promise.all(started.filter(({ threadId }) => threadId >= 0).map((thread) => new Promise((resolve) => thread.once('exit', resolve))));
    const count = started.length;
    await own.prepare();
    expect(await own.run(request(5000, [flagd(10)]), () => {})).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    expect(started).toHaveLength(count);
  });
});

const probe = (pattern: string): SideSource => ({
  document: Buffer.from(
    JSON.stringify({
      segments: {},
      toggles: {
        checkout: {
          key: 'checkout', enabled: true, forClient: true, version: 1,
          disabledServe: { select: 0 }, defaultServe: { select: 0 }, variations: [false, true], prerequisites: [],
          rules: [{ serve: { select: 1 }, conditions: [{ type: 'string', subject: 'name', predicate: 'matches regex', objects: [pattern] }] }],
        },
      },
    }),
  ),
  profile: { name: 'featureprobe-spec' },
  flag: 'checkout',
  clock: 0,
  drafted: false,
});

const named = (names: { value: string; weight: number }[], size: number, sides: readonly SideSource[]): Request => ({
  population: { kind: 'synthetic', spec: { seed: 'regex', size, key: 'user-{n}', attributes: [{ name: 'name', missing: 0, distribution: { kind: 'choice', choices: names } }] } },
  size,
  sides,
});

test('users on whom a regular expression never ends are marked, and the others are answered for', async () => {
  const bad = `${'a'.repeat(60)}!`;
  const size = 5000;
  const done = unwrap(await simulator(2).run(named([{ value: 'aaa', weight: 5000 }, { value: bad, weight: 4 }], size, [probe('^(a+)+$')]), () => {}));
  const users = synthetic({ seed: 'regex', size, key: 'user-{n}', attributes: [{ name: 'name', missing: 0, distribution: { kind: 'choice', choices: [{ value: 'aaa', weight: 5000 }, { value: bad, weight: 4 }] } }] });
  const expected = Array.from({ length: size }, (_, index) => index).filter((index) => users.at(index).attributes['name'] === bad);
  expect(expected.length).toBeGreaterThan(0);
  expect(done.timedOut.toSorted((a, b) => a - b)).toEqual(expected);
  expect(done.done).toBe(size);
  expect(done.matrices).toEqual([transitions(done.columns, done.outcomes, [0, 0], { from: 0, to: size })]);
  for (let index = 0; index < size; index++) expect(done.columns[0]?.served[index]).toBe(expected.includes(index) ? SERVED.timedOut : 1);
}, 60_000);

test('a rule that never ends for anybody stops the simulation with a sentence', async () => {
  const bad = `${'a'.repeat(60)}!`;
  const result = await simulator(4).run(named([{ value: bad, weight: 1 }], 5000, [probe('^(a+)+$')]), () => {});
  expect(result).toMatchObject({ ok: false, fault: { code: 'not-supported', message: expect.stringContaining('20 users') as string } });
}, 60_000);

test('a user on whom the rules never end is found while this process is busy', async () => {
  const bad = `${'a'.repeat(60)}!`;
  const busy = setInterval(() => {
    const until = performance.now() + 700;
    while (performance.now() < until);
  }, 10);
  try {
    const done = unwrap(await simulator(1).run(named([{ value: 'aaa', weight: 5000 }, { value: bad, weight: 4 }], 5000, [probe('^(a+)+$')]), () => {}));
    expect(done.timedOut.length).toBeGreaterThan(0);
    expect(done.done).toBe(5000);
  } finally {
    clearInterval(busy);
  }
}, 60_000);
