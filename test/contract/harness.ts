/** What the contract suite needs to know about a back-end, and the words its clauses are written in. */
import { onTestFinished } from 'vitest';
import type { Connection, Driver, Reading } from '../../electron/drivers/driver';
import type { Fault, Result } from '../../shared/fault';
import type { Base, Edit, Plan } from '../../shared/model/plan';
import type { Entry } from '../../shared/model/entry';
import { sameBytes, type Key } from '../../shared/model/key';
import type { ConnectOptions } from '../../shared/model/source';
import type { IndependentClient } from '../support/clients';
import { follow, type Following } from '../support/follow';
import type { FaultProxy } from '../support/proxy';
import { collect, type Collected } from '../support/wait';

/** A back-end with a root to watch, started once for a file. */
export interface Harness {
  readonly driver: Driver;
  /** Connects straight to the server. */
  readonly options: ConnectOptions;
  /** A key directly under the root. */
  key(name: string): Key;
  /** Keys that exist in the store but not under the root, among them neighbours that look alike. */
  readonly outside: readonly Key[];
  /** A new independent client. */
  client(): Promise<IndependentClient>;
  /** Removes everything under the root. */
  clear(): Promise<void>;
  /** Present where the store is reached over a network. */
  readonly network?: Network;
  /** Present where keys are bytes: how an independent client names them. */
  readonly bytesKeys?: BytesKeys;
  stop(): Promise<void>;
}

export interface Network {
  readonly proxy: FaultProxy;
  /** Connects through the proxy. */
  readonly options: ConnectOptions;
  /** Watches that the server counts, of everybody. */
  watches(): Promise<number>;
  kill9(): Promise<void>;
  restart(): Promise<void>;
  /** Starts with an empty store on the same port; the root exists. */
  wipe(): Promise<void>;
  /** Keeps a copy of the store, and gives back how to restore it. */
  backup(): Promise<() => Promise<void>>;
  /** Another server of the same kind, with the root in it, for `proxy.redirect`. */
  another(): Promise<{ readonly port: number; client(): Promise<IndependentClient>; stop(): Promise<void> }>;
  /** Milliseconds within which the driver promises to notice a link that has gone silent. */
  readonly noticesSilenceWithinMs: number;
}

export interface BytesKeys {
  /** Bytes that stand before every key under the root. */
  readonly prefix: Uint8Array;
  put(key: Uint8Array, value: Uint8Array): Promise<void>;
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
}

export interface Watching {
  readonly connection: Connection;
  readonly live: Collected;
  /** Numbers reported by onReceived. */
  readonly received: readonly number[];
  stop(): Promise<void>;
}

/** Connects and watches until the test is over; resolves once the listing is in. */
export async function watch(harness: Harness, options: ConnectOptions = harness.options): Promise<Watching> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const connection = await harness.driver.connect({ options, signal });
  const received: number[] = [];
  const live = collect(connection.frames({ signal, onReceived: (count) => received.push(count) }));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await connection.close();
    await live.ended;
  };
  onTestFinished(stop);
  await firstFrame(live);
  return { connection, live, received, stop };
}

const firstFrame = (live: Collected): Promise<void> => live.waitFor(() => live.frames.length > 0, 'the first frame');

/** Connects without watching, until the test is over. */
export async function connect(harness: Harness, options: ConnectOptions = harness.options): Promise<Connection> {
  const stopping = new AbortController();
  const connection = await harness.driver.connect({ options, signal: stopping.signal });
  onTestFinished(async () => {
    stopping.abort();
    await connection.close();
  });
  return connection;
}

/** Follows through outages until the test is over; resolves once the first listing is in. */
export async function followed(harness: Harness, options: ConnectOptions): Promise<Following> {
  const following = follow(harness.driver, options);
  onTestFinished(() => following.stop());
  await firstFrame(following);
  return following;
}

/** An independent client, closed when the test is over. */
export async function independent(harness: Harness): Promise<IndependentClient> {
  const client = await harness.client();
  onTestFinished(() => client.close());
  return client;
}

/** What a connection made now lists. */
export async function freshListing(driver: Driver, options: ConnectOptions): Promise<Map<Key, Entry>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const connection = await driver.connect({ options, signal });
  try {
    for await (const frame of connection.frames({ signal, onReceived: () => {} })) {
      if (frame.kind !== 'listing') throw new Error('the first frame of a new connection is not a listing');
      return new Map(frame.entries.map((entry) => [entry.key, entry]));
    }
    throw new Error('the frames ended before the listing');
  } finally {
    stopping.abort();
    await connection.close();
  }
}

/** Where two replicas differ in keys, bytes, stamps or owners; empty when they are the same. */
export function differences(actual: ReadonlyMap<Key, Entry>, expected: ReadonlyMap<Key, Entry>): string[] {
  const found: string[] = [];
  for (const key of actual.keys()) if (!expected.has(key)) found.push(`${key} should not be there`);
  for (const [key, entry] of expected) {
    const other = actual.get(key);
    if (other === undefined) found.push(`${key} is missing`);
    else if (!sameBytes(other.value, entry.value)) found.push(`${key} holds ${show(other.value)} instead of ${show(entry.value)}`);
    else if (stampText(other) !== stampText(entry)) found.push(`${key} has ${stampText(other)} instead of ${stampText(entry)}`);
  }
  return found;
}

const show = (value: Uint8Array | null): string => (value === null ? 'null' : JSON.stringify(text(value).slice(0, 60)));

const stampText = ({ stamp, owner }: Entry): string =>
  `created ${stamp.created} modified ${stamp.modified} version ${stamp.version} at ${stamp.modifiedAt} owner ${owner}`;

export const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

export const text = (value: Uint8Array | null | undefined): string => Buffer.from(value ?? []).toString();

/** Whether this key holds this text. */
export const holds = (entries: ReadonlyMap<Key, Entry>, key: Key, value: string): boolean => {
  const entry = entries.get(key);
  return entry !== undefined && entry.value !== null && text(entry.value) === value;
};

export const plan = (...edits: Edit[]): Plan => ({ title: 'a test', reason: 'to see what happens', edits });

export const put = (key: Key, value: Uint8Array | string | null, base: Base = 'absent'): Edit => ({
  kind: 'put',
  key,
  value: typeof value === 'string' ? bytes(value) : value,
  base,
});

export const remove = (entry: Entry): Edit => ({ kind: 'delete', key: entry.key, base: entry.stamp });

export const check = (key: Key, base: Base): Edit => ({ kind: 'check', key, base });

/** The value of a result that must be a success. */
export function succeeded<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.fault.code} (${result.fault.reason}): ${result.fault.message}`);
  return result.value;
}

/** The fault of a result that must be a failure. */
export function faultIn(result: Result<unknown>): Fault {
  if (result.ok) throw new Error('this should have failed, but it succeeded');
  return result.fault;
}

/** Reads an entry that must exist. */
export async function readEntry(connection: Connection, key: Key): Promise<Entry> {
  const { entry }: Reading = succeeded(await connection.read(key));
  if (entry === null) throw new Error(`${key} does not exist`);
  return entry;
}

/** Creates keys with a plan, one after another as parents may need. */
export async function create(connection: Connection, ...entries: readonly (readonly [Key, string | Uint8Array | null])[]): Promise<void> {
  for (const [key, value] of entries) succeeded(await connection.apply(plan(put(key, value))));
}
