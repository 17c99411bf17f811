/**
 * A settings file: small JSON with a version, mode 0600, replaced as a whole so that a crash leaves the old or the new one. What
 * cannot be read, or comes from a newer version, is kept aside and never overwritten.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { fault, type Fault } from '../../shared/fault';

export class SettingsFile<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  readonly #report: (fault: Fault) => void;
  #value: T;
  #written: string | undefined;
  /** Whether the last write failed: a window that is moved about would report it with every step. */
  #failing = false;

  /** Reads the file now; `report` hears of what could not be read or written. */
  constructor(file: { path: string; schema: z.ZodType<T>; defaults: T; report(fault: Fault): void }) {
    this.#path = file.path;
    this.#schema = file.schema;
    this.#report = file.report;
    this.#value = this.#read() ?? file.defaults;
  }

  get value(): T {
    return this.#value;
  }

  /** Replaces the value, on disk at once. */
  set(value: T): void {
    this.#value = value;
    const text = `${JSON.stringify(value, null, 2)}\n`;
    if (text === this.#written) return;
    try {
      writeAtomically(this.#path, text);
      this.#written = text;
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#report(fault('denied', 'settings-unwritable', { path: this.#path, detail: messageOf(error) }));
      this.#failing = true;
    }
  }

  #read(): T | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#keepAside(messageOf(error));
      return undefined;
    }
    try {
      const parsed = this.#schema.safeParse(JSON.parse(text));
      if (parsed.success) {
        this.#written = text;
        return parsed.data;
      }
      const issue = parsed.error.issues[0];
      this.#keepAside(issue ? `${issue.path.join('.') || 'content'}: ${issue.message}` : 'unknown content');
    } catch (error) {
      this.#keepAside(messageOf(error));
    }
    return undefined;
  }

  #keepAside(detail: string): void {
    const kept = `${this.#path}.${new Date().toISOString().replaceAll(':', '-')}.unreadable`;
    try {
      renameSync(this.#path, kept);
    } catch {
      // unreadable as a whole (a directory, no permission): then writing fails too, and says so
    }
    this.#report(fault('invalid', 'settings-unreadable', { path: this.#path, detail, kept }));
  }
}

/** Writes a file as a whole, readable by its owner only: whatever happens, the old or the new one is there. */
export function writeAtomically(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = openSync(temporary, 'w', 0o600);
    try {
      // unlike writeSync it goes on where a full disk took only a part, and so meets the error
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
