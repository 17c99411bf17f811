/** node-zookeeper-client, taken apart: of the library we use the session, its handshake and login, and the request queue. */
import { createRequire } from 'node:module';
import type net from 'node:net';
import type zookeeper from 'node-zookeeper-client';
import type { FaultError } from '../../../shared/fault';

/** The session's timeout that we ask for: how long a server keeps it for a later link to take over. */
const SESSION_TIMEOUT_MS = 30_000;

/** The library's states as we see and set them. */
export const State = { connecting: 1, connected: 2, closed: -2, expired: -3 } as const;

/** Proves to a server that we own a session: what a new link needs to take it over. */
export class SessionTicket {
  /** Whether the session has ended, by us or by expiry: it cannot be taken over then, and a new one is opened. */
  over = false;

  constructor(
    readonly id: Buffer,
    readonly password: Buffer,
  ) {}
}

/** A request in the library's queue. Our frame reader answers it with the whole frame behind the length. */
export interface Packet {
  readonly request: { readonly header: { xid: number; type: number } | null; toBuffer(): Buffer };
  readonly callback: (error: FaultError | null, frame?: Buffer) => void;
}

/** What we use of the library's connection manager (1.1.3, pinned). */
export interface ConnectionManager {
  state: number;
  xid: number;
  socket: net.Socket | undefined;
  pendingBuffer: Buffer | null;
  readonly pendingQueue: Packet[];
  readonly packetQueue: { readonly queue: Packet[] };
  connect: () => void;
  setState(state: number): void;
  queue(request: Packet['request'], callback?: Packet['callback']): void;
  close(): void;
  getSessionId(): Buffer;
  getSessionPassword(): Buffer;
  onSocketConnected(): void;
  onSocketData(frame: Buffer): void;
  onSocketDrain(): void;
}

/** The library, loaded when the first ZooKeeper source connects: start-up need not pay for it. */
const library = (): typeof zookeeper => createRequire(import.meta.url)('node-zookeeper-client') as typeof zookeeper;

/** A connection manager that connects by nobody but us. `digest` is `user:password`. */
export function connectionManager(session: SessionTicket | undefined, digest: string | undefined): ConnectionManager {
  const client = library().createClient('unused', {
    sessionTimeout: SESSION_TIMEOUT_MS,
    retries: 0,
    ...(session && { sessionId: session.id, sessionPassword: session.password }),
  } as Partial<zookeeper.Option>);
  if (digest !== undefined) client.addAuthInfo('digest', Buffer.from(digest));
  const { connectionManager: manager } = client as unknown as { connectionManager: ConnectionManager };
  manager.connect = () => {}; // the library would connect again for ever
  manager.xid = 1; // a throttling server starves a session whose first xid is 0
  return manager;
}
