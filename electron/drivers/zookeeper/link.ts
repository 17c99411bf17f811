/**
 * One link to one server: node-zookeeper-client's session handshake, authentication and request queue, under our own socket,
 * frame reader and request encoding. The link never reconnects: it ends once, with a fault, and every request then ends with it.
 * Replies come in the order of the requests, and a watch event comes before any reply that shows what it tells of.
 */
import net from 'node:net';
import tls from 'node:tls';
import { detail, fault, FaultError, type Fault } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import { unconnected } from '../endpoints';
import { connectionManager, SessionTicket, State, type ConnectionManager, type Packet } from './client';
import { BACKEND, Code, HandshakeError, LinkLostError } from './faults';
import { FrameReader } from './frame-reader';
import { Watchdog } from './watchdog';
import { Op, REQUEST_HEADER_BYTES } from './wire';

export interface LinkRequest {
  readonly endpoint: Endpoint;
  /** For a link over TLS. */
  readonly tls?: tls.ConnectionOptions;
  /** `user:password` for the digest scheme. */
  readonly digest?: string;
  readonly session?: SessionTicket;
  readonly signal: AbortSignal;
  /** Time for socket, handshake and login. */
  readonly timeoutMs: number;
}

export interface Reply {
  /** 0, or one of ZooKeeper's error codes. */
  readonly code: number;
  readonly zxid: Revision;
  readonly body: Buffer;
}

/** Time for the server to confirm the end of a session. */
const CLOSE_TIMEOUT_MS = 500;
/** A handshake's answer has 36 or 37 bytes; what is much longer comes from somebody who speaks something else. */
const MAX_HANDSHAKE_BYTES = 256;
/** Longest reply that is taken for one: a listing of millions of children stays below. */
const MAX_FRAME_BYTES = 512 * 1024 * 1024;

/** Xid, zxid and error code, which stand before every answer's body. */
const REPLY_HEADER_BYTES = 16;

const XID_EVENT = -1;
const XID_PING = -2;
const XID_AUTH = -4;
/** Xids are signed 32 bit on the wire and negative ones are reserved: start again well before the end. */
const LAST_XID = 0x7ff00000;
const AUTH_FAILED = -115;

export class Link {
  readonly endpoint: Endpoint;
  /** Highest zxid in any reply so far: everything read is at least as old. */
  zxid: Revision = 0n;
  requests = 0;
  /** Called with the path of every watch event. */
  onEvent: (path: Key) => void = () => {};
  readonly #manager: ConnectionManager;
  readonly #socket: net.Socket;
  readonly #reader = new FrameReader(MAX_HANDSHAKE_BYTES);
  readonly #watchdog: Watchdog;
  readonly #signal: AbortSignal;
  readonly #lost: Promise<Fault>;
  #tellLost: (fault: Fault) => void = () => {};
  readonly #ready: Promise<void>;
  #tellReady: () => void = () => {};
  #tellFailed: (error: HandshakeError) => void = () => {};
  #fault: Fault | undefined;
  #socketError: Error | undefined;
  #reached = false;
  #connected = false;
  #heard = false;
  #authPending: boolean;
  #head: Packet | undefined;
  #ticket: SessionTicket | undefined;

  /** Connects, takes over or opens a session, and logs in. Rejects with a FaultError. */
  static async open(request: LinkRequest): Promise<Link> {
    if (request.signal.aborted) throw new FaultError(fault('aborted', 'aborted'));
    const link = new Link(request);
    await link.#ready;
    return link;
  }

