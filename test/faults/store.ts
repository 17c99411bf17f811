/** The stores that are broken: one server or three, which we reach through proxies and everybody else directly. */
import { etcd } from '../../electron/drivers/etcd/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import type { Driver } from '../../electron/drivers/driver';
import type { Revision } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import type { ConnectOptions, Endpoint } from '../../shared/model/source';
import { startLocalHarness } from '../contract/local-harness';
import type { IndependentClient } from '../support/clients';
import { etcdClient, type EtcdClient } from '../support/clients-etcd';
import { zookeeperClient, type ZookeeperClient } from '../support/clients-zookeeper';
import { startEtcd, type EtcdServer } from '../support/etcd';
import { startEtcdCluster } from '../support/etcd-cluster';
import { startProxy, type FaultProxy } from '../support/proxy';
import { until } from '../support/wait';
import { startZookeeper, type ZookeeperServer } from '../support/zookeeper';
import { startZookeeperEnsemble } from '../support/zookeeper-ensemble';
import type { Target } from './schedule';

/** One server and the link to it. */
export interface FaultServer {
  readonly proxy: FaultProxy;
  pause(on: boolean): void;
  kill9(): Promise<void>;
  /** Starts it on the same data, and waits until it serves. */
  restart(): Promise<void>;
  /** Cuts it off from the other members. */
  isolate?(on: boolean): void;
}

export interface FaultStore {
  readonly target: Target;
  readonly driver: Driver;
  /** Straight to the servers. */
  readonly options: ConnectOptions;
  /** Through the proxies. */
  readonly linked: ConnectOptions;
  readonly servers: readonly FaultServer[];
  key(name: string): Key;
  /** A new independent client of a server. */
  client(server: number): Promise<IndependentClient>;
  /** Removes everything under the root. */
  clear(): Promise<void>;
  /** Index of the server that leads. */
  leader?(): Promise<number>;
  compact?(): Promise<void>;
  /** Starts anew with nothing but the root. */
  wipe?(): Promise<void>;
  /** Writes until the store's revision has passed this one. */
  fill?(past: Revision): Promise<void>;
  /** Resolves once the servers have forgotten every session that has no connection. */
  sessionsExpired?(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a store. Half of the seeds find an etcd that asks for passwords, whose tokens go with a restart. */
export function startStore(target: Target, seed: number): Promise<FaultStore> {
  if (target.backend === 'local') return local(target);
  return target.backend === 'etcd' ? etcdStore(target, isGuarded(target, seed)) : zookeeperStore(target);
}

/** Whether the store of a seed asks for a password; a store is used again for seeds that agree on it. */
export const isGuarded = ({ backend }: Target, seed: number): boolean => backend === 'etcd' && seed % 2 === 0;

const ROOT = '/fuzz/root';

/** Writes on their way at once. */
const AT_ONCE = 64;

/** Writes a key until the store's revision has passed this one. */
async function fill(client: IndependentClient, key: Key, past: Revision, revision: () => Promise<Revision>): Promise<void> {
  await client.put(key, 'first');
  for (let left = past - (await revision()); left >= 0n; left = past - (await revision())) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(left) + 1) }, (_, i) => client.put(key, `${i}`)));
  }
}

async function local(target: Target): Promise<FaultStore> {
  const { driver, options, key, client, clear, stop } = await startLocalHarness();
  return { target, driver, options, linked: options, servers: [], key, client, clear, stop };
}

/** Proxies before these servers, and the options that lead through them. */
async function proxied(options: ConnectOptions, servers: readonly { readonly port: number }[]): Promise<{ proxies: FaultProxy[]; linked: ConnectOptions }> {
  const proxies = await Promise.all(servers.map(({ port }) => startProxy(port)));
  return { proxies, linked: { ...options, endpoints: proxies.map(({ port }) => ({ host: '127.0.0.1', port })) } };
}

const endpointsOf = (servers: readonly { readonly endpoint: Endpoint }[]): Endpoint[] => servers.map(({ endpoint }) => endpoint);

