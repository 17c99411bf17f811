/**
 * What can be taken back, kept over a restart: a file that its owner alone may read, written as a whole a moment after something changed.
 * It holds values of the store, so that nothing of production is in it, no value of a key that looks secret, and no hash of a password. It
 * need not be the latest: what it says is guarded like any write, and refused where it is no longer true.
 */
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { fault, type Fault } from '../../shared/fault';
import type { Revision } from '../../shared/model/entry';
import type { Edit } from '../../shared/model/plan';
import { sourceIdSchema, storeName, type Source, type SourceId } from '../../shared/model/source';
import type { UndoNotKept } from '../../shared/model/writes';
import type { IsSecret } from '../settings/drafts';
import { tagged, untagged } from '../settings/tagged';
import { History, type Step, type Write } from './history';
import { wasPromoted } from '../settings/promoted-secrets';
import { restoredHistory, savedHistory, savedHistorySchema, type SavedHistory } from './saved-history';

/** Most writes that are kept, of all sources. */
export const MOST_KEPT_WRITES = 50;
/** Most edits that they have, and most bytes that they take, about: they are made into one text at once, and everything else waits. */
export const MOST_KEPT_EDITS = 2000;
export const MOST_KEPT_BYTES = 2 * 1024 * 1024;
/** What an edit takes beside its key and value. */
const EDIT_BYTES = 300;
/** How long changes wait for others to be written with them, in milliseconds. */
const REST_MS = 300;

const fileSchema = z.object({ version: z.literal(1), sources: z.array(z.object({ sourceId: sourceIdSchema, of: z.string(), revision: z.bigint().nonnegative(), history: savedHistorySchema })) });

/** What is known of a source: the store that it was then, and its history, which is saved for as long as nobody has asked for it. */
interface Known {
  readonly of: string;
  /** How far the store is, as far as it is known. */
  revision(): Revision | undefined;
  readonly history: History | SavedHistory;
}

/** Edits of a step, and bytes that they take in the file, about. */
interface Weight {
  readonly count: number;
  readonly bytes: number;
}

export interface UndoBookOptions {
  readonly userData: string;
  /** The source as it is now; undefined where there is none by this id. */
  sourceOf(id: SourceId): Source | undefined;
  readonly isSecret: IsSecret;
  /** Hears of a file that could not be read, or not be written. */
  report(fault: Fault): void;
}

export class UndoBook {
  /** Resolves when the file has been read. */
  readonly loaded: Promise<void>;
  readonly #options: UndoBookOptions;
  readonly #path: string;
  /** The one that was changed last stands last. */
  readonly #known = new Map<SourceId, Known>();
  /** A write that grows by steps is weighed at each of them. */
  readonly #weights = new WeakMap<Step, Weight>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void>;
  #failing = false;

