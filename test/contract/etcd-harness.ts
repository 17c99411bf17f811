import { etcd } from '../../electron/drivers/etcd/index';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd, type EtcdServer } from '../support/etcd';
import { startProxy } from '../support/proxy';
import type { Harness } from './harness';

export interface EtcdHarness extends Harness {
  readonly server: EtcdServer;
}

/** An etcd server and proxy, watched from this prefix. */
export async function startEtcdHarness(root: string): Promise<EtcdHarness> {
  const server = await startEtcd();
  const proxy = await startProxy(server.port);
  const options = { backend: 'etcd' as const, endpoints: [server.endpoint], roots: [root] };
  const prefix = new Uint8Array(Buffer.from(root));
  const withClient = async <T>(work: (client: ReturnType<typeof etcdClient>) => Promise<T>): Promise<T> => {
    const client = etcdClient(server.port);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  return {
    server,
    driver: etcd,
    options,
    key: (name) => `${root}${name}`,
    outside: root === '' ? [] : ['outside', '/scoped/sibling', '/scoped/rootling', '/scoped/root', '/scoped/root0'],
    client: async () => etcdClient(server.port),
    clear: () => withClient((client) => client.removePrefix(root)),
    bytesKeys: {
      prefix,
      put: (key, value) => withClient((client) => client.putBytes(key, value)),
      get: (key) => withClient((client) => client.getBytes(key)),
    },
    network: {
      proxy,
      options: { ...options, endpoints: [{ host: '127.0.0.1', port: proxy.port }] },
      watches: async () => Number(/^etcd_debugging_mvcc_watcher_total (\d+)/m.exec(await server.metrics())?.[1] ?? Number.NaN),
      kill9: () => server.kill9(),
      restart: () => server.restart(),
      wipe: () => server.wipe(),
      backup: () => server.backup(),
      another: async () => {
        const other = await startEtcd();
        return { port: other.port, client: async () => etcdClient(other.port), stop: () => other.stop() };
      },
      noticesSilenceWithinMs: 30_000,
    },
    stop: async () => {
      await proxy.close();
      await server.stop();
    },
  };
}
