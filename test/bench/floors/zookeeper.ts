/** The least that talks to ZooKeeper: a socket, jute by hand, no library and nothing of ours. The floor that rows are held against. */
import net from 'node:net';

const Op = { getData: 4, setData: 5, getChildren: 8, ping: 11, multiRead: 22, addWatch: 106 } as const;
const STAT_BYTES = 68;
const NUM_CHILDREN_AT = 56;
const MULTI_HEADER_BYTES = 9;
const BATCH_READS = 256;
const BATCHES_IN_FLIGHT = 4;
const SESSION_MS = 60_000;
const PING_MS = 5_000;

const int = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([int(Buffer.byteLength(value)), Buffer.from(value)]);

export interface BareNode {
  readonly value: Buffer;
  readonly mzxid: bigint;
}

/** A session with one server. */
export class BareZookeeper {
  /** Called with the path of every watch event. */
  onEvent: (path: string) => void = () => {};
  readonly #socket: net.Socket;
  readonly #waiting: ((reply: Buffer) => void)[] = [];
  readonly #pings: NodeJS.Timeout;
  #rest: Buffer[] = [];
  #have = 0;
  #need = 4;
  #greeted: (() => void) | undefined;
  #xid = 1;

  static async open(port: number): Promise<BareZookeeper> {
    const socket = net.connect({ host: '127.0.0.1', port });
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const client = new BareZookeeper(socket);
    await client.#greet();
    return client;
  }

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => {});
    this.#pings = setInterval(() => this.#send(-2, Op.ping, Buffer.alloc(0)), PING_MS);
  }

  async getData(path: string): Promise<Buffer> {
    const reply = await this.#request(Op.getData, Buffer.concat([text(path), Buffer.from([0])]));
    return Buffer.from(reply.subarray(20, 20 + Math.max(0, reply.readInt32BE(16))));
  }

  async getChildren(path: string): Promise<string[]> {
    return readNames(await this.#request(Op.getChildren, Buffer.concat([text(path), Buffer.from([0])])), 16).names;
  }

  async setData(path: string, value: Buffer): Promise<void> {
    await this.#request(Op.setData, Buffer.concat([text(path), int(value.length), value, int(-1)]));
  }

  /** One persistent recursive watch. */
  async watch(path: string): Promise<void> {
    await this.#request(Op.addWatch, Buffer.concat([text(path), int(1)]));
  }

  /** The tree below a path, by a loop over multiRead and nothing else. */
  async readTree(root: string): Promise<Map<string, BareNode>> {
    const found = new Map<string, BareNode>();
    const queue: { children: boolean; path: string }[] = [{ children: false, path: root }];
    let next = 0;
    let inFlight = 0;
    await new Promise<void>((resolve, reject) => {
      const take = (batch: readonly { children: boolean; path: string }[], reply: Buffer): void => {
        let at = 16;
        for (const { children, path } of batch) {
          at += MULTI_HEADER_BYTES;
          if (children) {
            const { names, end } = readNames(reply, at);
            for (const name of names) queue.push({ children: false, path: `${path}/${name}` });
            at = end;
            continue;
          }
          const stat = at + 4 + Math.max(0, reply.readInt32BE(at));
          found.set(path, { value: reply.subarray(at + 4, stat), mzxid: reply.readBigInt64BE(stat + 8) });
          if (reply.readInt32BE(stat + NUM_CHILDREN_AT) > 0) queue.push({ children: true, path });
          at = stat + STAT_BYTES;
        }
      };
      const pump = (): void => {
        while (inFlight < BATCHES_IN_FLIGHT && next < queue.length) {
          const batch = queue.slice(next, next + BATCH_READS);
          next += batch.length;
          inFlight++;
          this.#request(Op.multiRead, multiRead(batch)).then((reply) => {
            inFlight--;
            take(batch, reply);
            pump();
          }, reject);
        }
        if (inFlight === 0 && next === queue.length) resolve();
      };
      pump();
    });
    return found;
  }

  close(): void {
    clearInterval(this.#pings);
    this.#socket.destroy();
  }

  #greet(): Promise<void> {
    const body = Buffer.alloc(44);
    body.writeInt32BE(SESSION_MS, 12);
    body.writeInt32BE(16, 24);
    this.#socket.write(Buffer.concat([int(body.length), body]));
    return new Promise((resolve) => (this.#greeted = resolve));
  }

  #request(op: number, body: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((reply) => {
        const code = reply.readInt32BE(12);
        if (code === 0) resolve(reply);
        else reject(new Error(`ZooKeeper answered ${code}`));
      });
      this.#send(this.#xid++, op, body);
    });
  }

  #send(xid: number, op: number, body: Buffer): void {
    this.#socket.write(Buffer.concat([int(8 + body.length), int(xid), int(op), body]));
  }

  #receive(chunk: Buffer): void {
    this.#rest.push(chunk);
    this.#have += chunk.length;
    if (this.#have < this.#need) return;
    let bytes = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest, this.#have);
    this.#need = 4;
    while (bytes.length >= 4) {
      const length = bytes.readInt32BE(0);
      if (bytes.length < 4 + length) {
        this.#need = 4 + length;
        break;
      }
      this.#take(bytes.subarray(4, 4 + length));
      bytes = bytes.subarray(4 + length);
    }
    this.#rest = bytes.length > 0 ? [bytes] : [];
    this.#have = bytes.length;
  }

  #take(frame: Buffer): void {
    if (this.#greeted) {
      this.#greeted();
      this.#greeted = undefined;
      return;
    }
    const xid = frame.readInt32BE(0);
    if (xid === -1) this.onEvent(frame.toString('utf8', 28, 28 + frame.readInt32BE(24)));
    else if (xid >= 0) this.#waiting.shift()?.(frame);
  }
}

function multiRead(batch: readonly { children: boolean; path: string }[]): Buffer {
  const size = batch.reduce((sum, { path }) => sum + MULTI_HEADER_BYTES + 5 + Buffer.byteLength(path), MULTI_HEADER_BYTES);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  const header = (type: number, done: 0 | 1): void => {
    at = bytes.writeInt32BE(type, at);
    at = bytes.writeUInt8(done, at);
    at = bytes.writeInt32BE(-1, at);
  };
  for (const { children, path } of batch) {
    header(children ? Op.getChildren : Op.getData, 0);
    const length = bytes.write(path, at + 4);
    at = bytes.writeInt32BE(length, at) + length;
    at = bytes.writeUInt8(0, at);
  }
  header(-1, 1);
  return bytes;
}

function readNames(buffer: Buffer, from: number): { names: string[]; end: number } {
  const names: string[] = [];
  const count = buffer.readInt32BE(from);
  let at = from + 4;
  for (let i = 0; i < count; i++) {
    const length = buffer.readInt32BE(at);
    names.push(buffer.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { names, end: at };
}
