/** What a session says it has cost its server is what went over the wire, with attempts that came to nothing. */
import { expect, onTestFinished, test } from 'vitest';
import type { Driver } from '../../electron/drivers/driver';
import { etcd } from '../../electron/drivers/etcd/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { Session } from '../../electron/sessions/session';
import { ok } from '../../shared/fault';
import type { ConnectOptions } from '../../shared/model/source';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startProxy } from '../support/proxy';
import { until } from '../support/wait';
import { startZookeeper } from '../support/zookeeper';
import { aServer, at } from './etcd-fixtures';
import { succeeded } from './harness';

function opened(driver: Driver, connect: ConnectOptions, password?: string): Session {
  const session = new Session({ driver, terms: () => ({ connect, writable: true, ...(password !== undefined && { secrets: { password } }) }) });
  onTestFinished(() => session.close());
  session.open();
  return session;
}

test('zookeeper: every byte is counted, of what failed, of what was asked on the side, and of letting go', async () => {
  const server = await startZookeeper();
  onTestFinished(() => server.stop());
  const client = await zookeeperClient(server.port);
  onTestFinished(() => client.close());
  for (let i = 0; i < 50; i++) await client.put(`/app/k${i}`, 'x'.repeat(100));
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  // no answer makes sense
  proxy.rewriteAnswers((chunk) => Buffer.alloc(chunk.length, 0xff));
  const session = opened(zookeeper, { backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port: proxy.port }], roots: ['/app'] });
  let failures = 0;
  session.listen({ phase: ({ kind }) => (failures += kind === 'suspended' ? 1 : 0) });
  await until(() => failures === 2, 'it has failed twice');
  const { requests, bytesOut } = session.status().cost;
  expect(requests).toBe(2);
  expect(bytesOut).toBe(proxy.bytes().toServer);

  proxy.rewriteAnswers((chunk) => chunk);
  session.retry();
  await until(() => session.phase.kind === 'live', 'it is live');
  succeeded(await session.beside(new AbortController().signal, async () => ok(undefined)));
  await session.close();
  await until(() => proxy.open() === 0, 'all connections are gone');
  const { cost } = session.status();
  expect(cost).toMatchObject({ watches: 0, bytesOut: proxy.bytes().toServer });
  expect(cost.bytesIn).toBeGreaterThan(50 * 100);
  // the answer to the last request may come when nobody listens any more
  expect(proxy.bytes().toClient - (cost.bytesIn ?? 0)).toBeLessThan(100);
});

test('etcd: a login that is refused is counted', async () => {
  const server = await aServer();
  await server.enableAuth({ rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/' });
  const session = opened(etcd, at(server.port, { user: 'reader' }), 'wrong');
  await until(() => session.phase.kind === 'suspended' && session.phase.fault.reason === 'auth-failed', 'it is refused');
  const { cost } = session.status();
  expect(cost.requests).toBeGreaterThan(0);
  expect(cost.bytesIn).toBeGreaterThan(0);
  expect(cost.bytesOut).toBeGreaterThan(0);
  expect(cost.watches).toBe(0);
});
