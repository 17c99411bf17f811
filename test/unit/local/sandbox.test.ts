import { describe, expect, it, onTestFinished } from 'vitest';
import { local } from '../../../electron/drivers/local/index';
import { demoKeys, startDemo, type DemoDependencies } from '../../../electron/sessions/demo';
import { sandboxPlan, seedSandbox } from '../../../electron/sessions/sandbox';
import { decode } from '../../../shared/flags/flag';
import type { Entry } from '../../../shared/model/entry';
import type { ConnectOptions } from '../../../shared/model/source';
import { collect, until, type Collected } from '../../support/wait';
import { accepted, directory, openConnection, picture, planOf, put } from './workspace';

const never = new AbortController().signal;
const optionsOf = (root: string): ConnectOptions => ({ backend: 'local', endpoints: [], roots: [root] });

/** A filled sandbox and a replica of it. */
async function sandbox() {
  const root = directory();
  accepted(await seedSandbox(local, optionsOf(root), never));
  const connection = await openConnection(root);
  const live = collect(connection.frames({ signal: never, onReceived: () => {} }));
  await live.waitFor((entries) => entries.size > 0, 'the listing');
  const entry = (key: string): Entry => {
    const found = live.entries.get(key);
    if (!found) throw new Error(`no ${key}`);
    return found;
  };
  return { root, connection, live, entry };
}

function demoOn({ connection, live }: Awaited<ReturnType<typeof sandbox>>, more: Partial<DemoDependencies> = {}) {
  const demo = startDemo({
    apply: (plan) => connection.apply(plan),
    entry: (key) => live.entries.get(key),
    pauseMs: { least: 1, most: 2 },
    ...more,
  });
  onTestFinished(() => demo.stop());
  return demo;
}

describe('a new sandbox', { timeout: 60_000 }, () => {
  it('shows every kind of value, and one flag that only looks as if it were on', () => {
    const edits = sandboxPlan().edits.flatMap((edit) => (edit.kind === 'put' ? [edit] : []));
    expect(edits.length).toBeGreaterThanOrEqual(60);
    expect(edits.length).toBeLessThanOrEqual(120);
    expect(new Set(edits.map(({ key }) => key)).size).toBe(edits.length);
    const decoded = edits.map(({ key, value }) => ({ key, ...decode(key, value) }));
    expect(new Set(decoded.map(({ kind }) => kind))).toEqual(new Set(['boolean', 'number', 'json', 'text', 'binary', 'none']));
    expect(decoded.filter(({ suspicious }) => suspicious).map(({ key }) => key)).toEqual(['/feature_flags/search/instant_results']);
  });

  it('is filled once, and stays empty when its user has emptied it', async () => {
    const root = directory();
    expect(accepted(await seedSandbox(local, optionsOf(root), never))).toBe(true);
    const connection = await openConnection(root);
    const live = collect(connection.frames({ signal: never, onReceived: () => {} }));
    await live.waitFor((entries) => entries.size > 0, 'the listing');
    const all = [...live.entries.values()];
    accepted(await connection.apply(planOf(...all.map(({ key, stamp }) => ({ kind: 'delete' as const, key, base: stamp })))));
    await live.waitFor((entries) => entries.size === 0, 'the deletion of everything');
    expect(accepted(await seedSandbox(local, optionsOf(root), never))).toBe(false);
    expect(live.entries.size).toBe(0);
  });
});

describe('demo activity', { timeout: 60_000 }, () => {
  it('changes the keys it names and no other', async () => {
    const on = await sandbox();
    const before = new Map(on.live.entries);
    demoOn(on);
    await on.live.waitFor(() => demoKeys.every((key) => touched(on.live).has(key)), 'every demo key has been changed');
    expect([...touched(on.live)].filter((key) => !demoKeys.includes(key))).toEqual([]);
    const others = (entries: Iterable<Entry>) => picture([...entries].filter(({ key }) => !demoKeys.includes(key)));
    expect(others(on.live.entries.values())).toEqual(others(before.values()));
  });

  it('leaves a key alone once a user has changed it', async () => {
    const on = await sandbox();
    const [flag = '', other = ''] = demoKeys;
    const changed = (key: string): boolean => touched(on.live).has(key);
    demoOn(on);
    await on.live.waitFor(() => changed(flag), 'the demo has switched the flag');
    const mine = await until(async () => {
      const result = await on.connection.apply(planOf(put(flag, 'mine', on.entry(flag))));
      return result.ok ? result.value : undefined;
    }, 'the edit is in');
    const seenBefore = on.live.frames.length;
    await on.live.waitFor(() => on.live.frames.length > seenBefore + 120, 'the demo has gone on for 120 plans');
    expect(on.entry(flag).stamp.modified).toBe(mine.at);
    expect(on.entry(other).stamp.modified).toBeGreaterThan(mine.at);
  });

  it('does not bring back an instance that a user has removed', async () => {
    const on = await sandbox();
    const key = demoKeys.find((candidate) => candidate.startsWith('/services/search/')) ?? '';
    demoOn(on);
    await until(async () => {
      const entry = on.live.entries.get(key);
      return entry && (await on.connection.apply(planOf({ kind: 'delete', key, base: entry.stamp }))).ok;
    }, 'the instance was registered and is deleted');
    const seenBefore = on.live.frames.length;
    await on.live.waitFor(() => on.live.frames.length > seenBefore + 120, 'the demo has gone on for 120 plans');
    expect(on.live.entries.has(key)).toBe(false);
  });

  it('sends nothing after it was stopped', async () => {
    const on = await sandbox();
    let underWay = 0;
    let sent = 0;
    let sentAfterStop = 0;
    let stopped = false;
    const done = new Promise<void>((resolve) => {
      const demo = demoOn(on, {
        apply: async (plan) => {
          if (stopped) sentAfterStop += 1;
          sent += 1;
          underWay += 1;
          if (sent === 20) {
            stopped = true;
            demo.stop();
          }
          const result = await on.connection.apply(plan);
          underWay -= 1;
          if (stopped) resolve();
          return result;
        },
      });
    });
    await done;
    // a second demo, which sends its plans in the same rhythm, goes on for a while
    demoOn(on, { seed: 2 });
    const seenBefore = on.live.frames.length;
    await on.live.waitFor(() => on.live.frames.length > seenBefore + 50, 'the second demo has gone on for 50 plans');
    expect({ sentAfterStop, underWay }).toEqual({ sentAfterStop: 0, underWay: 0 });
  });

  it('does the same for the same seed', async () => {
    const run = async (seed: number): Promise<string[]> => {
      const on = await sandbox();
      const titles: string[] = [];
      await new Promise<void>((resolve) => {
        const demo = demoOn(on, {
          seed,
          now: () => 0,
          apply: async (plan) => {
            const result = await on.connection.apply(plan);
            if (!result.ok) return result;
            await on.live.waitFor(() => on.live.replica.at >= result.value.at, 'the mirror has caught up');
            if (titles.push(`${plan.title} ${plan.edits[0]?.key}`) === 30) {
              demo.stop();
              resolve();
            }
            return result;
          },
        });
      });
      return titles;
    };
    const [first, again, other] = await Promise.all([run(7), run(7), run(8)]);
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });
});

/** Keys that changed since the listing. */
const touched = (live: Collected): Set<string> =>
  new Set(live.changes().map((change) => (change.kind === 'put' ? change.entry.key : change.key)));
