/** Three real etcd members whose traffic among them goes through proxies of ours, so that one can be cut off from the others. */
import net from 'node:net';
import { etcdClient } from './clients-etcd';
import { startEtcd, type EtcdOptions, type EtcdServer } from './etcd';
import { ensembleOf, type Ensemble } from './members';
import { freePorts } from './ports';

export interface EtcdMember extends EtcdServer {
  /** Cuts it off from the other members, or lets them meet again. Clients reach it all the while. */
  isolate(on: boolean): void;
}

const MEMBERS = 3;

/** Starts them and waits until all are healthy. What a member lacks without the others, `restart` waits for. */
export async function startEtcdCluster(options: EtcdOptions = {}): Promise<Ensemble<EtcdMember>> {
  const ports = await freePorts(2 * MEMBERS);
  const peers = Array.from({ length: MEMBERS }, (_, i) => ({ name: `m${i}`, own: ports[2 * i] ?? 0, proxied: ports[2 * i + 1] ?? 0 }));
  const doors = await Promise.all(peers.map(({ own, proxied }) => openDoor(proxied, own)));
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const cluster = peers.map(({ name, proxied }) => `${name}=${url(proxied)}`).join(',');
  const servers = await Promise.all(
    peers.map(({ name, own, proxied }) =>
      startEtcd({
        ...options,
        args: [
          ...['--name', name, '--listen-peer-urls', url(own), '--initial-advertise-peer-urls', url(proxied), '--initial-cluster', cluster],
          ...(options.args ?? []),
        ],
      }),
    ),
  );
  const ids = await Promise.all(servers.map(async (server) => (await statusOf(server))?.id ?? ''));
  const members = servers.map((server, i): EtcdMember => ({
    ...server,
    isolate: (on) => doors.forEach((door, at) => (at === i ? door.shut(on) : door.shutOut(ids[i] ?? '', on))),
    stop: async () => {
      await server.stop();
      await doors[i]?.close();
    },
  }));
  return ensembleOf(members, async (member) => {
    const status = await statusOf(member);
    return status !== undefined && status.leader === status.id;
  });
}

/** The member's id and whom it takes for the leader; undefined where it does not answer. */
async function statusOf(server: EtcdServer): Promise<{ id: string; leader: string } | undefined> {
  const client = etcdClient(server.port);
  try {
    const { header, leader } = await client.raw.maintenance.status({ deadline: Date.now() + 1000 });
    return { id: BigInt(header.member_id).toString(16), leader: BigInt(leader).toString(16) };
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}

/** What stands before a member's peer port. */
interface Door {
  /** Turns everybody away. */
  shut(on: boolean): void;
  /** Turns the member with this id away. */
  shutOut(id: string, on: boolean): void;
  close(): Promise<void>;
}

/** etcd's members tell each other who calls. */
const CALLER = /X-Server-From: ([0-9a-f]+)/i;

async function openDoor(port: number, target: number): Promise<Door> {
  const passing = new Map<net.Socket, string>();
  const unwanted = new Set<string>();
  let isShut = false;
  const server = net.createServer((caller) => {
    const member = net.connect({ host: '127.0.0.1', port: target });
    for (const [socket, other] of [
      [caller, member],
      [member, caller],
    ] as const) {
      socket.on('error', () => {});
      socket.on('close', () => {
        passing.delete(caller);
        other.destroy();
      });
    }
    passing.set(caller, '');
    caller.on('data', (chunk) => {
      const id = CALLER.exec(chunk.toString('latin1'))?.[1];
      if (id !== undefined) passing.set(caller, id);
      if (isShut || unwanted.has(passing.get(caller) ?? '')) caller.destroy();
      else member.write(chunk);
    });
    member.pipe(caller);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const turnOut = (which: (id: string) => boolean): void => {
    for (const [caller, id] of passing) if (which(id)) caller.destroy();
  };
  return {
    shut: (on) => {
      isShut = on;
      if (on) turnOut(() => true);
    },
    shutOut: (id, on) => {
      if (on) unwanted.add(id);
      else unwanted.delete(id);
      turnOut((from) => unwanted.has(from));
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      turnOut(() => true);
      await closed;
    },
  };
}
