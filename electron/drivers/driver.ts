/**
 * The one interface of the back-ends. A driver turns its store's watch into frames and plans into guarded transactions.
 * It makes one attempt at a time: trying again, waiting and telling the user belong to the session.
 */
import type { AccessReading } from '../../shared/model/access';
import type { Capabilities } from '../../shared/model/capabilities';
import type { Denied } from '../../shared/model/denied';
import type { Entry, Revision } from '../../shared/model/entry';
import type { Frame } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import type { Plan, Receipt } from '../../shared/model/plan';
import type { Backend, ConnectOptions, SourceSecrets } from '../../shared/model/source';
import type { Result } from '../../shared/fault';

/** Where a broken connection had got to. Opaque to everybody but the driver that made it. */
export type ResumePoint = object;

/** What this connection has cost the server so far. Bytes are absent where the transport does not tell. */
export interface Cost {
  readonly requests: number;
  /** Watches or watch streams open on the server now. */
  readonly watches: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
}

/** One fact about an entry in the back-end's own terms (czxid, mod revision, lease). */
export interface NativeField {
  readonly name: string;
  readonly value: string;
}

/** A key read straight from the store. */
export interface Reading {
  /** Null where the key does not exist. */
  readonly entry: Entry | null;
  readonly native: readonly NativeField[];
}

export interface ConnectRequest {
  readonly options: ConnectOptions;
  /** Kept in memory only. */
  readonly secrets?: SourceSecrets;
  /** Ends the attempt, and later the connection: no socket, timer or watch stays. */
  readonly signal: AbortSignal;
  /** From the connection that broke before, if it gave one. */
  readonly resume?: ResumePoint;
}

export interface Driver {
  readonly name: Backend;
  readonly capabilities: Capabilities;
  /** One attempt to connect and log in, given up after at most 5 s. Rejects with a FaultError. */
  connect(request: ConnectRequest): Promise<Connection>;
}

export interface Connection {
  /** Server version and the like, for the source's details. */
  readonly server: string;
  /**
   * Watches the roots: a listing, then deltas, `seq` rising by one. After a resume it starts with a delta where the driver
   * can prove that nothing is missing (its `seq` follows the resume point's), otherwise with a listing.
   * `onReceived` tells how many entries of the listing have come in. Ends by throwing a FaultError, or quietly once `signal` aborts.
   * Called once per connection.
   */
  frames(request: { signal: AbortSignal; onReceived(count: number): void }): AsyncIterable<Frame>;
  /** Sends a plan once. Never repeats it: an answer that was lost is the fault `outcome-unknown`. */
  apply(plan: Plan): Promise<Result<Receipt>>;
  /** Reads a key, as of revision `at` where the back-end keeps every revision. */
  read(key: Key, at?: Revision): Promise<Result<Reading>>;
  /** Whether this root of the options exists and may be read. Lists nothing. */
  tryRoot(root: Key): Promise<Result<void>>;
  /** Whether this root can be watched: sets a watch of the kind that `frames` sets, and lets it go. For connections without `frames`. */
  tryWatch(root: Key): Promise<Result<void>>;
  /** Who may do what with a key, as far as the store tells us. */
  access(key: Key): Promise<Result<AccessReading>>;
  /** Creates the missing roots, parents included, where the back-end has roots that can be missing. */
  createRoot(): Promise<Result<void>>;
  /** What of the roots may not be read, as far as it is known now; the same object for as long as nothing changes. A change comes with a frame. */
  denied(): Denied;
  /** Whether this key may be there unseen: it, or what it lies in, may not be read. */
  isHidden(key: Key): boolean;
  cost(): Cost;
  resumePoint(): ResumePoint | undefined;
  /** Ends the connection and lets go of everything. Never rejects. */
  close(): Promise<void>;
}
