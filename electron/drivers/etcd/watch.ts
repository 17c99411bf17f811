/**
 * A raw watch stream, response by response. etcd3's Watcher is not used: it resumes from the header's revision, which is ahead of
 * the events that have arrived, and so loses what was still on its way when the link broke.
 */
import type { IEvent, IResponseHeader, IWatchResponse } from 'etcd3';
import { fault, FaultError } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { EtcdClient, WatchStream } from './client';
import type { KeyRange } from './range';

const CREATE_TIMEOUT_MS = 4_000;

/** What a watch tells: whole revisions in order; or, without events, that there are none up to the header's revision. */
export interface WatchNews {
  readonly events: readonly IEvent[];
  readonly header: IResponseHeader;
}

/** The server ended the watch: because it no longer has the revisions up to `compactedAt`, from which the watch was to start, or for another reason. */
export class WatchCancelled extends Error {
  constructor(
    readonly compactedAt: Revision | undefined,
    reason: string,
  ) {
    super(reason);
  }

  get compacted(): boolean {
    return this.compactedAt !== undefined;
  }
}

/** Joins the fragments into which a server splits a large response, so that a transaction never comes in two parts. */
export class FragmentJoiner {
  #held: IEvent[][] = [];

  /** The events of the response that this one completes; undefined while more of it is to come. */
  take({ events, fragment }: Pick<IWatchResponse, 'events' | 'fragment'>): readonly IEvent[] | undefined {
    if (!fragment && this.#held.length === 0) return events;
    this.#held.push(events);
    if (fragment) return undefined;
    const whole = this.#held.flat();
    this.#held = [];
    return whole;
  }
}

/** A watch of a range, from the moment the server has confirmed it. */
export class Watch {
  readonly #client: EtcdClient;
  readonly #stream: WatchStream;
  readonly #responses: AsyncIterator<IWatchResponse>;
  readonly #joiner = new FragmentJoiner();
  #pending: Promise<WatchNews> | undefined;

  private constructor(client: EtcdClient, stream: WatchStream) {
    this.#client = client;
    this.#stream = stream;
    this.#responses = stream[Symbol.asyncIterator]();
  }

  /** Opens a watch that starts with this revision. */
  static open(client: EtcdClient, range: KeyRange, from: Revision): Promise<Watch> {
    return client.loggedIn(() => Watch.#open(client, range, from));
  }

  static async #open(client: EtcdClient, range: KeyRange, from: Revision): Promise<Watch> {
    const stream = await client.watch();
    const watch = new Watch(client, stream);
    stream.write({ create_request: { ...range, start_revision: String(from), progress_notify: true, fragment: true } });
    const timer = setTimeout(() => stream.cancel(), CREATE_TIMEOUT_MS);
    try {
      const { created } = await watch.#response();
      if (!created) throw new FaultError(fault('unreachable', 'wrong-protocol', { endpoint: client.endpoint, backend: 'etcd' }));
      return watch;
    } catch (error) {
      watch.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What comes next. May be asked again, and gives the same answer, until {@link taken} is called. */
  next(): Promise<WatchNews> {
    if (!this.#pending) {
      this.#pending = this.#read();
      // it may fail while nobody is waiting for it
      this.#pending.catch(() => {});
    }
    return this.#pending;
  }

  /** Goes on to the next news. */
  taken(): void {
    this.#pending = undefined;
  }

  /** Asks how far the watch has come: the answer is news without events. A server that is still catching up may not answer. */
  askProgress(): void {
    this.#stream.write({ progress_request: {} });
  }

  close(): void {
    this.#client.unwatch(this.#stream);
  }

  async #read(): Promise<WatchNews> {
    for (;;) {
      const response = await this.#response();
      const events = this.#joiner.take(response);
      if (events) return { events, header: response.header };
    }
  }

  async #response(): Promise<IWatchResponse> {
    const { value, done } = await this.#responses.next();
    if (done) throw new FaultError(this.#client.lost());
    const response: IWatchResponse = value;
    if (response.canceled) {
      const compactedAt = response.compact_revision === '0' ? undefined : BigInt(response.compact_revision);
      throw new WatchCancelled(compactedAt, response.cancel_reason || 'the server ended the watch');
    }
    return response;
  }
}
