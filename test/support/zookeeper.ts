/** A real ZooKeeper server from Debian's jars, on loopback, fsync off. */
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { makeCertificate, PASSPHRASE, type Authority, type Certificate } from './certificate';
import { freePorts } from './ports';
import { onPath, removeScratch, run, scratchFolder, type RunningProcess } from './process';
import { until } from './wait';

const JARS = '/usr/share/java';
const INSTALL = 'apt-get install -y zookeeper libslf4j-java default-jre-headless';
/** The manifest of zookeeper.jar omits netty-codec, and netty-all.jar is empty. */
const NETTY = ['codec', 'resolver', 'transport-native-unix-common', 'handler', 'common', 'buffer', 'transport', 'transport-native-epoll'];

export interface ZookeeperOptions {
  /** Opens `securePort` as well, with a throwaway certificate or this one. */
  readonly tls?: boolean | Certificate;
  /** With `tls`: lets nobody in without a certificate of this authority. */
  readonly clientsOf?: Authority;
  /** More lines for zoo.cfg. */
  readonly config?: readonly string[];
  readonly heap?: string;
  /** More switches for Java. */
  readonly jvm?: readonly string[];
  /** Its number in an ensemble, whose `server.N` lines are then in `config`. It serves once most of them run. */
  readonly id?: number;
}

export interface ZookeeperServer {
  readonly port: number;
  readonly endpoint: { readonly host: string; readonly port: number };
  /** Present with `tls`. */
  readonly tls?: { readonly port: number; readonly ca: string };
  /** Asks the server one of its four-letter words (`mntr`, `wchs`, `cons`). */
  fourLetter(word: string): Promise<string>;
  /** Stops it in its tracks with its sockets open, or lets it go on. */
  pause(on: boolean): void;
  /** Ends it at once; the data stays. */
  kill9(): Promise<void>;
  /** Ends it if need be and starts it on the same port and data. */
  restart(): Promise<void>;
  /** Starts it anew on the same port with no data. */
  wipe(): Promise<void>;
  /** Keeps a copy of the present data, and gives back how to bring it back on the same port. Restarts the server. */
  backup(): Promise<() => Promise<void>>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/** Starts a server and waits until it serves. Without Java or ZooKeeper it fails with the command that installs them. */
export async function startZookeeper(options: ZookeeperOptions = {}): Promise<ZookeeperServer> {
  const missing = [`${JARS}/zookeeper.jar`, `${JARS}/slf4j-simple.jar`].filter((jar) => !fs.existsSync(jar));
  if (onPath('java') === undefined) missing.unshift('java');
  if (missing.length > 0) throw new Error(`ZooKeeper is not installed (no ${missing.join(', ')}). Install it with: ${INSTALL}`);

  const folder = scratchFolder('zookeeper');
  const data = path.join(folder, 'data');
  const [port = 0, securePort = 0] = await freePorts(2);
  const jars = [`${JARS}/zookeeper.jar`, `${JARS}/slf4j-simple.jar`];
  const config = [
    `dataDir=${data}`,
    'tickTime=500',
    'minSessionTimeout=1000',
    'maxSessionTimeout=60000',
    `clientPort=${port}`,
    'clientPortAddress=127.0.0.1',
    'maxClientCnxns=0',
    'admin.enableServer=false',
    '4lw.commands.whitelist=*',
    'snapCount=1000000',
    'preAllocSize=4096',
    'extendedTypesEnabled=true',
    ...(options.config ?? []),
  ];
  let ca: string | undefined;
  if (options.tls) {
    const made = options.tls === true ? makeCertificate(folder) : options.tls;
    ca = made.ca;
    jars.push(...NETTY.map((name) => `${JARS}/netty-${name}.jar`));
    config.push(
      `secureClientPort=${securePort}`,
      'secureClientPortAddress=127.0.0.1',
      'serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory',
      `ssl.keyStore.location=${made.store}`,
      `ssl.keyStore.password=${PASSPHRASE}`,
      'ssl.keyStore.type=PKCS12',
      ...(options.clientsOf === undefined
        ? ['ssl.clientAuth=none']
        : ['ssl.clientAuth=need', `ssl.trustStore.location=${options.clientsOf.trustStore()}`, `ssl.trustStore.password=${PASSPHRASE}`, 'ssl.trustStore.type=PKCS12']),
    );
  }
  const configFile = path.join(folder, 'zoo.cfg');
  fs.writeFileSync(configFile, `${config.join('\n')}\n`);

  const args = [
    ...['-Xms64m', `-Xmx${options.heap ?? '256m'}`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-Xshare:auto'],
    ...['-Dzookeeper.admin.enableServer=false', '-Dzookeeper.forceSync=no', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
    ...(options.tls ? ['-Dzookeeper.ssl.keyStore.type=PKCS12'] : []),
    ...(options.jvm ?? []),
    ...['-cp', jars.join(':'), 'org.apache.zookeeper.server.quorum.QuorumPeerMain', configFile],
  ];
  let server: RunningProcess;
  const start = async (): Promise<void> => {
    fs.mkdirSync(data, { recursive: true });
    if (options.id !== undefined) fs.writeFileSync(path.join(data, 'myid'), `${options.id}`);
    const starting = run('java', args, path.join(folder, 'server.log'));
    server = starting;
    await until(async () => {
      if (starting.ended() !== null) throw new Error(`ZooKeeper ended (${starting.ended()}): ${starting.log()}`);
      return (await fourLetterWord(port, 'srvr')).includes('Mode:') && (ca === undefined || (await accepts(securePort)));
    }, 'ZooKeeper serves');
  };
  await start();

  return {
    port,
    endpoint: { host: '127.0.0.1', port },
    ...(ca === undefined ? {} : { tls: { port: securePort, ca } }),
    fourLetter: (word) => fourLetterWord(port, word),
    pause: (on) => server.pause(on),
    kill9: () => server.end('SIGKILL'),
    restart: async () => {
      await server.end('SIGKILL');
      await start();
    },
    wipe: async () => {
      await server.end('SIGKILL');
      fs.rmSync(data, { recursive: true, force: true });
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

/** Whether somebody listens there: the TLS port opens a little after the plain one. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** The answer to a four-letter word, empty where nobody answers. */
function fourLetterWord(port: number, word: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect({ host: '127.0.0.1', port }, () => socket.end(word));
    socket.setEncoding('utf8');
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
