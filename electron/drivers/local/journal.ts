/**
 * The journal file. What `append` has returned from is on the disk; what it has thrown for is not in the file, unless it says so.
 * The file that was opened is the one that is written: its identity and length are checked against the path before each write.
 */
import { randomUUID } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Entry } from '../../../shared/model/entry';
import { FORMAT_VERSION, headerLine, snapshotLine, type Header } from './format';
import { loadJournal, type Loaded } from './load';

const JOURNAL_FILE = 'workspace.journal';
/** Lines are made this many bytes at a time, so that a large snapshot never keeps the event loop to itself for long. */
const CHUNK_BYTES = 128 * 1024;

/** A write failed and the file could not be brought back to what it was: whether the write counts is known at the next open. */
export class UnknownOutcomeError extends Error {}

/** What a compacted journal is to hold: a snapshot and, after it, the last transactions as they stand in the file. */
export interface Compaction {
  readonly header: Header;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Length of the transactions kept, from the end of the file. */
  readonly keptBytes: number;
  readonly keptTransactions: number;
}

/** An open journal file. */
export class Journal {
  readonly #file: string;
  #handle: FileHandle;
  #size: number;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.#file = file;
    this.#handle = handle;
    this.#size = size;
  }

  /** Opens the directory's journal, or begins one. An unfinished write at its end is cut off. */
  static async open(directory: string): Promise<{ journal: Journal; loaded: Loaded }> {
    const file = path.join(directory, JOURNAL_FILE);
    // left by a compaction that did not come to its end
    await fs.rm(draftOf(file), { force: true });
    const handle = await openOrCreate(file);
    try {
      const bytes = await handle.readFile();
      const loaded = await loadJournal(file, bytes);
      if (loaded.size < bytes.length) await handle.truncate(loaded.size);
      // a process that was killed may have left lines, and the name of a compacted journal, that only the cache holds
      await handle.datasync();
      await syncDirectory(directory);
      return { journal: new Journal(file, handle, loaded.size), loaded };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Length of the file in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Whether the path still leads to this file, and nobody else has written to it. */
  async isIntact(): Promise<boolean> {
    try {
      const [own, there] = await Promise.all([this.#handle.stat({ bigint: true }), fs.stat(this.#file, { bigint: true })]);
      return own.dev === there.dev && own.ino === there.ino && there.size === BigInt(this.#size);
    } catch {
      return false;
    }
  }

  /** Writes at the end and waits until it is on the disk. After a failure the file is as before, or UnknownOutcomeError is thrown. */
  async append(parts: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(parts);
    try {
      await writeAll(this.#handle, bytes, this.#size);
      await this.#handle.datasync();
    } catch (error) {
      try {
        await this.#handle.truncate(this.#size);
        await this.#handle.datasync();
      } catch {
        throw new UnknownOutcomeError('a failed write could not be taken back', { cause: error });
      }
      throw error;
    }
    this.#size += bytes.length;
  }

  /**
   * Puts a shorter journal in place of this one. The new file is complete, on the disk and read back before it takes the name, and the
   * name is on the disk before anything is appended: at every moment the path leads to a journal with everything acknowledged.
   * Returns false, and changes nothing, where it cannot be written. Throws where the name may not be on the disk.
   */
  async compact(compaction: Compaction): Promise<boolean> {
    let next: { handle: FileHandle; size: number };
    try {
      next = await this.#writeDraft(compaction);
      try {
        await fs.rename(draftOf(this.#file), this.#file);
      } catch (error) {
        await next.handle.close();
        throw error;
      }
    } catch {
      await fs.rm(draftOf(this.#file), { force: true }).catch(() => {});
      return false;
    }
    const old = this.#handle;
    this.#handle = next.handle;
    this.#size = next.size;
    await old.close();
    await syncDirectory(path.dirname(this.#file));
    return true;
  }

  async #writeDraft({ header, entries, keptBytes, keptTransactions }: Compaction): Promise<{ handle: FileHandle; size: number }> {
    const handle = await fs.open(draftOf(this.#file), 'w+', 0o600);
    try {
      let size = 0;
      const write = async (bytes: Uint8Array): Promise<void> => {
        await writeAll(handle, bytes, size);
        size += bytes.length;
      };
      for (const chunk of snapshotChunks(header, entries)) await write(chunk);
      const kept = Buffer.alloc(keptBytes);
      await readAll(this.#handle, kept, this.#size - keptBytes);
      await write(kept);
      await handle.sync();
      const check = await loadJournal(this.#file, await fs.readFile(draftOf(this.#file)));
      if (check.size !== size || check.log.length !== keptTransactions) throw new Error('the compacted journal does not read back');
      return { handle, size };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

const draftOf = (file: string): string => `${file}.new`;

async function openOrCreate(file: string): Promise<FileHandle> {
  try {
    return await fs.open(file, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // by way of a draft, so that no crash leaves a journal without a whole first line
  const id = randomUUID();
  const header: Header = { format: 'flagscope-workspace', version: FORMAT_VERSION, id, revision: '0', link: id, entries: 0 };
  const handle = await fs.open(draftOf(file), 'w+', 0o600);
  try {
    await writeAll(handle, headerLine(header).bytes, 0);
    await handle.sync();
    await fs.rename(draftOf(file), file);
    await syncDirectory(path.dirname(file));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function* snapshotChunks(header: Header, entries: ReadonlyMap<string, Entry>): Generator<Uint8Array> {
  const first = headerLine(header);
  let previous = first.sum;
  let parts = [first.bytes];
  let length = first.bytes.length;
  for (const entry of entries.values()) {
    const { sum, bytes } = snapshotLine(previous, entry);
    previous = sum;
    parts.push(bytes);
    length += bytes.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  yield Buffer.concat(parts);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function readAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('the journal is shorter than it was');
    done += bytesRead;
  }
}

/** Makes a rename in this directory durable. Windows has no such call and needs none. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
