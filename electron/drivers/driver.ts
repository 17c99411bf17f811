/**
 * The one interface of the back-ends. A driver turns its store's watch into frames and plans into guarded transactions.
 * It makes one attempt at a time: trying again, waiting and telling the user belong to the session.
 */
import type { AccessReading } from '../../shared/model/access';
import type { Capabilities } from '../../shared/model/capabilities';
import type { Denied } from '../../shared/model/denied';
import type { Entry, Revision } from '../../shared/model/entry';
import type { Folders } from '../../shared/model/folder';
import type { Frame } from '../../shared/model/frame';
import type { HistoryRequest, KeyHistory } from '../../shared/model/history';
import type { Key } from '../../shared/model/key';
import type { SizeLimits } from '../../shared/model/loading';
import type { AclEntry, Plan, Receipt } from '../../shared/model/plan';
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

/** Asks for a connection that reads only as far as folders are opened. */
export interface LazyRequest {
  /** What an earlier connection knew: its loaded folders are read again, as far as they were read. */
  readonly folders: Folders;
  /** Most children that are read at once. */
  readonly pageChildren: number;
}

/** Asks for one attempt to connect. */
export interface ConnectRequest {
  readonly options: ConnectOptions;
  /** Kept in memory only. */
  readonly secrets?: SourceSecrets;
  /** Ends the attempt, and later the connection: no socket, timer or watch stays. */
  readonly signal: AbortSignal;
  /** A listing that would be larger ends the frames with `too-many-keys` or `too-much-data`. Absent: none is too large. */
  readonly limits?: SizeLimits;
  /** Absent: everything under the roots is read. */
  readonly lazy?: LazyRequest;
  /** From the connection that broke before, if it gave one. */
  readonly resume?: ResumePoint;
  /** Told what the attempt costs beside the connection that it leads to: servers tried in vain, questions asked on the side. */
  onSpent?(cost: Cost): void;
  /** What is held of the source already: a listing may tell what is still the same by the very same entries, which then take no memory anew. */
  readonly held?: ReadonlyMap<Key, Entry>;
}

/** A back-end: what it can do, and how it is connected to. */
export interface Driver {
  readonly name: Backend;
  readonly capabilities: Capabilities;
  /** One attempt to connect and log in, given up after at most 5 s. Rejects with a FaultError. */
  connect(request: ConnectRequest): Promise<Connection>;
}

/** One connection to a store, from the moment it is logged in until it is closed or breaks. It never reconnects. */
export interface Connection {
  /** Server version and the like, for the source's details. */
  readonly server: string;
  /**
   * Watches the roots: a listing, then deltas, `seq` rising by one. After a resume it starts with a delta where the driver
   * can prove that nothing is missing (its `seq` follows the resume point's), otherwise with a listing. Roots that may not be read
   * or are missing leave the others (`denied`); where none can be read, the frames end with the first one's fault.
   * `onReceived` tells how many entries of the listing have come in. Ends by throwing a FaultError, or quietly once `signal` aborts.
   * Called once per connection.
   */
  frames(request: { signal: AbortSignal; onReceived(count: number): void }): AsyncIterable<Frame>;
  /** Sends a plan once. Never repeats it: an answer that was lost is the fault `outcome-unknown`. */
  apply(plan: Plan): Promise<Result<Receipt>>;
  /** Reads a key, as of revision `at` where the back-end keeps every revision. */
  read(key: Key, at?: Revision): Promise<Result<Reading>>;
  /** What the store still has of a key, newest first, deletions included. Fault `not-supported` where it keeps only the latest. */
  history(key: Key, request: HistoryRequest): Promise<Result<KeyHistory>>;
  /**
   * What the readable part of the roots held as of a revision, in no particular order. Fault `compacted` where the store has given that up,
   * `not-supported` where it keeps only the latest, `too-large` above the limits of the connection.
   */
  listAt(at: Revision, request: { signal: AbortSignal; onReceived(count: number): void }): Promise<Result<readonly Entry[]>>;
  /** Whether this root of the options exists and may be read. Lists nothing. */
  tryRoot(root: Key): Promise<Result<void>>;
  /** Whether this root can be watched: sets a watch of the kind that `frames` sets, and lets it go. For connections without `frames`. */
  tryWatch(root: Key): Promise<Result<void>>;
  /** Who may do what with a key, as far as the store tells us. */
  access(key: Key): Promise<Result<AccessReading>>;
  /** The ACLs of these keys as a create takes them; those that we do not see in full are left out. Absent where keys have none. */
  acls?(keys: readonly Key[]): Promise<ReadonlyMap<Key, readonly AclEntry[]>>;
  /** Creates the missing roots, parents included, where the back-end has roots that can be missing. */
  createRoot(): Promise<Result<void>>;
  /**
   * For after frames that ended with `root-missing`: resolves once one of the missing roots was created, or the connection has
   * ended; a new connection makes sense then. Absent where roots cannot be missing.
   */
  rootCreated?(): Promise<void>;
  /** What of the roots may not be read or is missing, as far as it is known now; the same object for as long as nothing changes. A change comes with a frame. */
  denied(): Denied;
  /** Whether this key may be there unseen: it, or what it lies in, may not be read. */
  isHidden(key: Key): boolean;
  cost(): Cost;
  /** Present after a {@link LazyRequest}. */
  readonly lazy?: LazyConnection | undefined;
  resumePoint(): ResumePoint | undefined;
  /** Ends the connection and lets go of everything. Never rejects. */
  close(): Promise<void>;
}

/** The part of a connection that reads as far as folders are opened. What it reads comes as frames, between the others. */
export interface LazyConnection {
  /** Keys under the roots, loaded or not; undefined until they have been counted. */
  readonly total: number | undefined;
  /** Reads a folder's children, or the next page of them. Resolves once the frame with them was taken. */
  expand(folder: Key): Promise<Result<void>>;
  /** Forgets what is below a folder; the watch stays. Roots stay loaded. */
  collapse(folder: Key): void;
}
