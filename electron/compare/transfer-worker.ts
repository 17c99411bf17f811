/** The thread that reads and writes files of keys: one job, handed over as it starts. Only this app's own code talks to it. */
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { fault, type Fault } from '../../shared/fault';
import type { TransferFormat } from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import { setKeyRules, type KeyRules } from '../../shared/model/key-rules';
import { isSecretKey } from '../../shared/model/secret-keys';
import { exportText, EXPORT_FORMAT, type Holding } from '../../shared/plans/transfer/export';
import { exportFlagd, readFlagd } from '../../shared/plans/transfer/flagd';
import { readImport, type Import } from '../../shared/plans/transfer/import';
import type { Span } from '../../shared/plans/tree';
import { temporaryOf } from './temporary';
import { pack, transferableOf, unpack, type Packed } from './packed';

/** Largest file that is read; parsing takes many times its size in memory. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;
/** Most problems that are told; their number is told in full. */
const MOST_PROBLEMS = 200;

export type Job =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly format: TransferFormat; readonly entries: Packed; readonly span: Span; readonly separator: string; readonly holds: Holding };

/** What a thread is started with: its job, and the rules for keys that are in force. */
export interface Start {
  readonly job: Job;
  readonly rules: KeyRules;
}

export interface FileRead {
  readonly kind: 'read';
  readonly format: TransferFormat;
  readonly entries: Packed;
  readonly span: Span;
  readonly holds: Import['holds'];
  readonly broken: readonly Key[];
  readonly problems: Import['problems'];
  readonly problemCount: number;
}

export type JobDone = FileRead | { readonly kind: 'written'; readonly skipped: number } | { readonly kind: 'failed'; readonly fault: Fault };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

async function read(file: string): Promise<JobDone> {
  const { size } = await stat(file);
  if (size > MOST_FILE_BYTES) return { kind: 'failed', fault: fault('too-large', 'keys-too-large', { path: file, size, limit: MOST_FILE_BYTES }) };
  const bytes = await readFile(file);
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return { kind: 'failed', fault: fault('invalid', 'keys-no-text', { path: file }) };
  }
  const format = formatOf(file, text);
  const { records, problems, ...made } = format === 'flagd' ? readFlagd(text, { below: '' }) : readImport(text, format);
  return { kind: 'read', format, entries: pack(records), ...made, problems: problems.slice(0, MOST_PROBLEMS), problemCount: problems.length };
}

/** A flagd file is JSON with `flags` that does not call itself an export of ours. */
function formatOf(file: string, text: string): TransferFormat {
  if (/\.ya?ml$/i.test(path.extname(file))) return 'yaml';
  return !text.slice(0, 4096).includes(EXPORT_FORMAT) && /"flags"\s*:/.test(text) ? 'flagd' : 'json';
}

/** The file is there when it is complete, with the mode that any new file of this person has, or that of the file it replaces; with secrets in it, it is this person's alone. */
async function write({ path: file, format, entries, span, separator, holds }: Extract<Job, { kind: 'write' }>): Promise<JobDone> {
  const exported = unpack(entries);
  const flagd = format === 'flagd' ? exportFlagd(exported, span, separator) : undefined;
  const text = flagd?.text ?? exportText(exported, span, format === 'yaml' ? 'yaml' : 'json', holds);
  const temporary = temporaryOf(file);
  const most = exported.some(({ key }) => isSecretKey(key, undefined, separator)) ? 0o600 : 0o777;
  try {
    const before = await stat(file).catch(() => undefined);
    const handle = await open(temporary, 'w', most & 0o666);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (before) await chmod(temporary, before.mode & most);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  return { kind: 'written', skipped: flagd?.skipped.length ?? 0 };
}

async function run(job: Job): Promise<JobDone> {
  try {
    return await (job.kind === 'read' ? read(job.path) : write(job));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', fault: fault('denied', job.kind === 'read' ? 'keys-unreadable' : 'export-unwritable', { path: job.path, detail }) };
  }
}

const { job: given, rules } = workerData as Start;
setKeyRules(rules);
void run(given).then((done) => parentPort?.postMessage(done, done.kind === 'read' ? transferableOf(done.entries) : []));
