/** Many write the same keys at once: nothing that was written is lost, and whoever was too late is told. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import zk from 'node-zookeeper-client';
import { AuditLog } from '../../electron/writes/audit';
import { Writer } from '../../electron/writes/writer';
import type { Source } from '../../shared/model/source';
import { etcdClient, type EtcdClient } from '../support/clients-etcd';
import { zookeeperClient, type ZookeeperClient } from '../support/clients-zookeeper';
import type { IndependentClient } from '../support/clients';
import { startEtcd } from '../support/etcd';
import { removeScratch, scratchFolder } from '../support/process';
import { startProxy } from '../support/proxy';
import { openTarget, type OpenTarget } from '../support/write-target';
import { startZookeeper } from '../support/zookeeper';
import { bytes, plan, put, succeeded, text } from './harness';
import { seeded } from './random';

const ROOT = '/race';
const KEYS = 20;
/** Keys that go with a lease or session. */
const OWNED = 5;
const EDITS = 2_000;
const PLAN_WRITERS = 5;
const OTHER_WRITERS = 3;
const RECREATIONS = 100;

/** Adds a word to a key if nobody has written it since it was read; false where somebody has. */
type Append = (key: string, word: string) => Promise<boolean>;

const etcdAppend = ({ raw }: EtcdClient): Append => async (key, word) => {
  const record = (await raw.kv.range({ key: Buffer.from(key) })).kvs[0];
  if (!record) throw new Error(`${key} is gone`);
  const { succeeded: written } = await raw.kv.txn({
    compare: [{ key: Buffer.from(key), target: 'Mod', result: 'Equal', mod_revision: record.mod_revision }],
    success: [{ request_put: { key: Buffer.from(key), value: Buffer.concat([record.value, Buffer.from(word)]), ignore_lease: true } }],
    failure: [],
  });
  return written;
};

const zookeeperAppend = ({ raw }: ZookeeperClient): Append => (key, word) =>
  new Promise((resolve, reject) => {
    raw.getData(key, (unread, data, stat) => {
      if (unread) return reject(unread as Error);
      raw.setData(key, Buffer.concat([data ?? Buffer.alloc(0), Buffer.from(word)]), stat.version, (error) => {
        if (!error) resolve(true);
        else if (error instanceof zk.Exception && error.getCode() === zk.Exception.BAD_VERSION) resolve(false);
        else reject(error as Error);
      });
    });
  });

