/** A real etcd server on loopback, fsync off. */
import fs from 'node:fs';
import path from 'node:path';
import { Etcd3 } from 'etcd3';
import { etcdBinary } from '../../electron/runtime/etcd.mjs';
import { makeCertificate, type Authority, type Certificate } from './certificate';
import { freePorts } from './ports';
import { removeScratch, run, scratchFolder, type RunningProcess } from './process';
import { until } from './wait';

const INSTALL = 'apt-get install -y etcd-server';

export interface EtcdOptions {
  /** Serves clients over TLS only, with a throwaway certificate or this one. */
  readonly tls?: boolean | Certificate;
  /** With `tls`: lets nobody in without a certificate of this authority. */
  readonly clientsOf?: Authority;
  /** More command-line switches. */
  readonly args?: readonly string[];
}

export interface EtcdServer {
  readonly port: number;
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly metricsPort: number;
  /** Present with `tls`. */
  readonly tls?: { readonly ca: string };
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Compacts history up to the present revision, physically, and gives that revision back. */
  compact(): Promise<bigint>;
  /** Switches authentication on: a root user and another one that may read and write only keys from `prefix` on. */
  enableAuth(users: { rootPassword: string; user: string; password: string; prefix: string }): Promise<void>;
  /** Stops it in its tracks with its sockets open, or lets it go on. */
  pause(on: boolean): void;
  /** Ends it at once; the data stays. */
  kill9(): Promise<void>;
  /** Ends it if need be and starts it on the same port and data. */
  restart(): Promise<void>;
  /**
   * Starts it anew on the same port with no data. Its cluster id stays, as it does for a recreated container,
   * unless `newCluster` is set.
   */
  wipe(how?: { newCluster: boolean }): Promise<void>;
  /** Keeps a copy of the present data, and gives back how to bring it back on the same port. Restarts the server. */
  backup(): Promise<() => Promise<void>>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/** Starts a server and waits until it is healthy. Without etcd it fails with the command that installs it. */
export async function startEtcd(options: EtcdOptions = {}): Promise<EtcdServer> {
  const binary = etcdBinary();
  if (binary === undefined) throw new Error(`etcd is not installed. Install it with: ${INSTALL}`);
  const folder = scratchFolder('etcd');
  const data = path.join(folder, 'data');
  const [port = 0, peerPort = 0, metricsPort = 0] = await freePorts(3);
  const made = options.tls === true ? makeCertificate(folder) : options.tls || undefined;
  const url = `${made ? 'https' : 'http'}://127.0.0.1:${port}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const args = [
    ...['--name', 'test', '--data-dir', data, '--listen-client-urls', url, '--advertise-client-urls', url],
    ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl, '--initial-cluster', `test=${peerUrl}`],
    ...['--listen-metrics-urls', `http://127.0.0.1:${metricsPort}`, '--heartbeat-interval', '50', '--election-timeout', '500'],
    ...['--logger', 'zap', '--log-level', 'warn', '--unsafe-no-fsync'],
    ...(made ? ['--cert-file', made.certificate, '--key-file', made.key] : []),
    ...(options.clientsOf ? ['--client-cert-auth', '--trusted-ca-file', options.clientsOf.ca] : []),
    ...(options.args ?? []),
  ];
  let server: RunningProcess;
  let token = 0;
  const start = async (): Promise<void> => {
    // etcd derives the cluster id from the token
    const starting = run(binary, [...args, '--initial-cluster-token', `test-${token}`], path.join(folder, 'server.log'));
    server = starting;
    await until(async () => {
      if (starting.ended() !== null) throw new Error(`etcd ended (${starting.ended()}): ${starting.log()}`);
      return (await get(`http://127.0.0.1:${metricsPort}/health`)).includes('"health":"true"');
    }, 'etcd is healthy');
  };
  await start();

  const withClient = async <T>(work: (client: Etcd3) => Promise<T>): Promise<T> => {
    const client = new Etcd3({ hosts: url, ...(made ? { credentials: { rootCertificate: fs.readFileSync(made.ca) } } : {}) });
    try {
      return await work(client);
    } finally {
      client.close();
    }
  };

  return {
    port,
    endpoint: { host: '127.0.0.1', port },
    metricsPort,
    ...(made ? { tls: { ca: made.ca } } : {}),
    metrics: () => get(`http://127.0.0.1:${metricsPort}/metrics`),
    compact: () =>
      withClient(async ({ kv }) => {
        const { header } = await kv.range({ key: Buffer.from('\0'), count_only: true });
        await kv.compact({ revision: header.revision, physical: true });
        return BigInt(header.revision);
      }),
    enableAuth: ({ rootPassword, user, password, prefix }) =>
      withClient(async (client) => {
        const root = await client.role('root').create();
        await client.user('root').create(rootPassword);
        await client.user('root').addRole(root.name);
        const role = await client.role(`${user}-role`).create();
        await role.grant({ permission: 'Readwrite', range: client.namespace('').range({ prefix }) });
        await client.user(user).create(password);
        await client.user(user).addRole(role.name);
        await client.auth.authEnable();
      }),
    pause: (on) => server.pause(on),
    kill9: () => server.end('SIGKILL'),
    restart: async () => {
      await server.end('SIGKILL');
      await start();
    },
    wipe: async ({ newCluster } = { newCluster: false }) => {
      await server.end('SIGKILL');
      fs.rmSync(data, { recursive: true, force: true });
      if (newCluster) token++;
      await start();
    },
    backup: async () => {
      const copy = path.join(folder, `backup-${Date.now()}`);
      await server.end('SIGKILL');
      fs.cpSync(data, copy, { recursive: true });
      await start();
      return async () => {
        await server.end('SIGKILL');
        fs.rmSync(data, { recursive: true, force: true });
        fs.cpSync(copy, data, { recursive: true });
        await start();
      };
    },
    stop: async () => {
      await server.end('SIGKILL');
      removeScratch(folder);
    },
  };
}

/** The body of a page, empty where nobody answers. */
async function get(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return await response.text();
  } catch {
    return '';
  }
}