  constructor(options: UndoBookOptions) {
    this.#options = options;
    this.#path = path.join(options.userData, 'undo', 'undo.json');
    this.loaded = this.#read();
    // before it is known what the file holds it is not replaced
    this.#writing = this.loaded;
    // it may hold what it may not any more
    void this.loaded.then(() => this.#known.size > 0 && this.changed());
  }

  /**
   * The history of a source: what was kept of the store that it names, or an empty one. A store whose revision, as far as it is known, is below
   * what it was has been wiped or set back: its stamps come again for something else.
   */
  historyOf(source: Source, revision: () => Revision | undefined): History {
    const known = this.#known.get(source.id);
    const of = storeName(source);
    const saved = known?.of === of && source.environment !== 'production' ? known.history : undefined;
    const isOver = saved === undefined || (!(saved instanceof History) && (known?.revision() ?? 0n) > (revision() ?? Number.POSITIVE_INFINITY));
    const history = isOver ? new History() : saved instanceof History ? saved : restoredHistory(saved);
    this.#known.set(source.id, { of, revision, history });
    return history;
  }

  /** Why a write of this source is not kept over a restart, as things are; undefined where it is. */
  notKept(source: Source, write: Write): UndoNotKept | undefined {
    if (source.environment === 'production') return 'production';
    const { count, bytes } = this.#weightOf(write);
    if (count > MOST_KEPT_EDITS || bytes > MOST_KEPT_BYTES) return 'large';
    if (this.#wouldHoldSecret(source.id, write)) return 'secret';
    for (const { sourceId, chosen } of this.#choosing()) if (sourceId === source.id) return chosen.has(write) ? undefined : 'large';
    return undefined;
  }

  /** Something can be taken back, or cannot any more; or what may be kept is another, since the rules or the sources are. */
  changed(id?: SourceId): void {
    const known = id === undefined ? undefined : this.#known.get(id);
    if (id !== undefined && known) {
      this.#known.delete(id);
      this.#known.set(id, known);
    }
    this.#timer ??= setTimeout(() => void this.#write(), REST_MS);
  }

  /** Writes what has not been written yet. */
  async close(): Promise<void> {
    await this.loaded;
    if (this.#timer) await this.#write();
    await this.#writing;
  }

  #wouldHoldSecret(id: SourceId, { steps, back }: Write): boolean {
    const edits = [...steps, ...back].flatMap((step) => step.edits.map(({ edit }) => edit));
    if (edits.some((edit) => this.#holdsSecret(id, edit))) return true;
    // what it puts elsewhere may have been renamed or moved from there
    return edits.some(({ key }) => this.#options.isSecret(id, key)) && edits.some((edit) => edit.kind === 'put' && edit.value !== null && edit.value.length > 0);
  }

  #holdsSecret(id: SourceId, edit: Edit): boolean {
    if (edit.kind !== 'put') return false;
    // a digest is the hash of a password
    const hash = edit.restore !== undefined && 'acl' in edit.restore && edit.restore.acl.some(({ scheme }) => scheme === 'digest');
    return hash || wasPromoted(edit.key, edit.value) || (edit.value !== null && this.#options.isSecret(id, edit.key));
  }

  async #read(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#options.report(fault('invalid', 'settings-unreadable', { path: this.#path, detail: messageOf(error), kept: this.#path }));
      return;
    }
    try {
      const { sources } = fileSchema.parse(untagged(JSON.parse(text)));
      for (const { sourceId, of, revision, history } of sources) this.#known.set(sourceId, { of, revision: () => revision, history });
    } catch (error) {
      const kept = `${this.#path}.${new Date().toISOString().replaceAll(':', '-')}.unreadable`;
      await rename(this.#path, kept).catch(() => undefined);
      const detail = error instanceof z.ZodError ? (error.issues[0]?.message ?? 'unknown content') : messageOf(error);
      this.#options.report(fault('invalid', 'settings-unreadable', { path: this.#path, detail, kept }));
    }
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(async () => {
      try {
        await writeAside(this.#path, JSON.stringify({ version: 1, sources: tagged(this.#kept()) }));
        this.#failing = false;
      } catch (error) {
        if (!this.#failing) this.#options.report(fault('denied', 'settings-unwritable', { path: this.#path, detail: messageOf(error) }));
        this.#failing = true;
      }
    });
    return this.#writing;
  }

  /** What is kept, the source that was written to last standing last. */
  #kept(): readonly { sourceId: SourceId; of: string; revision: Revision; history: SavedHistory }[] {
    return [...this.#choosing()]
      .filter(({ chosen }) => chosen.size > 0)
      .map(({ sourceId, of, revision, own, chosen }) => ({ sourceId, of, revision: revision() ?? 0n, history: savedHistory(own, (write) => chosen.has(write)) }))
      .toReversed();
  }

  /** Of each source, from the one that was written to last, the writes that may be kept and have room: what the later ones leave of it. */
  *#choosing(): Generator<Omit<Known, 'history'> & { readonly sourceId: SourceId; readonly own: History; readonly chosen: ReadonlySet<Write> }> {
    let [writes, count, bytes] = [0, 0, 0];
    for (const [sourceId, { of, revision, history }] of [...this.#known].toReversed()) {
      const source = this.#options.sourceOf(sourceId);
      if (source === undefined || source.environment === 'production' || storeName(source) !== of) continue;
      // nobody has asked for it in this run; rules may have changed since it was written
      const own = history instanceof History ? history : restoredHistory(history);
      const chosen = new Set<Write>();
      for (const write of [...own.writes.undo, ...own.writes.redo].toReversed()) {
        const weight = this.#weightOf(write);
        const hasRoom = writes < MOST_KEPT_WRITES && count + weight.count <= MOST_KEPT_EDITS && bytes + weight.bytes <= MOST_KEPT_BYTES;
        if (!hasRoom || this.#wouldHoldSecret(sourceId, write)) continue;
        writes++;
        count += weight.count;
        bytes += weight.bytes;
        chosen.add(write);
      }
      yield { sourceId, of, revision, own, chosen };
    }
  }

  #weightOf({ steps, back }: Write): Weight {
    let [count, bytes] = [0, 0];
    for (const step of [...steps, ...back]) {
      const weight = this.#weights.get(step) ?? { count: step.edits.length, bytes: sizeOf(step.edits) };
      this.#weights.set(step, weight);
      count += weight.count;
      bytes += weight.bytes;
    }
    return { count, bytes };
  }
}

const sizeOf = (edits: Step['edits']): number => edits.reduce((sum, { edit }) => sum + EDIT_BYTES + 2 * edit.key.length + (edit.kind === 'put' ? (edit.value?.length ?? 0) * 1.4 : 0), 0);

/** Writes a file as a whole, readable by its owner only: whatever happens, the old or the new one is there. Nothing waits for the disk. */
async function writeAside(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, 0o600);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