  private constructor(request: LinkRequest) {
    this.endpoint = request.endpoint;
    this.#signal = request.signal;
    this.#lost = new Promise((resolve) => (this.#tellLost = resolve));
    this.#ready = new Promise((resolve, reject) => {
      this.#tellReady = resolve;
      this.#tellFailed = reject;
    });
    this.#authPending = request.digest !== undefined;
    this.#manager = connectionManager(request.session, request.digest);

    const { host, port } = request.endpoint;
    this.#socket = request.tls === undefined ? net.connect({ host, port }) : tls.connect({ host, port, ...request.tls });
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', () => (this.#reached = true));
    this.#socket.on(request.tls === undefined ? 'connect' : 'secureConnect', () => {
      this.#connected = true;
      this.#requestSession();
    });
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('drain', () => this.#manager.onSocketDrain());
    this.#socket.on('error', (error) => (this.#socketError = error));
    this.#socket.on('close', () => this.#end(this.#closeFault()));
    this.#manager.socket = this.#socket;
    this.#manager.setState(State.connecting);

    this.#watchdog = new Watchdog({
      handshakeMs: request.timeoutMs,
      ping: () => this.#ping(),
      isStuck: () => this.#isHeadStuck(),
      expired: () => this.#end(this.#timeoutFault(request.timeoutMs)),
      silent: (seconds) => this.#end(fault('unreachable', 'link-silent', { endpoint: formatEndpoint(this.endpoint), seconds })),
    });
    this.#signal.addEventListener('abort', this.#onAbort);
  }

  /** Why the link ended, or undefined while it stands. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** Resolves when the link has ended. */
  get lost(): Promise<Fault> {
    return this.#lost;
  }

  get bytesIn(): number {
    return this.#socket.bytesRead;
  }

  get bytesOut(): number {
    return this.#socket.bytesWritten;
  }

  /** What a later link needs to take this session over. */
  ticket(): SessionTicket {
    return (this.#ticket ??= new SessionTicket(this.#manager.getSessionId(), this.#manager.getSessionPassword()));
  }

  /** Sends a request. Rejects with a LinkLostError when the link ends first; an error code of the server is a reply. */
  request(op: number, body: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#fault !== undefined) {
        reject(new LinkLostError(this.#fault, false));
        return;
      }
      if (this.#manager.xid >= LAST_XID) this.#manager.xid = 1;
      const header = { xid: 0, type: op };
      let sent = false;
      const toBuffer = (): Buffer => {
        sent = true;
        const frame = Buffer.allocUnsafe(REQUEST_HEADER_BYTES + body.length);
        frame.writeInt32BE(REQUEST_HEADER_BYTES - 4 + body.length, 0);
        frame.writeInt32BE(header.xid, 4);
        frame.writeInt32BE(op, 8);
        body.copy(frame, REQUEST_HEADER_BYTES);
        return frame;
      };
      this.requests++;
      this.#manager.queue({ header, toBuffer }, (error, frame) => {
        if (frame === undefined) reject(error instanceof FaultError ? new LinkLostError(error.fault, sent) : (error as unknown as Error));
        else resolve({ code: frame.readInt32BE(12), zxid: frame.readBigInt64BE(4), body: frame.subarray(REPLY_HEADER_BYTES) });
      });
    });
  }

  /** What this decodes from a reply; a reply that does not decode ends the link. */
  decoded<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#end(this.#wrongProtocol());
      throw new FaultError(this.#wrongProtocol());
    }
  }

  /** Ends session and link; the server is given a moment to confirm. */
  async close(): Promise<void> {
    if (this.#fault !== undefined) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const polite = this.#sayGoodbye();
    this.#settle(fault('aborted', 'aborted'));
    if (!polite) this.#socket.destroy();
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
  }

  readonly #onAbort = (): void => {
    if (this.#fault !== undefined) return;
    const polite = this.#sayGoodbye();
    this.#settle(fault('aborted', 'aborted'));
    if (polite) this.#socket.destroySoon();
    else this.#socket.destroy();
  };

  /** Asks the server to end the session, where the request can go out at once. */
  #sayGoodbye(): boolean {
    if (this.#manager.state !== State.connected || this.#socket.writableLength > 0) return false;
    this.ticket().over = true;
    this.#manager.close();
    return true;
  }

  #requestSession(): void {
    this.requests += this.#authPending ? 2 : 1;
    this.#manager.onSocketConnected();
  }

  #receive(chunk: Buffer): void {
    if (this.#fault !== undefined) return;
    this.#watchdog.heard();
    this.#heard = true;
    try {
      this.#reader.push(chunk, (frame) => {
        if (this.#fault === undefined) this.#take(frame);
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#end(isTlsAlert(chunk) ? fault('unreachable', 'tls-expected', { endpoint: formatEndpoint(this.endpoint) }) : this.#wrongProtocol());
    }
  }

  #take(frame: Buffer): void {
    if (this.#manager.state === State.connecting) {
      this.#takeHandshake(frame);
      return;
    }
    // before its request leaves the queue: nobody would end that one any more
    if (frame.length < REPLY_HEADER_BYTES) throw new RangeError(`an answer of ${frame.length} bytes`);
    const xid = frame.readInt32BE(0);
    switch (xid) {
      case XID_PING:
        this.#seeZxid(frame);
        return;
      case XID_AUTH:
        this.#takeAuth(frame.readInt32BE(12));
        return;
      case XID_EVENT:
        this.#takeEvent(frame);
        return;
      default:
    }
    const packet = this.#manager.pendingQueue.shift();
    if (packet?.request.header?.xid !== xid) {
      this.#end(this.#wrongProtocol());
      packet?.callback(new FaultError(this.#wrongProtocol()));
      return;
    }
    if (frame.readInt32BE(12) === Code.loginEnforced) {
      this.#end(fault('auth-failed', 'login-enforced', { endpoint: formatEndpoint(this.endpoint) }));
      packet.callback(new FaultError(this.#fault ?? this.#wrongProtocol()));
      return;
    }
    this.#seeZxid(frame);
    packet.callback(null, frame);
  }

  #takeHandshake(frame: Buffer): void {
    if (frame.length < 36) {
      this.#end(this.#wrongProtocol());
      return;
    }
    const framed = Buffer.allocUnsafe(4 + frame.length);
    framed.writeInt32BE(frame.length, 0);
    frame.copy(framed, 4);
    this.#manager.pendingBuffer = null;
    this.#manager.onSocketData(framed); // sets session, password and state, and sends the login
    if (this.#manager.state === State.expired) {
      this.#end(fault('session-expired', 'session-expired', { endpoint: formatEndpoint(this.endpoint) }));
      return;
    }
    this.#reader.maxBytes = MAX_FRAME_BYTES;
    this.#socket.setTimeout(0); // the library's own ping; the watchdog's replaces it
    if (!this.#authPending) this.#becomeReady();
  }

  #takeAuth(code: number): void {
    if (code === Code.loginEnforced) this.#end(fault('auth-failed', 'login-enforced', { endpoint: formatEndpoint(this.endpoint) }));
    else if (code === AUTH_FAILED) this.#end(fault('auth-failed', 'auth-failed', { endpoint: formatEndpoint(this.endpoint) }));
    else if (this.#authPending) this.#becomeReady();
  }

  #becomeReady(): void {
    this.#authPending = false;
    this.#watchdog.handshakeDone();
    this.#tellReady();
  }

  #takeEvent(frame: Buffer): void {
    const type = frame.readInt32BE(16);
    if (type < 1 || type > 4) return;
    const length = frame.readInt32BE(24);
    this.onEvent(frame.toString('utf8', 28, 28 + length));
  }

  #seeZxid(frame: Buffer): void {
    const zxid = frame.readBigInt64BE(4);
    if (zxid > this.zxid) this.zxid = zxid;
  }

  #ping(): void {
    this.requests++;
    const frame = Buffer.allocUnsafe(REQUEST_HEADER_BYTES);
    frame.writeInt32BE(8, 0);
    frame.writeInt32BE(XID_PING, 4);
    frame.writeInt32BE(Op.ping, 8);
    this.#manager.queue({ header: { xid: XID_PING, type: Op.ping }, toBuffer: () => frame });
  }

  /** Whether the oldest request is the same as at the last look, and nothing of an answer is under way. */
  #isHeadStuck(): boolean {
    const head = this.#manager.pendingQueue[0];
    const same = head !== undefined && head === this.#head && !this.#reader.partial;
    this.#head = head;
    return same;
  }

  #wrongProtocol(): Fault {
    return fault('unreachable', 'wrong-protocol', { endpoint: formatEndpoint(this.endpoint), backend: BACKEND });
  }

  #timeoutFault(timeoutMs: number): Fault {
    const endpoint = formatEndpoint(this.endpoint);
    if (this.#reached) return fault('unreachable', 'silent', { endpoint, backend: BACKEND });
    return fault('unreachable', 'unreachable', { endpoint, detail: detail('no-connection', { seconds: timeoutMs / 1000 }) });
  }

  #closeFault(): Fault {
    const endpoint = formatEndpoint(this.endpoint);
    if (this.#manager.state === State.connected) return fault('unreachable', 'link-lost', { endpoint });
    if (this.#reached && this.#socketError === undefined) return fault('unreachable', 'unreachable', { endpoint, detail: detail('server-closed') });
    return unconnected(this.endpoint, this.#socketError);
  }

  /** Ends the link once; later causes are its consequences. */
  #end(cause: Fault): void {
    if (this.#fault !== undefined) return;
    this.#settle(cause);
    this.#socket.destroy();
  }

  /** Lets go of everything but the socket, and ends every request. */
  #settle(cause: Fault): void {
    this.#fault = cause;
    this.#watchdog.stop();
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#manager.setState(State.closed);
    const waiting = [...this.#manager.pendingQueue.splice(0), ...this.#manager.packetQueue.queue.splice(0)];
    for (const packet of waiting) packet.callback(new FaultError(cause));
    this.#tellFailed(new HandshakeError(cause, this.#connected && !this.#heard));
    this.#tellLost(cause);
  }
}

const isTlsAlert = (bytes: Buffer): boolean => bytes[0] === 0x15 && bytes[1] === 0x03;
