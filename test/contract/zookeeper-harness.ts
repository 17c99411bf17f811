import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startProxy } from '../support/proxy';
import { startZookeeper, type ZookeeperServer } from '../support/zookeeper';
import type { Harness } from './harness';

export interface ZookeeperHarness extends Harness {
  readonly server: ZookeeperServer;
}

/** A ZooKeeper server and proxy, watched from this root. */
export async function startZookeeperHarness(root: string): Promise<ZookeeperHarness> {
  const server = await startZookeeper();
  const proxy = await startProxy(server.port);
  const base = root === '/' ? '' : root;
  const prepare = async (port: number): Promise<void> => {
    const client = await zookeeperClient(port);
    if (root !== '/') await client.put(root, null);
    await client.close();
  };
  await prepare(server.port);
  const options = { backend: 'zookeeper' as const, endpoints: [server.endpoint], roots: [root] };
  return {
    server,
    driver: zookeeper,
    options,
    key: (name) => `${base}/${name}`,
    outside: root === '/' ? [] : ['/outside', '/scoped/sibling', `${root}ling`, '/scoped/Root'],
    client: () => zookeeperClient(server.port),
    clear: async () => {
      const client = await zookeeperClient(server.port);
      const names = (await client.children(root)).filter((name) => root !== '/' || name !== 'zookeeper');
      for (const name of names) await client.removeTree(`${base}/${name}`);
      await client.close();
    },
    network: {
      proxy,
      options: { ...options, endpoints: [{ host: '127.0.0.1', port: proxy.port }] },
      watches: async () => Number(/Total watches:(\d+)/.exec(await server.fourLetter('wchs'))?.[1] ?? Number.NaN),
      kill9: () => server.kill9(),
      restart: () => server.restart(),
      wipe: async () => {
        await server.wipe();
        await prepare(server.port);
      },
      backup: () => server.backup(),
      another: async () => {
        const other = await startZookeeper();
        await prepare(other.port);
        return { port: other.port, client: () => zookeeperClient(other.port), stop: () => other.stop() };
      },
      noticesSilenceWithinMs: 20_000,
    },
    stop: async () => {
      await proxy.close();
      await server.stop();
    },
  };
}
