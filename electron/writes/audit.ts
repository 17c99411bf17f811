/**
 * The audit file: JSON lines that are only ever added, readable by their owner only. An intent is on the disk before its plan is sent;
 * what cannot be recorded is not sent. A line goes out as one write to a file that was opened for appending, so that lines of several
 * processes never mix (the system places and writes it as one), and one that a crash has torn is left behind: the next begins a new line.
 */
import { chmodSync, constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { AuditFilter, AuditIntent, AuditOutcome, AuditPage, AuditRecord, AuditResolution, BesideRecord } from '../../shared/model/audit';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import { AuditIndex } from './audit-index';
import { pageOf, recordIn } from './audit-reader';
import { linesFrom } from './lines';
import { lostOutcome } from './records';

/** A record that waits to be written, and who waits for it. */
interface Waiting {
  readonly record: AuditRecord;
  settle(result: Result<void>): void;
}

export class AuditLog {
  readonly #path: string;
  readonly #queue: Waiting[] = [];
  readonly #index = new AuditIndex();
  #asked: Promise<unknown> = Promise.resolve();
  /** Outcomes that could not be written; they go before whatever is written next. */
  #owed: AuditRecord[] = [];
  #file: FileHandle | undefined;
  #torn = false;
  #onGrown: () => void = () => {};
  #writing: Promise<void> | undefined;

  constructor(userData: string) {
    this.#path = path.join(userData, 'audit', 'audit.jsonl');
  }

  /** `grown` is called whenever records have been added, once for all that were added together. */
  listen(grown: () => void): void {
    this.#onGrown = grown;
  }

  /** Resolves once the intent is on the disk, or with why it cannot be: then nothing may be sent. */
  intend(intent: AuditIntent): Promise<Result<void>> {
    return this.#append(intent);
  }

  /** Records what became of a write. Where that fails it is tried again with the next record; at the next start it is found missing. */
  async conclude(record: AuditOutcome | AuditResolution | BesideRecord): Promise<void> {
    const written = await this.#append(record);
    if (!written.ok) this.#owed.push(record);
  }

  /**
   * Finds the writes whose outcome is not known: those of a process that ended before the answer came are recorded as unknown now. Gives
   * those that nobody has resolved yet. To be called before anything is written.
   */
  async recover(): Promise<readonly AuditIntent[]> {
    const unresolved = new Map<string, AuditIntent>();
    const unanswered = new Set<string>();
    const file = await this.#reading();
    if (file === undefined) return [];
    try {
      for await (const { text } of linesFrom(file, 0)) {
        const record = recordIn(text);
        if (record === undefined) continue;
        if (record.record === 'beside') continue;
        if (record.record === 'intent') unresolved.set(record.id, record);
        if (record.record === 'intent') unanswered.add(record.id);
        else unanswered.delete(record.id);
        if (record.record === 'resolved' || (record.record === 'outcome' && record.outcome !== 'unknown')) unresolved.delete(record.id);
      }
    } finally {
      await file.close();
    }
    await Promise.all([...unanswered].map((id) => this.conclude(lostOutcome(id))));
    return [...unresolved.values()];
  }

  /** Entries that the filter lets through, the latest first; `before` is where an earlier page ended. */
  async read(filter: AuditFilter, { limit, before }: { limit: number; before?: number | undefined }): Promise<Result<AuditPage>> {
    try {
      const file = await this.#reading();
      if (file === undefined) return ok({ entries: [], broken: 0 });
      try {
        return ok(await pageOf(file, filter, { limit, before }));
      } finally {
        await file.close();
      }
    } catch (error) {
      return failed(fault('denied', 'audit-unreadable', { path: this.#path, detail: messageOf(error) }));
    }
  }

  /** The writes that made these revisions of a source's key; none where the file cannot be read, which is told elsewhere. */
  writesAt(sourceId: SourceId, key: Key, revisions: readonly string[]): Promise<ReadonlyMap<string, AuditIntent>> {
    const none: ReadonlyMap<string, AuditIntent> = new Map();
    // one at a time: each goes on where the last one has got to
    const asked = this.#asked.then(async () => {
      const file = await this.#reading();
      try {
        return file === undefined ? none : await this.#index.intentsAt(file, sourceId, key, revisions);
      } finally {
        await file?.close();
      }
    }).catch(() => none);
    this.#asked = asked;
    return asked;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#letGo();
  }

  /** The file was deleted, or is not needed any more. */
  async #letGo(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** The file for reading; undefined where nothing was ever written. */
  async #reading(): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #append(record: AuditRecord): Promise<Result<void>> {
    return new Promise((settle) => {
      this.#queue.push({ record, settle });
      this.#writing ??= this.#writeAll();
    });
  }

  /** What waits together is written and brought to the disk together. */
  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      // what comes to be owed while this is written is not in it
      const owed = this.#owed;
      this.#owed = [];
      const result = await this.#write([...owed, ...batch.map(({ record }) => record)]);
      if (result.ok) this.#onGrown();
      else this.#owed = [...owed, ...this.#owed];
      for (const { settle } of batch) settle(result);
    }
    this.#writing = undefined;
  }

  async #write(records: readonly AuditRecord[]): Promise<Result<void>> {
    try {
      if ((await this.#file?.stat())?.nlink === 0) await this.#letGo();
      this.#file ??= await this.#open();
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
      this.#torn = true;
      const { bytesWritten } = await this.#file.write(bytes);
      if (bytesWritten < bytes.length) throw new Error('there is no space left');
      await this.#file.datasync();
      this.#torn = false;
      return ok(undefined);
    } catch (error) {
      return failed(fault('denied', 'audit-unwritable', { path: this.#path, detail: messageOf(error) }));
    }
  }

  async #open(): Promise<FileHandle> {
    const folder = path.dirname(this.#path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
    // one that a person copied here may be open to others
    chmodSync(this.#path, 0o600);
    const { size } = await file.stat();
    if (size === 0) await syncFolder(folder);
    else {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      this.#torn = buffer[0] !== 0x0a;
    }
    return file;
  }
}

/** A new file's name is on the disk only when its folder is. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
