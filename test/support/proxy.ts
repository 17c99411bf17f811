/** A loopback TCP proxy that breaks the link in the ways real networks do. */
import net from 'node:net';
import { freePort } from './ports';

export interface FaultProxy {
  readonly port: number;
  /** Connections accepted so far. */
  accepted(): number;
  /** Connections open now. */
  open(): number;
  /** Bytes that went each way so far. */
  bytes(): { toServer: number; toClient: number };
  /** Cuts every open connection. */
  cut(): void;
  /** Cuts a connection once this many more bytes have gone to the client: in the middle of a frame, mostly. Once. */
  cutAfter(bytes: number): void;
  /** The link becomes a black hole: connections are accepted and nothing moves, nor does a close. With a way, only that way. */
  freeze(way?: Way): void;
  /** What was held in the black hole arrives. */
  unfreeze(): void;
  /** A slow link: what goes to the client does so at this rate, and comes this much later. */
  slow(limits: { bytesPerSecond: number; latencyMs: number }): void;
  /** What goes to the server goes through this, chunk by chunk. */
  rewrite(change: (chunk: Buffer) => Buffer): void;
  /** What goes to the client goes through this, chunk by chunk. */
  rewriteAnswers(change: (chunk: Buffer) => Buffer): void;
  /** Whether new connections are refused. Turning it on cuts the open ones. */
  refuse(on: boolean): Promise<void>;
  /** Sends new connections to another server, cutting the open ones. */
  redirect(port: number): void;
  /**
   * Waits for these bytes to pass to the server. From then on that connection's answers are held back, until `cut()`.
   * With `swallow`, the request itself is not forwarded either. Resolves when the bytes were seen.
   */
  loseAnswerTo(marker: Uint8Array, how?: { swallow: boolean }): Promise<void>;
  /** Holds the request with these bytes back before it reaches the server. Resolves, when it has come, to how to let it go. */
  holdRequest(marker: Uint8Array): Promise<() => void>;
  /** How often the bytes that `loseAnswerTo` last waited for have passed or would have passed to the server. */
  timesSeen(): number;
  close(): Promise<void>;
}

export type Way = 'to-server' | 'to-client';

interface Link {
  readonly client: net.Socket;
  readonly server: net.Socket;
  /** The last bytes to the server, to find a marker that falls on two chunks. */
  tail: Buffer;
  answersHeld: boolean;
  /** Over a slow link: when all that was taken so far will have been sent, and its sending. */
  busyUntil: number;
  sent: Promise<void>;
}

interface Trap {
  readonly marker: Buffer;
  times: number;
  /** What happens to the request with the marker; the link is held from there on. */
  spring(link: Link, chunk: Buffer): void;
}

