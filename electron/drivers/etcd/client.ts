/**
 * etcd3's typed clients over one connection, in place of etcd3's own pool: that one repeats calls, writes too, behind the
 * caller's back, spreads them over the members, and leaves sockets open. Here a call is made once, has a deadline, and is counted.
 */
import type { CallOptions, Client, Metadata, ServiceClientConstructor, ServiceError } from '@grpc/grpc-js';
import type { ICallable, IDuplexStream, IRangeRequest, IWatchRequest, IWatchResponse, Services } from 'etcd3';
import type { Host } from 'etcd3/lib/connection-pool';
import { fault, FaultError, type Fault } from '../../../shared/fault';
import type { Cost } from '../driver';
import type { Security } from '../tls';
import { callFault, isAuthOff, isConnectionGone, isStaleLogin, type CallContext } from './faults';
import { callHeaders, type Runtime } from './runtime';
import { openTransport, type Transport } from './transport';

/** User and password. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** One member, and how to come in. */
export interface ClientOptions {
  /** `host:port`, as gRPC and people read it. */
  readonly endpoint: string;
  /** Undefined without TLS. */
  readonly security: Security | undefined;
  readonly login: Login | undefined;
}

/** A watch stream, to be read response by response. Ends with a gRPC error. */
export type WatchStream = IDuplexStream<IWatchRequest, IWatchResponse> & AsyncIterable<IWatchResponse>;

type Service = keyof typeof Services;
type UnaryCalls = Record<
  string,
  (payload: unknown, headers: Metadata, options: CallOptions, done: (error: ServiceError | null, answer: unknown) => void) => void
>;

const CALL_TIMEOUT_MS = 4_000;

/** The calls of one connection, counted, made as its user; it ends when the connection under it is lost. */
export class EtcdClient implements ICallable<null> {
  readonly endpoint: string;
  readonly kv;
  readonly lease;
  readonly maintenance;
  readonly auth;
  readonly callOptionsFactory = undefined;
  readonly #runtime: Runtime;
  readonly #login: Login | undefined;
  readonly #transport: Transport;
  readonly #host: Host;
  readonly #watches;
  readonly #streams = new Set<IDuplexStream<IWatchRequest, IWatchResponse>>();
  #headers: Promise<Metadata> | undefined;
  #requests = 0;
  /** Whether the server said that there is nothing to log in to. */
  #loginIdle = false;
  #ended: Fault | undefined;

  constructor(runtime: Runtime, { endpoint, security, login }: ClientOptions) {
    this.endpoint = endpoint;
    this.#runtime = runtime;
    this.#login = login;
    this.#transport = openTransport(runtime, endpoint, security);
    this.#host = new runtime.Host(endpoint, this.#transport.credentials, { channelOverride: this.#transport.channel });
    this.kv = new runtime.etcd3.KVClient(this);
    this.lease = new runtime.etcd3.LeaseClient(this);
    this.maintenance = new runtime.etcd3.MaintenanceClient(this);
    this.auth = new runtime.etcd3.AuthClient(this);
    this.#watches = new runtime.etcd3.WatchClient(this);
  }

  /** Who calls are made as; undefined without a login, and where the server asks for none. */
  get user(): string | undefined {
    return this.#loginIdle ? undefined : this.#login?.name;
  }

  /** Why no call can be made any more; undefined while it can. */
  get ended(): Fault | undefined {
    return this.#ended;
  }

  /** Call once the server has answered: from now on losing the connection ends this client. */
  settle(): void {
    this.#transport.settle(() => this.lost());
  }

  /** Opens a watch stream. */
  async watch(): Promise<WatchStream> {
    const stream = await this.#watches.watch();
    this.#requests++;
    this.#streams.add(stream);
    const forget = (): void => void this.#streams.delete(stream);
    stream.on('end', forget);
    stream.on('error', forget);
    return stream as WatchStream;
  }