async function zookeeperStore(target: Target): Promise<FaultStore> {
  const config = ['maxSessionTimeout=4000'];
  const ensemble = target.members === 3 ? await startZookeeperEnsemble({ config }) : undefined;
  const servers: readonly ZookeeperServer[] = ensemble?.members ?? [await startZookeeper({ config })];
  const portOf = (server: number): number => servers[server % servers.length]?.port ?? 0;
  const withClient = async (work: (client: ZookeeperClient) => Promise<void>): Promise<void> => {
    const client = await zookeeperClient(portOf(0));
    await work(client);
    await client.close();
  };
  const prepare = (): Promise<void> => withClient((client) => client.put(ROOT, null));
  await prepare();
  const options: ConnectOptions = { backend: 'zookeeper', endpoints: endpointsOf(servers), roots: [ROOT] };
  const { proxies, linked } = await proxied(options, servers);
  const words = async (word: string, pattern: RegExp): Promise<Set<string>> => {
    const answers = await Promise.all(servers.map((server) => server.fourLetter(word)));
    return new Set(answers.flatMap((answer) => [...answer.matchAll(pattern)].map(([, session = '']) => session)));
  };
  return {
    target,
    driver: zookeeper,
    options,
    linked,
    servers: servers.map(({ pause, kill9, restart }, i) => ({ proxy: proxies[i] as FaultProxy, pause, kill9, restart })),
    key: (name) => `${ROOT}/${name}`,
    client: (server) => zookeeperClient(portOf(server)),
    clear: () =>
      withClient(async (client) => {
        for (const name of await client.children(ROOT)) await client.removeTree(`${ROOT}/${name}`);
      }),
    ...(ensemble && { leader: async () => servers.indexOf(await ensemble.leader()) }),
    wipe: async () => {
      await servers[0]?.wipe();
      await prepare();
    },
    fill: (past) =>
      withClient((client) => fill(client, `${ROOT}/filled`, past, async () => BigInt(/Zxid: (\w+)/.exec((await servers[0]?.fourLetter('srvr')) ?? '')?.[1] ?? 0))),
    sessionsExpired: async () => {
      await until(async () => {
        const [known, connected] = await Promise.all([words('dump', /^\s+(0x[0-9a-f]+)$/gm), words('cons', /sid=(0x[0-9a-f]+)/g)]);
        return [...known].every((session) => connected.has(session));
      }, 'ZooKeeper has expired the sessions without a connection');
    },
    stop: async () => {
      await Promise.all([...proxies.map((proxy) => proxy.close()), ...servers.map((server) => server.stop())]);
    },
  };
}

const USER = { rootPassword: 'root secret', user: 'flagscope', password: 'secret', prefix: ROOT };

async function etcdStore(target: Target, guarded: boolean): Promise<FaultStore> {
  const cluster = target.members === 3 ? await startEtcdCluster() : undefined;
  const servers: readonly EtcdServer[] = cluster?.members ?? [await startEtcd()];
  const root = `${ROOT}/`;
  const auth = guarded ? { auth: { username: 'root', password: USER.rootPassword } } : {};
  const clientOf = (server: number): EtcdClient => etcdClient(servers[server % servers.length]?.port ?? 0, auth);
  const withClient = async (work: (client: EtcdClient) => Promise<void>): Promise<void> => {
    const client = clientOf(0);
    try {
      await work(client);
    } finally {
      await client.close();
    }
  };
  const prepare = async (): Promise<void> => {
    if (guarded) await servers[0]?.enableAuth(USER);
  };
  await prepare();
  const options: ConnectOptions = { backend: 'etcd', endpoints: endpointsOf(servers), roots: [root], ...(guarded && { user: USER.user }) };
  const { proxies, linked } = await proxied(options, servers);
  return {
    target,
    driver: guarded ? { ...etcd, connect: (request) => etcd.connect({ ...request, secrets: { password: USER.password } }) } : etcd,
    options,
    linked,
    servers: servers.map(({ pause, kill9, restart }, i) => {
      const member = cluster?.members[i];
      return { proxy: proxies[i] as FaultProxy, pause, kill9, restart, ...(member && { isolate: member.isolate }) };
    }),
    key: (name) => `${root}${name}`,
    client: async (server) => clientOf(server),
    clear: () => withClient((client) => client.removePrefix(root)),
    ...(cluster && { leader: async () => servers.indexOf(await cluster.leader()) }),
    compact: () =>
      withClient(async (client) => {
        await client.raw.kv.compact({ revision: String(await client.revision()), physical: true });
      }),
    ...(target.members === 1 && {
      wipe: async () => {
        await servers[0]?.wipe();
        await prepare();
      },
      fill: (past) => withClient((client) => fill(client, `${root}filled`, past, () => client.revision())),
    }),
    stop: async () => {
      await Promise.all([...proxies.map((proxy) => proxy.close()), ...servers.map((server) => server.stop())]);
    },
  };
}
