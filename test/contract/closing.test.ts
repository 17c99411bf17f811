/** Closing a session is over soon, whatever its connection is busy with, and leaves no socket behind. */
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { drivers } from '../../electron/drivers/index';
import { Session } from '../../electron/sessions/session';
import type { ConnectOptions, Endpoint } from '../../shared/model/source';
import { makeCertificate } from '../support/certificate';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { freePort } from '../support/ports';
import { removeScratch, scratchFolder } from '../support/process';
import { startProxy, type FaultProxy } from '../support/proxy';
import { until } from '../support/wait';
import { startZookeeper } from '../support/zookeeper';

/** Two seconds for a connection that does not let go, and as many for a slow machine. */
const BOUND_MS = 4_000;
const BIG = new Uint8Array(500_000);

const stores = [
  {
    backend: 'zookeeper' as const,
    start: async () => {
      const server = await startZookeeper();
      const client = await zookeeperClient(server.port);
      for (let i = 0; i < 40; i++) await client.put(`/big/${i}`, BIG);
      await client.close();
      return server;
    },
  },
  {
    backend: 'etcd' as const,
    start: async () => {
      const server = await startEtcd();
      const client = etcdClient(server.port);
      for (let i = 0; i < 40; i++) await client.put(`/big/${i}`, BIG);
      await client.close();
      return server;
    },
  },
];

describe.each(stores)('$backend', ({ backend, start }) => {
  let server: Awaited<ReturnType<typeof start>>;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await start();
    proxy = await startProxy(server.port);
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });

  const opened = (endpoint: Endpoint, more: Partial<ConnectOptions> = {}): Session => {
    const connect: ConnectOptions = { backend, endpoints: [endpoint], roots: [backend === 'zookeeper' ? '/big' : '/big/'], ...more };
    const session = new Session({ driver: drivers[backend], terms: () => ({ connect, writable: true }) });
    onTestFinished(() => session.close());
    session.open();
    return session;
  };
  const closesSoon = async (session: Session): Promise<void> => {
    let closed = false;
    void session.close().then(() => (closed = true));
    await until(() => closed, 'the session is closed', { deadlineMs: BOUND_MS });
    expect(session.phase).toEqual({ kind: 'closed' });
  };

  test('while connecting to a black hole', async () => {
    const hole = await aHole();
    const session = opened(hole.endpoint);
    await until(() => hole.sockets.size > 0, 'it connects');
    await closesSoon(session);
    await until(() => hole.sockets.size === 0, 'its sockets are gone');
  });

  test('in the middle of a TLS handshake', async () => {
    const folder = scratchFolder('certificate');
    onTestFinished(() => removeScratch(folder));
    const { ca } = makeCertificate(folder);
    const hole = await aHole();
    const session = opened(hole.endpoint, { tls: { ca } });
    await until(() => hole.received() > 0, 'its greeting is there');
    await closesSoon(session);
    await until(() => hole.sockets.size === 0, 'its sockets are gone');
  });

  test('in the middle of a listing that has come to a halt', async () => {
    proxy.slow({ bytesPerSecond: 2_000_000, latencyMs: 0 });
    const session = opened({ host: '127.0.0.1', port: proxy.port });
    const before = proxy.bytes().toClient;
    await until(() => proxy.bytes().toClient > before + 1_000_000, 'a part of the listing is there');
    proxy.freeze();
    onTestFinished(() => proxy.unfreeze());
    expect(session.phase.kind).toBe('syncing');
    await closesSoon(session);
  });

  test('while it is live and the server is frozen', async () => {
    const session = opened(server.endpoint);
    await until(() => session.phase.kind === 'live', 'it is live');
    server.pause(true);
    onTestFinished(() => server.pause(false));
    await closesSoon(session);
  });

  test('while it waits for the next attempt', async () => {
    const session = opened({ host: '127.0.0.1', port: await freePort() });
    await until(() => session.phase.kind === 'suspended', 'it waits');
    await closesSoon(session);
  });
});

/** A port that accepts and never says a word. */
async function aHole(): Promise<{ endpoint: Endpoint; sockets: ReadonlySet<net.Socket>; received(): number }> {
  const sockets = new Set<net.Socket>();
  let received = 0;
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => (received += chunk.length));
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => listener.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return { endpoint: { host: '127.0.0.1', port }, sockets, received: () => received };
}
