/** A driver that plays what a test tells it to: connections, frames and faults in order, for what no real store does on demand. */
import type { Connection, ConnectRequest, Driver, ResumePoint } from '../../../electron/drivers/driver';
import { local } from '../../../electron/drivers/local/index';
import { fault, FaultError, failed, ok, type Fault, type Result } from '../../../shared/fault';
import { nothingDenied, type Denied } from '../../../shared/model/denied';
import type { Frame } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';

/** One played connection; the test feeds it frames and ends it. */
export class ScriptedConnection implements Connection {
  readonly server = 'scripted 1.0';
  readonly request: ConnectRequest;
  readonly resume: ResumePoint | undefined;
  point: ResumePoint | undefined;
  closed = false;
  hidden: Denied = nothingDenied;
  #waiting: Frame[] = [];
  #fault: Fault | undefined;
  #wake: () => void = () => {};
  readonly #rootCreated: () => void;

  constructor(request: ConnectRequest, rootCreated: () => void) {
    this.request = request;
    this.resume = request.resume;
    this.#rootCreated = rootCreated;
  }

  send(...frames: Frame[]): void {
    this.#waiting.push(...frames);
    this.#wake();
  }

  breakWith(reason: Fault): void {
    this.#fault = reason;
    this.#wake();
  }

  async *frames({ signal }: { signal: AbortSignal }): AsyncGenerator<Frame> {
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const frame = this.#waiting.shift();
        if (frame) yield frame;
        else if (this.#fault) throw new FaultError(this.#fault);
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  apply = (): Promise<Result<never>> => Promise.resolve(failed(fault('internal', 'internal', { detail: 'the script applies nothing' })));
  read = (): Promise<Result<never>> => Promise.resolve(failed(fault('internal', 'internal', { detail: 'the script reads nothing' })));
  history = (): Promise<Result<never>> => Promise.resolve(failed(fault('not-supported', 'not-supported', { backend: 'the script', detail: 'it keeps no past values' })));
  listAt = (): Promise<Result<never>> => this.history();
  tryRoot = (): Promise<Result<void>> => Promise.resolve(ok(undefined));
  tryWatch = (): Promise<Result<void>> => Promise.resolve(ok(undefined));
  access = (): Promise<Result<never>> => Promise.resolve(failed(fault('internal', 'internal', { detail: 'the script tells of no access' })));
  createRoot(): Promise<Result<void>> {
    this.#rootCreated();
    return Promise.resolve(ok(undefined));
  }
  denied = (): Denied => this.hidden;
  isHidden = (key: Key): boolean => this.hidden.keys.includes(key);
  cost = (): { requests: number; watches: number } => ({ requests: 1, watches: 1 });
  resumePoint = (): ResumePoint | undefined => this.point;
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** Makes scripted connections, and refuses to while `refusal` is set, at the cost of one request. */
export class ScriptedDriver implements Driver {
  readonly name = 'zookeeper' as const;
  readonly capabilities = local.capabilities;
  readonly connections: ScriptedConnection[] = [];
  refusal: Fault | undefined;
  rootsCreated = 0;

  connect(request: ConnectRequest): Promise<Connection> {
    if (this.refusal) {
      request.onSpent?.({ requests: 1, watches: 0, bytesIn: 10, bytesOut: 20 });
      return Promise.reject(new FaultError(this.refusal));
    }
    const connection = new ScriptedConnection(request, () => (this.rootsCreated += 1));
    this.connections.push(connection);
    return Promise.resolve(connection);
  }

  /** The connection of the `number`th attempt that was not refused, from 0. */
  connection(number: number): ScriptedConnection {
    const connection = this.connections[number];
    if (!connection) throw new Error(`there were only ${this.connections.length} connections`);
    return connection;
  }
}
