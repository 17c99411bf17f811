/** The process that applies plans is killed: the audit and the store agree, or the record says that the outcome is unknown. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import { Writer } from '../../electron/writes/writer';
import type { AuditEntry } from '../../shared/model/audit';
import type { Source } from '../../shared/model/source';
import { bundleForNode, runProgram } from '../support/child';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { removeScratch, scratchFolder } from '../support/process';
import { until } from '../support/wait';
import { openTarget } from '../support/write-target';
import { startZookeeper } from '../support/zookeeper';
import { seeded } from './random';

const ROOT = '/kill';
/** Processes at a time: most of a run is its start. */
const LANES = 4;

let program: string;
beforeAll(async () => {
  program = await bundleForNode(new URL('./programs/plan-writer.ts', import.meta.url).pathname);
});

describe.each([
  // fewer, for a process takes longer to load its client
  { backend: 'etcd' as const, kills: 60, start: () => startEtcd() },
  {
    backend: 'zookeeper' as const,
    kills: 140,
    start: async () => {
      const server = await startZookeeper();
      const client = await zookeeperClient(server.port);
      await client.put(ROOT, null);
      await client.close();
      return server;
    },
  },
])('$backend', ({ backend, kills, start }) => {
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  test(`after each of ${kills} kills at random points`, { timeout: 600_000 }, async () => {
    const random = seeded(20_261_129);
    const source: Source = { id: 'kill', backend, endpoints: [server.endpoint], roots: [ROOT], name: 'kill', environment: 'local', access: 'read-write' };
    const folders = Array.from({ length: LANES }, () => scratchFolder('kill'));
    onTestFinished(() => folders.forEach(removeScratch));
    const acknowledged = new Set<string>();
    let left = kills;
    await Promise.all(
      folders.map(async (folder, lane) => {
        while (left-- > 0) {
          const child = runProgram(program, [JSON.stringify(source), folder, `${lane}-${left}`]);
          onTestFinished(() => child.kill('SIGKILL'));
          const wanted = 3 + random.below(10);
          for (let i = 0; i < wanted; i++) await child.nextLine();
          // anywhere between two answers, an intent's write and the store's included
          await new Promise((resolve) => setTimeout(resolve, random.below(12)));
          child.kill('SIGKILL');
          expect(await child.ended).toBe('');
          for (const name of child.lines.slice(1)) acknowledged.add(name);
        }
      }),
    );

    const target = await openTarget(source);
    onTestFinished(() => target.session.close());
    const stored = new Set([...target.session.mirror.entries.keys()].map((key) => key.slice(ROOT.length + 1)));
    const counts = { applied: 0, 'not-applied': 0, unknown: 0 };
    const lookedAt = folders.map(async (folder) => {
      const log = new AuditLog(folder);
      onTestFinished(() => log.close());
      const isLost = ({ outcome }: AuditEntry): boolean => outcome === undefined || outcome.outcome === 'unknown';
      const lost = new Set((await entriesOf(log)).filter(isLost).map(({ intent }) => intent.id));
      new Writer(log).live(target);
      const found = async (): Promise<AuditEntry[] | undefined> => {
        const entries = await entriesOf(log);
        return entries.every(({ intent, resolution }) => !lost.has(intent.id) || resolution !== undefined) ? entries : undefined;
      };
      return { lost, entries: await until(found, 'what was lost has been looked at', { deadlineMs: 60_000, everyMs: 200 }) };
    });
    for (const { lost, entries } of await Promise.all(lookedAt)) {
      for (const { intent, state } of entries) {
        const name = intent.title;
        if (lost.has(intent.id)) counts[state as keyof typeof counts] += 1;
        if (state === 'applied') expect(stored, name).toContain(name);
        else if (state !== 'unknown') expect(stored, name).not.toContain(name);
        stored.delete(name);
        acknowledged.delete(name);
      }
    }
    // everything that stands in the store, or was told to be there, is in the audit
    expect([...stored].filter((name) => name !== '' && !name.includes('counter'))).toEqual([]);
    expect([...acknowledged]).toEqual([]);
    // kills have met writes on their way, before and after the store had them, and most could be told apart
    expect(counts.applied).toBeGreaterThan(0);
    expect(counts['not-applied']).toBeGreaterThan(0);
    expect(counts.unknown).toBeLessThan(counts.applied + counts['not-applied']);
  });
});

async function entriesOf(log: AuditLog): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let before: number | undefined; ; ) {
    const page = await log.read({}, { limit: 1000, before });
    if (!page.ok) throw new Error(page.fault.message);
    entries.push(...page.value.entries);
    before = page.value.next;
    if (before === undefined) return entries;
  }
}
