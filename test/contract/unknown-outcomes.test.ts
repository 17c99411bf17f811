/** The link breaks while a write is on its way: what became of it is found out, recorded and told. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import { Writer } from '../../electron/writes/writer';
import type { Source } from '../../shared/model/source';
import { zookeeperClient } from '../support/clients-zookeeper';
import { etcdClient } from '../support/clients-etcd';
import type { IndependentClient } from '../support/clients';
import { startEtcd } from '../support/etcd';
import { removeScratch, scratchFolder } from '../support/process';
import { startProxy, type FaultProxy } from '../support/proxy';
import { openTarget, type OpenTarget } from '../support/write-target';
import { startZookeeper } from '../support/zookeeper';
import { bytes, faultIn, plan, put, succeeded, text } from './harness';

const ROOT = '/unknown';

describe.each([
  {
    backend: 'etcd' as const,
    start: async () => {
      const server = await startEtcd();
      return { server, client: etcdClient(server.port) as IndependentClient };
    },
  },
  {
    backend: 'zookeeper' as const,
    start: async () => {
      const server = await startZookeeper();
      return { server, client: (await zookeeperClient(server.port)) as IndependentClient };
    },
  },
])('$backend', ({ backend, start }) => {
  let store: Awaited<ReturnType<typeof start>>;
  let proxy: FaultProxy;
  beforeAll(async () => {
    store = await start();
    proxy = await startProxy(store.server.port);
    await store.client.put(ROOT, '');
  });
  afterAll(async () => {
    await store.client.close();
    await proxy.close();
    await store.server.stop();
  });

  async function aWriter(): Promise<{ target: OpenTarget; writer: Writer; audit: AuditLog }> {
    const folder = scratchFolder('unknown');
    const endpoints = [{ host: '127.0.0.1', port: proxy.port }];
    const target = await openTarget({ id: 'unknown', backend, endpoints, roots: [ROOT], name: 'unknown', environment: 'local', access: 'read-write' } satisfies Source);
    const audit = new AuditLog(folder);
    const writer = new Writer(audit);
    target.session.listen({ phase: ({ kind }) => kind === 'live' && writer.live(target) });
    onTestFinished(async () => {
      await target.session.close();
      await audit.close();
      removeScratch(folder);
    });
    return { target, writer, audit };
  }

  test('a write that the store had taken is told as applied, and can be taken back', { timeout: 90_000 }, async () => {
    const key = `${ROOT}/taken`;
    await store.client.put(key, 'before');
    const { target, writer, audit } = await aWriter();
    const { entry } = succeeded(await target.session.read(key));
    const lost = proxy.loseAnswerTo(bytes('taken after all'));
    const applying = writer.apply(target, plan(put(key, 'taken after all', entry?.stamp)), {});
    await lost;
    await expect.poll(async () => text(await store.client.get(key)), { timeout: 20_000 }).toBe('taken after all');
    proxy.cut();
    const receipt = succeeded(await applying);
    expect(receipt.warnings).toEqual([{ kind: 'confirmed-by-reading', key }]);
    expect(succeeded(await audit.read({}, { limit: 1 })).entries[0]).toMatchObject({ state: 'applied', outcome: { outcome: 'unknown' }, resolution: { found: 'applied' } });

    succeeded(await writer.undo(target, receipt.id, {}));
    expect(text(await store.client.get(key))).toBe('before');
  });

  test('a write that the store had taken, and that was given up before anybody could look, can be taken back once it is found', { timeout: 120_000 }, async () => {
    const key = `${ROOT}/late`;
    await store.client.put(key, 'before');
    const { target, writer } = await aWriter();
    const { entry } = succeeded(await target.session.read(key));
    const lost = proxy.loseAnswerTo(bytes('found late'));
    const applying = writer.apply(target, plan(put(key, 'found late', entry?.stamp)), {});
    await lost;
    await expect.poll(async () => text(await store.client.get(key)), { timeout: 20_000 }).toBe('found late');
    await proxy.refuse(true);
    try {
      expect(faultIn(await applying)).toMatchObject({ code: 'outcome-unknown', key });
      expect(target.told.undo).toBeUndefined();
    } finally {
      await proxy.refuse(false);
    }
    await expect.poll(() => target.told.undo?.title, { timeout: 40_000 }).toBe('a test');
    succeeded(await writer.undo(target, target.told.undo?.id ?? '', {}));
    expect(text(await store.client.get(key))).toBe('before');
  });

  test('a write that never arrived is told as not applied, once it cannot arrive any more', { timeout: 90_000 }, async () => {
    const key = `${ROOT}/swallowed`;
    await store.client.put(key, 'before');
    const { target, writer, audit } = await aWriter();
    const { entry } = succeeded(await target.session.read(key));
    const lost = proxy.loseAnswerTo(bytes('swallowed on the way'), { swallow: true });
    const applying = writer.apply(target, plan(put(key, 'swallowed on the way', entry?.stamp)), {});
    await lost;
    proxy.cut();
    expect(faultIn(await applying)).toMatchObject({ code: 'unreachable', reason: 'not-applied', key });
    expect(succeeded(await audit.read({}, { limit: 1 })).entries[0]).toMatchObject({ state: 'not-applied', outcome: { outcome: 'unknown' } });
    expect(target.told.undo).toBeUndefined();
  });

  test('a write over which somebody else has written since is told as unclear, and nothing is claimed of it', { timeout: 90_000 }, async () => {
    const key = `${ROOT}/overwritten`;
    await store.client.put(key, 'before');
    const { target, writer, audit } = await aWriter();
    const { entry } = succeeded(await target.session.read(key));
    const lost = proxy.loseAnswerTo(bytes('mine in between'));
    const applying = writer.apply(target, plan(put(key, 'mine in between', entry?.stamp)), {});
    await lost;
    await expect.poll(async () => text(await store.client.get(key)), { timeout: 20_000 }).toBe('mine in between');
    await store.client.put(key, 'theirs since');
    proxy.cut();
    expect(faultIn(await applying)).toMatchObject({ code: 'outcome-unknown', reason: 'outcome-unclear', key });
    expect(succeeded(await audit.read({}, { limit: 1 })).entries[0]).toMatchObject({ state: 'unknown', resolution: { found: 'unclear' } });
  });
});