/** Starts a proxy in front of this loopback port. */
export async function startProxy(targetPort: number): Promise<FaultProxy> {
  const port = await freePort();
  const links = new Set<Link>();
  const traffic = { toServer: 0, toClient: 0 };
  let target = targetPort;
  let accepted = 0;
  const frozen = new Set<Way>();
  let rate: { bytesPerSecond: number; latencyMs: number } | undefined;
  let change = (chunk: Buffer): Buffer => chunk;
  let changeAnswer = change;
  let allowance = Number.POSITIVE_INFINITY;
  let trap: Trap | undefined;
  let listener: net.Server | undefined;

  const drop = (link: Link): void => {
    links.delete(link);
    link.client.destroy();
    link.server.destroy();
  };
  const cut = (): void => [...links].forEach(drop);

  const toServer = (link: Link, chunk: Buffer): void => {
    traffic.toServer += chunk.length;
    if (trap !== undefined) {
      const seen = Buffer.concat([link.tail, chunk]);
      link.tail = seen.subarray(Math.max(0, seen.length - trap.marker.length + 1));
      if (seen.includes(trap.marker)) {
        trap.times++;
        trap.spring(link, chunk);
        return;
      }
    }
    if (!link.server.write(change(chunk))) {
      link.client.pause();
      link.server.once('drain', () => frozen.has('to-server') || link.client.resume());
    }
  };
  const toClient = (link: Link, chunk: Buffer): void => {
    if (link.answersHeld) return;
    traffic.toClient += chunk.length;
    if (chunk.length >= allowance) {
      const last = chunk.subarray(0, allowance);
      allowance = Number.POSITIVE_INFINITY;
      link.answersHeld = true;
      link.sent = link.sent.then(() => void link.client.write(last, () => drop(link)));
      return;
    }
    allowance -= chunk.length;
    if (rate !== undefined) {
      trickle(link, chunk, rate);
      return;
    }
    if (!link.client.write(chunk)) {
      link.server.pause();
      link.client.once('drain', () => frozen.has('to-client') || link.answersHeld || link.server.resume());
    }
  };

  const trickle = (link: Link, chunk: Buffer, { bytesPerSecond, latencyMs }: { bytesPerSecond: number; latencyMs: number }): void => {
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const now = performance.now();
    link.busyUntil = Math.max(now, link.busyUntil) + (chunk.length / bytesPerSecond) * 1000;
    const due = link.busyUntil + latencyMs;
    link.server.pause();
    void wait(link.busyUntil - now).then(() => frozen.has('to-client') || link.server.resume());
    link.sent = link.sent.then(() => wait(due - performance.now())).then(() => void link.client.write(chunk));
  };

  const accept = (client: net.Socket): void => {
    accepted++;
    const server = net.connect({ host: '127.0.0.1', port: target });
    const link: Link = { client, server, tail: Buffer.alloc(0), answersHeld: false, busyUntil: 0, sent: Promise.resolve() };
    links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
    }
    client.on('close', () => drop(link));
    // what it said before it hung up arrives, however slow the link is
    server.on('close', () => void link.sent.then(() => drop(link)));
    client.on('data', (chunk) => toServer(link, chunk));
    server.on('data', (chunk) => toClient(link, changeAnswer(chunk)));
    hold(link);
  };
  const hold = (link: Link): void => {
    if (frozen.has('to-server')) link.client.pause();
    if (frozen.has('to-client')) link.server.pause();
  };
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      listener = net.createServer(accept);
      listener.once('error', reject);
      listener.listen(port, '127.0.0.1', resolve);
    });
  const stopListening = async (): Promise<void> => {
    const closing = listener;
    listener = undefined;
    if (closing === undefined) return;
    const closed = new Promise((resolve) => closing.close(resolve));
    cut();
    await closed;
  };

  await listen();
  return {
    port,
    accepted: () => accepted,
    open: () => links.size,
    bytes: () => ({ ...traffic }),
    cut,
    cutAfter: (bytes) => {
      allowance = bytes;
    },
    slow: (limits) => {
      rate = Number.isFinite(limits.bytesPerSecond) || limits.latencyMs > 0 ? limits : undefined;
    },
    rewrite: (how) => {
      change = how;
    },
    rewriteAnswers: (how) => {
      changeAnswer = how;
    },
    freeze: (way) => {
      for (const frozenWay of way === undefined ? (['to-server', 'to-client'] as const) : [way]) frozen.add(frozenWay);
      links.forEach(hold);
    },
    unfreeze: () => {
      frozen.clear();
      for (const link of links) {
        link.client.resume();
        if (!link.answersHeld) link.server.resume();
      }
    },
    refuse: async (on) => {
      if (on) await stopListening();
      else if (listener === undefined) await listen();
    },
    redirect: (to) => {
      target = to;
      cut();
    },
    loseAnswerTo: (marker, { swallow } = { swallow: false }) =>
      new Promise((resolve) => {
        const spring = (link: Link, chunk: Buffer): void => {
          link.answersHeld = true;
          link.server.pause();
          if (!swallow) link.server.write(chunk);
          resolve();
        };
        trap = { marker: Buffer.from(marker), times: 0, spring };
      }),
    holdRequest: (marker) =>
      new Promise((resolve) => {
        const spring = (link: Link, chunk: Buffer): void => {
          link.client.pause();
          resolve(() => {
            trap = undefined;
            link.server.write(chunk);
            link.client.resume();
          });
        };
        trap = { marker: Buffer.from(marker), times: 0, spring };
      }),
    timesSeen: () => trap?.times ?? 0,
    close: stopListening,
  };
}
