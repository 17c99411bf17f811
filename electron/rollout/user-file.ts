/** Users of a file, read as it streams by: CSV or JSON lines. What is broken is counted and left out; the rest stands. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { factsOf, shortened, type AttributeFacts } from '../../shared/rollout/population/facts';
import { keyNameOf, readJsonLine, recordReader, type Broken, type BrokenLine, type Read } from '../../shared/rollout/population/records';
import { TableBuilder, typed, type UserTable, type ValuesAs } from '../../shared/rollout/population/table';
import { CsvReader, MOST_RECORD } from './csv';

/** Most users that are read of a file. */
export const MOST_FILE_USERS = 5_000_000;
/** Broken lines that are told with their reasons; all are counted. */
const TOLD = 10;
/** How much of a broken line is told. */
const MOST_TEXT = 120;

/** What a file held. */
export interface UserFile {
  readonly table: UserTable;
  /** What is told of its attributes. */
  readonly facts: readonly AttributeFacts[];
  /** The column or property that gave the users their keys. */
  readonly keyName: string;
  readonly brokenCount: number;
  /** The first ten. */
  readonly broken: readonly BrokenLine[];
  /** Whether the file has more users than are read. */
  readonly cut: boolean;
}

export interface ReadOptions {
  /** Which column or property gives users their keys; the first of the usual names if not said. */
  readonly keyName?: string | undefined;
  readonly signal?: AbortSignal;
  /** Told now and then: bytes read so far, and of the whole file. */
  readonly onProgress?: (bytes: number, of: number) => void;
}

/** Reads a file whole. Refused where it is no text of UTF-8, has no users or cannot be read; the sentence names the file and no folder. */
export async function readUsers(path: string, options: ReadOptions = {}): Promise<Result<UserFile>> {
  const name = basename(path);
  try {
    const { size, head } = await headOf(path);
    if (/^\s*\[/.test(head)) throw new Refusal('users-array');
    // a text of JSON says itself what is a number
    const as: ValuesAs = /^\s*\{/.test(head) ? 'json' : 'text';
    const texts = textsOf(path, size, options);
    const found = new Found(as);
    const keyName = as === 'json' ? await readLines(texts, found, options) : await readCsv(texts, found, delimiterOf(head), options);
    if (found.builder.size === 0 && found.count === 0) throw new Refusal('users-none');
    if (found.builder.size === 0) throw new Refusal('users-all-broken', { count: found.count, first: found.told[0]?.line ?? 1, key: keyName });
    const built = found.builder.build();
    const table = as === 'json' ? built : typed(built);
    return ok({ table, facts: factsOf(table), keyName, brokenCount: found.count, broken: found.told, cut: found.cut });
  } catch (error) {
    if (options.signal?.aborted) return failed(fault('aborted', 'users-given-up', { name }));
    if (error instanceof Refusal) return failed(fault('invalid', error.reason, { name, ...error.params }));
    const detail = reasonOf(error);
    return failed(detail === 'ENOENT' ? fault('invalid', 'users-missing', { name }) : fault('denied', 'users-unreadable', { name, detail }));
  }
}

/** A file that is not what it would have to be. */
class Refusal extends Error {
  constructor(
    readonly reason: 'users-array' | 'users-none' | 'users-all-broken' | 'users-no-text' | 'users-no-file' | 'users-column-gone' | 'users-column-twice',
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(reason);
  }
}

/** What a system calls an error: its sentence has the path in it. */
const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));

/** What was read so far. */
class Found {
  readonly builder: TableBuilder;
  readonly told: BrokenLine[] = [];
  count = 0;
  cut = false;

  constructor(as: ValuesAs) {
    this.builder = new TableBuilder(as);
  }

  /** Takes what a line says; false when no more is wanted. `text` gives the line itself. */
  take(read: Read, line: number, text: () => string): boolean {
    if ('broken' in read) this.#tell(read.broken, line, text);
    else if (this.builder.size >= MOST_FILE_USERS) this.cut = true;
    else if (!this.builder.add(read.user)) this.#tell({ code: 'duplicate', key: read.user.key }, line, text);
    return !this.cut;
  }