  /** Ends a watch stream. */
  unwatch(stream: WatchStream): void {
    if (this.#streams.delete(stream)) stream.cancel();
  }

  /** The fault of a connection that is gone: it was cut, or nothing has been heard for long. Ends this client. */
  lost(): Fault {
    const { endpoint } = this;
    const seconds = this.#transport.silentSeconds();
    this.#ended ??= seconds === undefined ? fault('unreachable', 'link-lost', { endpoint }) : fault('unreachable', 'link-silent', { endpoint, seconds });
    return this.#ended;
  }

  /** The fault inside an error of a call or stream of this client. */
  faultOf(error: unknown, context: Omit<CallContext, 'endpoint'>): Fault {
    if (isConnectionGone(error)) return this.lost();
    return callFault(error, { ...context, endpoint: this.endpoint });
  }

  cost(): Cost {
    const { in: bytesIn, out: bytesOut } = this.#transport.bytes();
    return { requests: this.#requests, watches: this.#streams.size, bytesIn, bytesOut };
  }

  /** Ends streams, calls and the connection. */
  async close(): Promise<void> {
    this.#ended ??= fault('aborted', 'aborted');
    for (const stream of this.#streams) stream.cancel();
    this.#streams.clear();
    await this.#transport.close();
  }

  /** One unary call. */
  async exec<T>(service: Service, method: string, payload: unknown, options: CallOptions = {}): Promise<T> {
    if (method === 'authenticate') return this.#send<T>(service, method, payload, callHeaders(this.#runtime, undefined), options);
    return this.loggedIn((headers) => this.#send<T>(service, method, payload, headers, options));
  }

  /** A range request whose answer is left as it came: {@link RangePage} reads it. */
  rangeBytes(request: IRangeRequest, options: CallOptions): Promise<Buffer> {
    return this.loggedIn((headers) => this.#sendRange(request, headers, options));
  }

  /** Only what the server turned away because the login had gone stale is done again, after a new login. */
  async loggedIn<T>(work: (headers: Metadata) => Promise<T>): Promise<T> {
    const used = this.#currentHeaders();
    try {
      return await work(await used);
    } catch (error) {
      if (!this.#login || !isStaleLogin(error)) throw error;
      // another call may have logged in anew meanwhile
      if (this.#headers === used) this.#headers = undefined;
      return work(await this.#currentHeaders());
    }
  }

  /** Logs in anew. Throws gRPC errors; without a login, and where the server asks for none, nothing comes of it. */
  async logInAgain(): Promise<void> {
    this.#headers = undefined;
    await this.#currentHeaders();
  }

  async withConnection<R>(
    service: Service,
    use: (connection: { resource: null; client: Client; metadata: Metadata }) => Promise<R> | R,
  ): Promise<R> {
    const metadata = await this.#currentHeaders();
    this.#assertOpen();
    return use({ resource: null, client: this.#host.getServiceClient(service), metadata });
  }

  /** etcd3 would drop the connection here. Whoever made the call decides. */
  markFailed(): void {}

  async #sendRange(request: IRangeRequest, headers: Metadata, options: CallOptions): Promise<Buffer> {
    this.#assertOpen();
    this.#requests++;
    const client = this.#host.getServiceClient('KV');
    const { service } = client.constructor as ServiceClientConstructor;
    const range = service['Range'];
    if (!range) throw new Error('etcd3 defines no Range call');
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, answer?: Buffer): void => {
        if (error || !answer) reject(error ?? new Error('etcd sent no answer'));
        else resolve(answer);
      };
      client.makeUnaryRequest(range.path, range.requestSerialize, (bytes) => bytes, request, headers, options, done);
    });
  }

  #send<T>(service: Service, method: string, payload: unknown, headers: Metadata, options: CallOptions): Promise<T> {
    this.#assertOpen();
    this.#requests++;
    const calls = this.#host.getServiceClient(service) as unknown as UnaryCalls;
    const timed = { deadline: Date.now() + CALL_TIMEOUT_MS, ...options };
    return new Promise<T>((resolve, reject) => {
      calls[method]?.(payload, headers, timed, (error, answer) => (error ? reject(error) : resolve(answer as T)));
    });
  }

  #currentHeaders(): Promise<Metadata> {
    this.#headers ??= this.#logIn().catch((error: unknown) => {
      this.#headers = undefined;
      throw error;
    });
    return this.#headers;
  }

  async #logIn(): Promise<Metadata> {
    if (!this.#login) return callHeaders(this.#runtime, undefined);
    try {
      const { token } = await this.auth.authenticate(this.#login);
      this.#loginIdle = false;
      return callHeaders(this.#runtime, token);
    } catch (error) {
      if (!isAuthOff(error)) throw error;
      this.#loginIdle = true;
      return callHeaders(this.#runtime, undefined);
    }
  }

  #assertOpen(): void {
    if (this.#ended) throw new FaultError(this.#ended);
  }
}