describe.each([
  {
    backend: 'etcd' as const,
    start: async () => {
      const server = await startEtcd();
      const open = async () => {
        const client = etcdClient(server.port);
        return { client: client as IndependentClient, append: etcdAppend(client) };
      };
      return { server, open };
    },
  },
  {
    backend: 'zookeeper' as const,
    start: async () => {
      const server = await startZookeeper();
      const open = async () => {
        const client = await zookeeperClient(server.port);
        return { client: client as IndependentClient, append: zookeeperAppend(client) };
      };
      return { server, open };
    },
  },
])('$backend', ({ backend, start }) => {
  let store: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store.server.stop());

  async function another(): Promise<{ client: IndependentClient; append: Append }> {
    const opened = await store.open();
    onTestFinished(() => opened.client.close());
    return opened;
  }

  async function aWriter(port = store.server.port): Promise<{ target: OpenTarget; writer: Writer; audit: AuditLog }> {
    const folder = scratchFolder('race');
    const source: Source = { id: 'race', backend, endpoints: [{ host: '127.0.0.1', port }], roots: [ROOT], name: 'race', environment: 'local', access: 'read-write' };
    const target = await openTarget(source);
    const audit = new AuditLog(folder);
    onTestFinished(async () => {
      await target.session.close();
      await audit.close();
      removeScratch(folder);
    });
    return { target, writer: new Writer(audit), audit };
  }

  test(`of ${EDITS} edits by ${PLAN_WRITERS + OTHER_WRITERS} writers none is lost, and every conflict is told`, { timeout: 300_000 }, async () => {
    const { client } = await another();
    await client.put(ROOT, '');
    const keys = Array.from({ length: KEYS }, (_, i) => `${ROOT}/${i}`);
    const owners = new Map<string, string | undefined>();
    for (const [i, key] of keys.entries()) {
      if (i >= OWNED) await client.put(key, '');
      else await client.putOwned(key, '').then(({ end }) => onTestFinished(end));
    }
    const watching = await aWriter();
    for (const key of keys) owners.set(key, succeeded(await watching.target.session.read(key)).entry?.owner);
    expect([...owners.values()].filter((owner) => owner !== undefined)).toHaveLength(OWNED);

    const written = new Map<string, string[]>(keys.map((key) => [key, []]));
    let applied = 0;
    let refused = 0;
    let number = 0;
    const wrote = (key: string, word: string): void => {
      applied += 1;
      written.get(key)?.push(word);
    };
    const byPlan = async (seed: number): Promise<void> => {
      const random = seeded(seed);
      const { target, writer } = await aWriter();
      while (applied < EDITS) {
        const key = random.pick(keys);
        const word = `${seed}.${number++};`;
        const { entry } = succeeded(await target.session.read(key));
        if (!entry) throw new Error(`${key} is gone`);
        const result = await writer.apply(target, plan(put(key, text(entry.value) + word, entry.stamp)), {});
        if (result.ok) {
          expect(result.value.warnings).toEqual([]);
          wrote(key, word);
          continue;
        }
        refused += 1;
        expect(result.fault).toMatchObject({ code: 'conflict', key });
        expect(result.fault.actual?.stamp).not.toEqual(entry.stamp);
      }
    };
    const byOthers = async (seed: number): Promise<void> => {
      const random = seeded(seed);
      const { append } = await another();
      while (applied < EDITS) {
        const key = random.pick(keys);
        const word = `${seed}.${number++};`;
        if (await append(key, word)) wrote(key, word);
      }
    };
    await Promise.all([
      ...Array.from({ length: PLAN_WRITERS }, (_, i) => byPlan(i)),
      ...Array.from({ length: OTHER_WRITERS }, (_, i) => byOthers(PLAN_WRITERS + i)),
    ]);

    expect(refused).toBeGreaterThan(0);
    for (const key of keys) {
      const { entry } = succeeded(await watching.target.session.read(key));
      // each word once, in one order or another: whoever overwrote another would have left its word out
      expect(text(entry?.value).split(';').filter(Boolean).sort()).toEqual(written.get(key)?.map((word) => word.slice(0, -1)).sort());
      expect(entry?.owner).toBe(owners.get(key));
    }
  });

  test(`a key that is deleted and created again while the plan is on its way is ${backend === 'etcd' ? 'left alone' : 'reported with what it held'}, every time`, { timeout: 300_000 }, async () => {
    const { client } = await another();
    await client.put(ROOT, '');
    const proxy = await startProxy(store.server.port);
    onTestFinished(() => proxy.close());
    const { target, writer, audit } = await aWriter(proxy.port);
    const key = `${ROOT}/recreated`;
    for (let i = 0; i < RECREATIONS; i++) {
      await client.remove(key);
      await client.put(key, 'old');
      const { entry } = succeeded(await target.session.read(key));
      const held = proxy.holdRequest(bytes(`mine ${i}`));
      const applying = writer.apply(target, plan(put(key, `mine ${i}`, entry?.stamp)), {});
      const letGo = await held;
      await client.remove(key);
      await client.put(key, `theirs ${i}`);
      letGo();
      const result = await applying;
      if (backend === 'etcd') {
        expect(result).toMatchObject({ ok: false, fault: { code: 'conflict', key, actual: { value: bytes(`theirs ${i}`) } } });
        expect(text(await client.get(key))).toBe(`theirs ${i}`);
      } else {
        expect(succeeded(result).warnings).toMatchObject([{ kind: 'replaced-recreated', key }]);
        const [warning] = succeeded(result).warnings;
        const replaced = warning?.kind === 'replaced-recreated' ? warning.replaced : undefined;
        // known, or said not to be known and then not brought back as something else
        if (replaced) expect(text(replaced.value)).toBe(`theirs ${i}`);
        else expect(succeeded(result).inverse.edits).toEqual([]);
        expect(succeeded(await audit.read({}, { limit: 1 })).entries[0]?.outcome?.warnings).toEqual([{ kind: 'replaced-recreated', key }]);
      }
    }
  });
});
