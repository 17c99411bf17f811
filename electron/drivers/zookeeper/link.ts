/**
 * One link to one server: node-zookeeper-client's session and queues under our own socket, frame reader and request encoding. It
 * never reconnects: it ends once, with a fault, and every request then ends with it.
 * Replies come in the order of the requests, and a watch event comes before any reply that shows what it tells of.
 */
import net from 'node:net';
import tls from 'node:tls';
import { fault, FaultError, type Fault } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import type { Cost } from '../driver';
import { connectionManager, SessionTicket, State, type ConnectionManager } from './client';
import { decodeEvent, type EventType } from './events';
import { HandshakeError, linkFault, LinkLostError, unansweredFault, unopenedFault, type LinkEnd } from './faults';
import { FrameReader } from './frame-reader';
import { Opening } from './opening';
import { Pipeline, REPLY_HEADER_BYTES, Xid, type Reply } from './pipeline';
import { Watchdog } from './watchdog';

/** Asks for a link. */
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

/** Time for the server to confirm the end of a session. */
const CLOSE_TIMEOUT_MS = 500;
/** A handshake's answer has 36 or 37 bytes; what is much longer comes from somebody who speaks something else. */
const MAX_HANDSHAKE_BYTES = 256;
/** Longest reply that is taken for one: a listing of millions of children stays below. */
const MAX_FRAME_BYTES = 512 * 1024 * 1024;

/** A link, from the first packet until it has ended. */
export class Link {
  readonly endpoint: Endpoint;
  /** Called with the path of every watch event. */
  onEvent: (path: Key, type: EventType) => void = () => {};
  readonly #manager: ConnectionManager;
  readonly #socket: net.Socket;
  readonly #reader = new FrameReader(MAX_HANDSHAKE_BYTES);
  readonly #opening: Opening;
  readonly #pipeline: Pipeline;
  readonly #watchdog: Watchdog;
  readonly #signal: AbortSignal;
  readonly #lost: Promise<Fault>;
  #tellLost: (fault: Fault) => void = () => {};
  readonly #onReady: (link: Link) => void;
  readonly #onFailed: (error: HandshakeError) => void;
  #fault: Fault | undefined;
  #socketError: Error | undefined;
  #reached = false;
  #connected = false;
  #heard = false;
  #isReady = false;
  #ticket: SessionTicket | undefined;

  /** Connects, takes over or opens a session, and logs in. Rejects with a FaultError: a {@link HandshakeError} once anything was tried. */
  static open(request: LinkRequest): Promise<Link> {
    if (request.signal.aborted) return Promise.reject(new FaultError(fault('aborted', 'aborted')));
    return new Promise((resolve, reject) => void new Link(request, resolve, reject));
  }

