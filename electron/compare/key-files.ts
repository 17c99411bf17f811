/** Files of keys, read and written in a thread of their own so that nobody waits for them. The last ones read are kept to be compared. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { KeyFile, TransferFormat } from '../../shared/model/comparison';
import { keyRules } from '../../shared/model/key-rules';
import type { Exported, Holding } from '../../shared/plans/transfer/export';
import type { Import } from '../../shared/plans/transfer/import';
import type { Span } from '../../shared/plans/tree';
import { pack, transferableOf, unpack } from './packed';
import { temporaryOf } from './temporary';
import type { Job, JobDone, Start } from './transfer-worker';

/** Most files whose keys are kept: one for each side. */
const MOST_KEPT = 2;

/** What a file held when it was read. */
export interface FileKeys extends Pick<Import, 'records' | 'span' | 'holds' | 'broken'> {
  readonly path: string;
}

export class KeyFiles {
  readonly #program: string;
  readonly #kept = new Map<string, FileKeys>();
  #running: AbortController | undefined;

  /** `program` is the bundle of transfer-worker.ts. */
  constructor(program: string) {
    this.#program = program;
  }

  get(id: string): FileKeys | undefined {
    return this.#kept.get(id);
  }

  /** Reads a file. What is broken in it is told; the rest stands. */
  async read(path: string): Promise<Result<KeyFile>> {
    const done = await this.#run({ kind: 'read', path });
    if (!done.ok) return done;
    if (done.value.kind !== 'read') return failed(fault('internal', 'internal', { detail: 'no file was read' }));
    const { entries, span, holds, broken, format, problems, problemCount } = done.value;
    const records = unpack(entries);
    const id = randomUUID();
    this.#kept.set(id, { path, records, span, holds, broken });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return ok({ id, path, format, records: records.length, problems, problemCount });
  }

  /** Writes a file as a whole. Gives how many keys are left out, because the format has no place for them. */
  async write(path: string, format: TransferFormat, exported: readonly Exported[], span: Span, separator: string, holds: Holding = 'part'): Promise<Result<number>> {
    const entries = pack(exported);
    const done = await this.#run({ kind: 'write', path, format, entries, span, separator, holds }, transferableOf(entries));
    if (!done.ok) return done;
    return done.value.kind === 'written' ? ok(done.value.skipped) : failed(fault('internal', 'internal', { detail: 'no file was written' }));
  }

  /** Gives up what is read or written. A file that was being written stays as it was. */
  cancel(): void {
    this.#running?.abort();
  }

  async #run(job: Job, transferred: ArrayBuffer[] = []): Promise<Result<Exclude<JobDone, { kind: 'failed' }>>> {
    this.cancel();
    const own = new AbortController();
    this.#running = own;
    // handed over as text: whether a thread finds a file of the packaged app's archive is up to Electron; main does
    const worker = new Worker(await readFile(this.#program, 'utf8'), { eval: true, workerData: { job, rules: keyRules() } satisfies Start, transferList: transferred });
    try {
      const done = await new Promise<JobDone>((resolve) => {
        const fail = (detail: string): void => resolve({ kind: 'failed', fault: fault('invalid', 'keys-unreadable', { path: job.path, detail }) });
        worker.once('message', resolve);
        worker.once('error', (error: Error) => fail(error.message));
        worker.once('exit', () => fail('it ended early'));
        const giveUp = (): void => resolve({ kind: 'failed', fault: fault('aborted', 'keys-given-up', { path: job.path }) });
        if (own.signal.aborted) giveUp();
        else own.signal.addEventListener('abort', giveUp);
      });
      return done.kind === 'failed' ? failed(done.fault) : ok(done);
    } finally {
      await worker.terminate();
      // a thread that is ended clears nothing away
      if (own.signal.aborted && job.kind === 'write') await rm(temporaryOf(job.path), { force: true });
      if (this.#running === own) this.#running = undefined;
    }
  }
}
