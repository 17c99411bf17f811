/** Users of a file, read as it streams by: CSV or JSON lines. What is broken is counted and left out; the rest stands. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { keyNameOf, readJsonLine, recordReader, type Broken, type BrokenLine, type Read } from '../../shared/rollout/population/records';
import { TableBuilder, typed, type UserTable } from '../../shared/rollout/population/table';
import { CsvReader } from './csv';

/** Most users that are read of a file. */
export const MOST_FILE_USERS = 5_000_000;
/** Broken lines that are told with their reasons; all are counted. */
const TOLD = 10;

/** What a file held. */
export interface UserFile {
  readonly table: UserTable;
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
  /** Columns of CSV whose values stay texts. */
  readonly asText?: readonly string[];
  readonly signal?: AbortSignal;
  /** Told now and then: bytes read so far, and of the whole file. */
  readonly onProgress?: (bytes: number, of: number) => void;
}

/** Reads a file whole. Refused where it is no text of UTF-8, has no users or cannot be read; the sentence names the file and no folder. */
export async function readUsers(path: string, options: ReadOptions = {}): Promise<Result<UserFile>> {
  const name = basename(path);
  try {
    const { size, head } = await headOf(path);
    const texts = textsOf(path, size, options);
    const found = new Found();
    // a text of JSON says itself what is a number
    const lines = /^\s*\{/.test(head);
    const keyName = lines ? await readLines(texts, found, options) : await readCsv(texts, found, delimiterOf(head), options);
    if (found.builder.size === 0 && found.count === 0) return failed(fault('invalid', 'users-none', { name }));
    if (found.builder.size === 0) return failed(fault('invalid', 'users-all-broken', { name, count: found.count, first: found.told[0]?.line ?? 1 }));
    const built = found.builder.build();
    return ok({ table: lines ? built : typed(built, options.asText), keyName, brokenCount: found.count, broken: found.told, cut: found.cut });
  } catch (error) {
    if (options.signal?.aborted) return failed(fault('aborted', 'users-given-up', { name }));
    if (error instanceof NoText) return failed(fault('invalid', 'users-no-text', { name }));
    return failed(fault('denied', 'users-unreadable', { name, detail: reasonOf(error) }));
  }
}

class NoText extends Error {}

/** What a system calls an error: its sentence has the path in it. */
const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));

/** What was read so far. */
class Found {
  readonly builder = new TableBuilder();
  readonly told: BrokenLine[] = [];
  count = 0;
  cut = false;

  /** False when no more is wanted. */
  take(read: Read, line: number): boolean {
    if ('broken' in read) this.tell(read.broken, line);
    else if (this.builder.size >= MOST_FILE_USERS) this.cut = true;
    else if (!this.builder.add(read.user)) this.tell({ code: 'duplicate', key: read.user.key }, line);
    return !this.cut;
  }

  tell(broken: Broken, line: number): void {
    if (this.count++ < TOLD) this.told.push({ line, broken });
  }
}

async function headOf(path: string): Promise<{ size: number; head: string }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64 * 1024) });
    return { size, head: buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '' };
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
      throw new NoText();
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
  const take = (text: string): boolean => {
    line++;
    if (text.trim() === '') return true;
    const read = readJsonLine(text, keyName);
    // the first user's name for its key is that of all: another one would make keys of something else
    if ('user' in read && keyName === undefined) keyName = keyNameOf(Object.keys(JSON.parse(text) as object));
    return found.take(read, line);
  };
  for await (const text of texts) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (!lines.every(take)) return keyName ?? 'key';
  }
  if (rest !== '') take(rest);
  return keyName ?? 'key';
}

async function readCsv(texts: AsyncIterable<string>, found: Found, delimiter: string, { keyName: said }: ReadOptions): Promise<string> {
  let keyName = '';
  let read: ((record: readonly string[]) => Read) | undefined;
  const reader = new CsvReader(delimiter, (record, line) => {
    if ('broken' in record) return found.take({ broken: { code: 'not-csv', message: record.broken } }, line);
    if (read !== undefined) return found.take(read(record), line);
    keyName = said ?? keyNameOf(record) ?? '';
    read = recordReader(record, keyName);
    return true;
  });
  for await (const text of texts) if (!reader.write(text)) return keyName;
  reader.end();
  return keyName;
}