  #tell(broken: Broken, line: number, text: () => string): void {
    if (this.count++ < TOLD) this.told.push({ line, broken, text: shortened(text(), MOST_TEXT) });
  }
}

async function headOf(path: string): Promise<{ size: number; head: string }> {
  const found = await stat(path);
  // a device may never end, and a pipe is not even opened before somebody writes to it
  if (!found.isFile()) throw new Refusal('users-no-file');
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64 * 1024) });
    const text = buffer.toString('utf8', 0, bytesRead);
    // UTF-16 without a byte order mark is valid UTF-8
    if (text.includes('\0')) throw new Refusal('users-no-text');
    return { size: found.size, head: text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '' };
  } finally {
    await file.close();
  }
}

/** The delimiter that the head has most of, outside of quotes: a comma where it has none. */
function delimiterOf(head: string): string {
  const bare = head.replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ',';
}

async function* textsOf(path: string, size: number, { signal, onProgress }: ReadOptions): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new Refusal('users-no-text');
    }
  };
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024, ...(signal === undefined ? {} : { signal }) })) {
    const bytes = chunk as Buffer;
    read += bytes.length;
    onProgress?.(read, size);
    yield decode(bytes);
  }
  yield decode();
}

async function readLines(texts: AsyncIterable<string>, found: Found, { keyName: said }: ReadOptions): Promise<string> {
  let keyName = said;
  let line = 0;
  let rest = '';
  let inLongLine = false;
  const take = (text: string): boolean => {
    line++;
    if (inLongLine || text.length > MOST_RECORD) {
      inLongLine = false;
      return found.take({ broken: { code: 'too-long', most: MOST_RECORD } }, line, () => text);
    }
    if (text.trim() === '') return true;
    const read = readJsonLine(text, keyName);
    // the first user's name for its key is that of all: another one would make keys of something else
    if ('user' in read && keyName === undefined) keyName = keyNameOf(Object.keys(JSON.parse(text) as object));
    return found.take(read, line, () => text);
  };
  for await (const text of texts) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (!lines.every(take)) return keyName ?? 'key';
    inLongLine ||= rest.length > MOST_RECORD;
    // what is left of such a line is not held
    if (inLongLine) rest = rest.slice(0, MOST_TEXT + 1);
  }
  if (rest !== '') take(rest);
  return keyName ?? 'key';
}

async function readCsv(texts: AsyncIterable<string>, found: Found, delimiter: string, { keyName: said }: ReadOptions): Promise<string> {
  let head: readonly string[] | undefined;
  let keyName = '';
  let read: ((record: readonly string[]) => Read) | undefined;
  const begin = (names: readonly string[], first: readonly string[]): ((record: readonly string[]) => Read) => {
    if (said === undefined && first.length === names.length) keyName = keyNameOf(names.filter((name, at) => name !== '' && first[at] !== '')) ?? keyName;
    return recordReader(names, keyName);
  };
  const reader = new CsvReader(delimiter, (record, line) => {
    if ('broken' in record) return found.take({ broken: record.broken }, line, () => record.text);
    if (head === undefined) {
      head = headNames(record, said);
      keyName = said ?? keyNameOf(record.filter((name) => name !== '')) ?? '';
      return true;
    }
    // the first record is looked at as well: a column of the usual name may be empty
    read ??= begin(head, record);
    return found.take(read(record), line, () => record.join(delimiter));
  });
  for await (const text of texts) if (!reader.write(text)) return keyName;
  reader.end();
  return keyName;
}

/** The names of the columns. Refused where two are the same: either would stand for the other. */
function headNames(record: readonly string[], said: string | undefined): readonly string[] {
  const twice = record.find((name, at) => name !== '' && record.indexOf(name) !== at);
  if (twice !== undefined) throw new Refusal('users-column-twice', { column: twice });
  if (said !== undefined && !record.includes(said)) throw new Refusal('users-column-gone', { column: said });
  return record;
}
