/** Servers, clients and connections of the tests that are about etcd alone; everything is gone after each test. */
import { afterEach } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import type { Connection } from '../../electron/drivers/driver';
import { FaultError, type Fault } from '../../shared/fault';
import type { Frame } from '../../shared/model/frame';
import type { ConnectOptions } from '../../shared/model/source';
import { etcdClient, type EtcdClient } from '../support/clients-etcd';
import { startEtcd, type EtcdOptions, type EtcdServer } from '../support/etcd';
import { follow, type Following } from '../support/follow';
import { startProxy, type FaultProxy } from '../support/proxy';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server for this test. */
export async function aServer(options: EtcdOptions = {}): Promise<EtcdServer> {
  const server = await startEtcd(options);
  cleanups.push(() => server.stop());
  return server;
}

/** An independent client of it. */
export function aClient(server: EtcdServer, more: Parameters<typeof etcdClient>[1] = {}): EtcdClient {
  const client = etcdClient(server.port, more);
  cleanups.push(() => client.close());
  return client;
}

/** A fault proxy in front of it. */
export async function aProxy(server: EtcdServer): Promise<FaultProxy> {
  const proxy = await startProxy(server.port);
  cleanups.push(() => proxy.close());
  return proxy;
}

/** Options for the whole store behind a loopback port. */
export const at = (port: number, more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  backend: 'etcd',
  endpoints: [{ host: '127.0.0.1', port }],
  roots: [''],
  ...more,
});

/** Follows through outages; resolves once the first frame is in. */
export async function following(options: ConnectOptions, password?: string): Promise<Following> {
  const followed = follow(etcd, options, password);
  cleanups.push(() => followed.stop());
  await followed.waitFor(() => followed.frames.length > 0, 'the first frame');
  return followed;
}

/** A connection that nobody watches. */
export async function connected(options: ConnectOptions, password?: string): Promise<Connection> {
  const { signal } = new AbortController();
  const connection = await etcd.connect({ options, signal, ...(password !== undefined && { secrets: { password } }) });
  cleanups.push(() => connection.close());
  return connection;
}

/** The fault of a connect that must fail. */
export async function refusal(options: ConnectOptions, password?: string): Promise<Fault> {
  try {
    await connected(options, password);
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error('this should not have connected');
}

/** How many listings came so far. */
export const listings = ({ frames }: Following): number => frames.filter((frame: Frame) => frame.kind === 'listing').length;

/** Writes many keys at once, `size` bytes each. */
export async function fill(client: EtcdClient, count: number, word: string, size = 0): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const part = Array.from({ length: Math.min(100, count - from) }, (_, i) => [`/k/${from + i}`, word.padEnd(size, '.')] as const);
    await client.transact(new Map(part));
  }
}
