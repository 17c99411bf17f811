/**
 * Compares a mirror with its store over a second connection. Both move on meanwhile, so a key that differs from the fresh listing
 * only raises a suspicion: it is read again, and counts if the mirror does not come to what was read within the time that a watch
 * may take, in several rounds.
 */
import type { Connection, Reading } from '../drivers/driver';
import { FaultError, ok, type Result } from '../../shared/fault';
import { sameEntry, type Entry } from '../../shared/model/entry';
import type { Frame } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import type { Mismatch, MismatchKind, Verification, VerifyProgress } from '../../shared/model/verification';
import type { Mirror } from './mirror';

const ROUNDS = 3;
const GRACE_MS = 1_000;
/** Reads on their way at once. */
const READS = 32;
const MOST_SHOWN = 1_000;

export interface VerifyRequest {
  readonly connection: Pick<Connection, 'frames' | 'read'>;
  readonly mirror: Pick<Mirror, 'entries'>;
  /** Calls back at every change of the mirror until the returned function is called. */
  onChange(changed: () => void): () => void;
  onProgress(progress: VerifyProgress): void;
  readonly signal: AbortSignal;
  /** How long a watch may take to bring a change; 1 s if not given. */
  readonly graceMs?: number;
}

/** What was read of a suspicious key: null where it does not exist, `denied` where it may not be read. */
type Read = Entry | null | 'denied';

/** Compares. Throws FaultErrors of the connection. */
export async function verify(request: VerifyRequest): Promise<Verification> {
  const startedAt = performance.now();
  const listed = await listing(request);
  const { entries } = request.mirror;
  const suspects = suspectsOf(listed, entries);
  const compared = listed.size + suspects.filter((key) => !listed.has(key)).length;
  const found = await confirmed(request, suspects);
  found.push(...hiddenBelow(found, suspects.filter((key) => !listed.has(key) && entries.has(key))));
  return {
    compared,
    milliseconds: Math.round(performance.now() - startedAt),
    at: Date.now(),
    count: found.length,
    mismatches: found.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, MOST_SHOWN),
  };
}

/** Keys that are not the same in both. */
export function suspectsOf(listed: ReadonlyMap<Key, Entry>, mirror: ReadonlyMap<Key, Entry>): Key[] {
  const suspects: Key[] = [];
  for (const [key, entry] of listed) {
    const held = mirror.get(key);
    if (!held || !sameEntry(held, entry)) suspects.push(key);
  }
  for (const key of mirror.keys()) if (!listed.has(key)) suspects.push(key);
  return suspects;
}

/** Whether the mirror shows what was read, or what came after it. */
export function agrees(held: Entry | undefined, read: Read): boolean {
  if (read === null || read === 'denied') return held === undefined;
  return held !== undefined && (sameEntry(held, read) || held.stamp.modified > read.stamp.modified);
}

async function listing({ connection, signal, onProgress }: VerifyRequest): Promise<Map<Key, Entry>> {
  const frames: AsyncIterable<Frame> = connection.frames({ signal, onReceived: (keys) => onProgress({ step: 'reading', keys }) });
  for await (const frame of frames) {
    if (frame.kind === 'listing') return new Map(frame.entries.map((entry) => [entry.key, entry]));
  }
  signal.throwIfAborted();
  throw new Error('the frames ended before the listing');
}

async function confirmed(request: VerifyRequest, suspects: readonly Key[]): Promise<Mismatch[]> {
  const { mirror, onProgress, signal } = request;
  let left = suspects;
  let reads = new Map<Key, Read>();
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    onProgress({ step: 'checking', keys: left.length });
    reads = await readAll(request, left);
    const disagreeing = (): Key[] => left.filter((key) => !agrees(mirror.entries.get(key), reads.get(key) ?? null));
    await graced(request, () => disagreeing().length === 0);
    signal.throwIfAborted();
    left = disagreeing();
  }
  return left.map((key) => ({ key, kind: kindOf(mirror.entries.has(key), reads.get(key) ?? null) }));
}

async function readAll({ connection, signal }: VerifyRequest, keys: readonly Key[]): Promise<Map<Key, Read>> {
  const reads = new Map<Key, Read>();
  for (let from = 0; from < keys.length; from += READS) {
    signal.throwIfAborted();
    const part = keys.slice(from, from + READS);
    const results = await Promise.all(part.map((key) => connection.read(key)));
    for (const [index, key] of part.entries()) reads.set(key, readOf(results[index]));
  }
  return reads;
}

function readOf(result: Result<Reading> = ok({ entry: null, native: [] })): Read {
  if (result.ok) return result.value.entry;
  if (result.fault.code === 'denied') return 'denied';
  throw new FaultError(result.fault);
}

/** Resolves once this holds, or the watch has had its time. */
function graced({ onChange, signal, graceMs = GRACE_MS }: VerifyRequest, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, graceMs);
    const stopListening = onChange(() => holds() && done());
    signal.addEventListener('abort', done);
    if (holds() || signal.aborted) done();
  });
}

/** Those of these unlisted keys that a new listing would not come to, because a key above may not be read any more. */
function hiddenBelow(found: readonly Mismatch[], unlisted: readonly Key[]): Mismatch[] {
  const known = new Set(found.map(({ key }) => key));
  const denied = new Set(found.flatMap(({ key, kind }) => (kind === 'denied' ? [key] : [])));
  const isBelow = (key: Key): boolean => {
    for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) if (denied.has(key.slice(0, at))) return true;
    return false;
  };
  return unlisted.filter((key) => !known.has(key) && isBelow(key)).map((key) => ({ key, kind: 'hidden' }));
}

function kindOf(shown: boolean, read: Read): MismatchKind {
  if (read === 'denied') return 'denied';
  return read === null ? 'extra' : shown ? 'differs' : 'missing';
}