  private constructor(request: LinkRequest, onReady: (link: Link) => void, onFailed: (error: HandshakeError) => void) {
    this.#onReady = onReady;
    this.#onFailed = onFailed;
    this.endpoint = request.endpoint;
    this.#signal = request.signal;
    this.#lost = new Promise((resolve) => (this.#tellLost = resolve));
    this.#manager = connectionManager(request.session, request.digest);
    this.#opening = new Opening(this.#manager, request.digest !== undefined);
    this.#pipeline = new Pipeline(this.#manager);

    const { host, port } = request.endpoint;
    this.#socket = request.tls === undefined ? net.connect({ host, port }) : tls.connect({ host, port, ...request.tls });
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', () => (this.#reached = true));
    this.#socket.on(request.tls === undefined ? 'connect' : 'secureConnect', () => {
      this.#connected = true;
      this.#pipeline.requests += this.#opening.begin();
    });
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('drain', () => this.#manager.onSocketDrain());
    this.#socket.on('error', (error) => (this.#socketError = error));
    this.#socket.on('close', () => {
      const isOpen = this.#manager.state === State.connected;
      this.#end(isOpen ? linkFault('link-lost', this.endpoint) : unopenedFault(this.endpoint, this.#reached, this.#socketError));
    });
    this.#manager.socket = this.#socket;
    this.#manager.setState(State.connecting);

    this.#watchdog = new Watchdog({
      handshakeMs: request.timeoutMs,
      ping: () => this.#pipeline.ping(),
      // while an answer is coming in nothing is stuck
      isStuck: () => this.#pipeline.isStuck() && !this.#reader.partial,
      expired: () => this.#end(unansweredFault(this.endpoint, this.#reached, request.timeoutMs)),
      silent: (seconds) => this.#end(fault('unreachable', 'link-silent', { endpoint: formatEndpoint(this.endpoint), seconds })),
    });
    this.#signal.addEventListener('abort', this.#onAbort);
  }

  /** Highest zxid in any reply so far: everything read is at least as old. */
  get zxid(): Revision {
    return this.#pipeline.zxid;
  }

  /** Why the link ended, or undefined while it stands. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** Resolves when the link has ended. */
  get lost(): Promise<Fault> {
    return this.#lost;
  }

  /** What it has cost the server so far, without watches: of those it knows nothing. */
  get cost(): Cost {
    return { requests: this.#pipeline.requests, watches: 0, bytesIn: this.#socket.bytesRead, bytesOut: this.#socket.bytesWritten };
  }

  /** What a later link needs to take this session over. */
  ticket(): SessionTicket {
    return (this.#ticket ??= new SessionTicket(this.#manager.getSessionId(), this.#manager.getSessionPassword()));
  }

  /** Sends a request. Rejects with a LinkLostError when the link ends first; an error code of the server is a reply. */
  request(op: number, body: Buffer): Promise<Reply> {
    if (this.#fault !== undefined) return Promise.reject(new LinkLostError(this.#fault, false));
    return this.#pipeline.request(op, body);
  }

  /** What this decodes from a reply; a reply that does not decode ends the link. */
  decoded<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const wrong = linkFault('wrong-protocol', this.endpoint);
      this.#end(wrong);
      throw new FaultError(wrong);
    }
  }

  /** Ends session and link; the server is given a moment to confirm. */
  async close(): Promise<void> {
    if (this.#fault !== undefined) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    if (!this.#leave()) this.#socket.destroy();
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
  }

  readonly #onAbort = (): void => {
    if (this.#fault !== undefined) return;
    if (this.#leave()) this.#socket.destroySoon();
    else this.#socket.destroy();
  };

  /** Ends the link by our own wish; gives whether the server was asked to end the session, which takes that the request can go out at once. */
  #leave(): boolean {
    const polite = this.#manager.state === State.connected && this.#socket.writableLength === 0;
    if (polite) {
      this.ticket().over = true;
      this.#pipeline.requests++;
      this.#manager.close();
    }
    this.#settle(fault('aborted', 'aborted'));
    return polite;
  }

  #receive(chunk: Buffer): void {
    if (this.#fault !== undefined) return;
    this.#watchdog.heard();
    this.#heard = true;
    try {
      this.#reader.push(chunk, (frame) => {
        if (this.#fault !== undefined) return;
        const end = this.#take(frame);
        if (end !== undefined) this.#end(linkFault(end, this.endpoint));
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#end(linkFault(isTlsAlert(chunk) ? 'tls-expected' : 'wrong-protocol', this.endpoint));
    }
  }

  /** Takes a frame. Gives the reason where the link has to end for it. */
  #take(frame: Buffer): LinkEnd | undefined {
    if (this.#manager.state === State.connecting) {
      const refusal = this.#opening.takeSession(frame);
      if (refusal !== undefined) return refusal;
      this.#reader.maxBytes = MAX_FRAME_BYTES;
      this.#socket.setTimeout(0); // the library's own ping; the watchdog's replaces it
      return this.#becomeReady();
    }
    // before its request leaves the queue: nobody would end that one any more
    if (frame.length < REPLY_HEADER_BYTES) return 'wrong-protocol';
    switch (frame.readInt32BE(0)) {
      case Xid.ping:
        this.#pipeline.seeZxid(frame);
        return undefined;
      case Xid.auth:
        return this.#opening.takeLogin(frame.readInt32BE(12)) ?? this.#becomeReady();
      case Xid.event:
        decodeEvent(frame, this.onEvent);
        return undefined;
      default:
        return this.#pipeline.take(frame);
    }
  }

  /** Ready once the session stands and the login has been taken. */
  #becomeReady(): undefined {
    if (this.#isReady || !this.#opening.done) return;
    this.#isReady = true;
    this.#watchdog.handshakeDone();
    this.#onReady(this);
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
    this.#pipeline.end(cause);
    this.#onFailed(new HandshakeError(cause, this.#connected && !this.#heard, this.cost));
    this.#tellLost(cause);
  }
}

const isTlsAlert = (bytes: Buffer): boolean => bytes[0] === 0x15 && bytes[1] === 0x03;
