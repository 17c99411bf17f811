/**
 * Requests under way on one link, in node-zookeeper-client's queues: encoded by us, answered in the order in which they were sent.
 * A request ends once: with its reply, or with the fault by which the link ended.
 */
import { FaultError, type Fault } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { ConnectionManager, Packet } from './client';
import { Code, LinkLostError, type LinkEnd } from './faults';
import { Op, REQUEST_HEADER_BYTES } from './wire';

/** A server's answer to one request. */
export interface Reply {
  /** 0, or one of ZooKeeper's error codes. */
  readonly code: number;
  readonly zxid: Revision;
  readonly body: Buffer;
}

/** Xid, zxid and error code, which stand before every answer's body. */
export const REPLY_HEADER_BYTES = 16;

/** Xids of what a server sends that answers no request of the queue. */
export const Xid = { event: -1, ping: -2, auth: -4 } as const;

/** Xids are signed 32 bit on the wire and negative ones are reserved: start again well before the end. */
const LAST_XID = 0x7ff00000;

/** The requests of one link. */
export class Pipeline {
  /** Highest zxid in any reply so far: everything read is at least as old. */
  zxid: Revision = 0n;
  /** Requests sent or queued so far, pings included. */
  requests = 0;
  readonly #manager: ConnectionManager;
  #head: Packet | undefined;

  constructor(manager: ConnectionManager) {
    this.#manager = manager;
  }

  /** Sends a request. Rejects with a LinkLostError when the link ends first; an error code of the server is a reply. */
  request(op: number, body: Buffer): Promise<Reply> {
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
    return new Promise((resolve, reject) => {
      this.#manager.queue({ header, toBuffer }, (error, frame) => {
        if (frame === undefined) reject(error instanceof FaultError ? new LinkLostError(error.fault, sent) : (error as unknown as Error));
        else resolve({ code: frame.readInt32BE(12), zxid: frame.readBigInt64BE(4), body: frame.subarray(REPLY_HEADER_BYTES) });
      });
    });
  }

  /** Sends a ping; its answer is no reply of the queue. */
  ping(): void {
    this.requests++;
    const frame = Buffer.allocUnsafe(REQUEST_HEADER_BYTES);
    frame.writeInt32BE(8, 0);
    frame.writeInt32BE(Xid.ping, 4);
    frame.writeInt32BE(Op.ping, 8);
    this.#manager.queue({ header: { xid: Xid.ping, type: Op.ping }, toBuffer: () => frame });
  }

  /** Hands a reply to the oldest request. Gives the reason where the link has to end instead, and that request with it. */
  take(frame: Buffer): LinkEnd | undefined {
    const [packet] = this.#manager.pendingQueue;
    if (packet?.request.header?.xid !== frame.readInt32BE(0)) return 'wrong-protocol';
    if (frame.readInt32BE(12) === Code.loginEnforced) return 'login-enforced';
    this.#manager.pendingQueue.shift();
    this.seeZxid(frame);
    packet.callback(null, frame);
    return undefined;
  }

  /** Notes the zxid in the head of an answer. */
  seeZxid(frame: Buffer): void {
    const zxid = frame.readBigInt64BE(4);
    if (zxid > this.zxid) this.zxid = zxid;
  }

  /** Whether the oldest request is the same as at the last look. */
  isStuck(): boolean {
    const head = this.#manager.pendingQueue[0];
    const same = head !== undefined && head === this.#head;
    this.#head = head;
    return same;
  }

  /** Ends every request that waits. */
  end(cause: Fault): void {
    const waiting = [...this.#manager.pendingQueue.splice(0), ...this.#manager.packetQueue.queue.splice(0)];
    for (const packet of waiting) packet.callback(new FaultError(cause));
  }
}
