/**
 * Reads a journal back. Every line has to be right, but for what a crash may leave at the end: a write that never finished and was
 * therefore never acknowledged. Anything else is damage, which is reported and left as it is.
 */
import type { Entry, Revision } from '../../../shared/model/entry';
import type { Change } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import { corrupt, newer } from './faults';
import {
  claimedVersion,
  FORMAT_VERSION,
  parseHeader,
  parseSnapshot,
  parseTransaction,
  splitLine,
  type Header,
  type Transaction,
} from './format';

/** What a journal holds. */
export interface Loaded {
  readonly header: Header;
  /** The snapshot: every entry as of the header's revision. */
  readonly base: Map<Key, Entry>;
  /** Every transaction since. */
  readonly log: Transaction[];
  /** Bytes up to which the file is sound; what follows is an unfinished write. */
  readonly size: number;
}

const NEWLINE = 10;
/** Longest time that parsing keeps the event loop to itself. */
const SLICE_MS = 8;

/** Applies changes to a state in place. */
export function applyChanges(state: Map<Key, Entry>, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.kind === 'put') state.set(change.entry.key, change.entry);
    else state.delete(change.key);
  }
}

/** Parses a journal's bytes. Throws a FaultError with the number of a damaged line; `file` is for its sentence. */
export async function loadJournal(file: string, bytes: Buffer): Promise<Loaded> {
  const cursor = new LineCursor(bytes);
  const header = readHeader(file, cursor.next());
  const base = new Map<Key, Entry>();
  let sum = header.sum;
  for (let i = 0; i < header.content.entries; i++) {
    await cursor.breathe();
    const read = parsed(cursor.next(), sum, parseSnapshot);
    if (typeof read === 'string') throw corrupt(file, cursor.line, read);
    base.set(read.content.key, read.content);
    sum = read.sum;
  }
  sum = header.content.link;
  let revision = BigInt(header.content.revision);
  const log: Transaction[] = [];
  let size = cursor.offset;
  while (!cursor.atEnd) {
    await cursor.breathe();
    const read = parsed(cursor.next(), sum, parseTransaction);
    if (typeof read === 'string') {
      if (isUnfinishedWrite(bytes, size, revision + 1n)) break;
      throw corrupt(file, cursor.line, read);
    }
    const { content } = read;
    if (content.revision !== revision + 1n) throw corrupt(file, cursor.line, `transaction ${revision + 1n} is missing`);
    log.push({ revision: content.revision, time: content.time, changes: content.changes, sum: read.sum, length: cursor.offset - size });
    revision = content.revision;
    sum = read.sum;
    size = cursor.offset;
  }
  return { header: header.content, base, log, size };
}

function readHeader(file: string, text: string | undefined): { sum: string; content: Header } {
  const version = text === undefined ? undefined : claimedVersion(text);
  if (version !== undefined && version > FORMAT_VERSION) throw newer(file, version);
  const read = parsed(text, '', parseHeader);
  if (typeof read === 'string') throw corrupt(file, 1, read);
  return read;
}

/** A line's content, or what is wrong with it. */
function parsed<T>(text: string | undefined, previous: string, parse: (json: string) => T): { sum: string; content: T } | string {
  if (text === undefined) return 'the line is incomplete';
  const parts = splitLine(previous, text);
  if (!parts) return 'the checksum does not match';
  try {
    return { sum: parts.sum, content: parse(parts.json) };
  } catch {
    return 'the line is not in the format';
  }
}

/**
 * Whether what stands from `offset` on is a write that did not finish: the damaged line lacks its newline or has a hole of NULs where
 * pages never reached the disk, and no later line says that transaction `revision` had been on disk when it was written.
 */
function isUnfinishedWrite(bytes: Buffer, offset: number, revision: Revision): boolean {
  const cursor = new LineCursor(bytes, offset);
  let previous = cursor.next();
  if (previous !== undefined && !previous.includes('\0')) return false;
  while (!cursor.atEnd) {
    const text = cursor.next();
    const later = parsed(text, previous?.slice(0, 16) ?? '', parseTransaction);
    if (typeof later !== 'string' && later.content.settled >= revision) return false;
    previous = text;
  }
  return true;
}

/** Walks over a journal's lines. */
class LineCursor {
  /** Number of the line read last, counted from 1. */
  line = 0;
  #sliceEndsAt = performance.now() + SLICE_MS;

  constructor(
    readonly bytes: Buffer,
    public offset = 0,
  ) {}

  get atEnd(): boolean {
    return this.offset >= this.bytes.length;
  }

  /** The next line without its newline, or undefined where it has none. */
  next(): string | undefined {
    this.line += 1;
    const end = this.bytes.indexOf(NEWLINE, this.offset);
    const from = this.offset;
    this.offset = end < 0 ? this.bytes.length : end + 1;
    return end < 0 ? undefined : this.bytes.toString('utf8', from, end);
  }

  /** Lets other work in when the time slice is over. */
  async breathe(): Promise<void> {
    if (performance.now() < this.#sliceEndsAt) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#sliceEndsAt = performance.now() + SLICE_MS;
  }
}
