/**
 * Where in the audit the writes stand that made the store's revisions. The file is read once, and from then on only what was added to
 * it; a page of a key's history then costs the lines that it shows. Lines are told apart by how they begin, as this app writes them.
 */
import type { FileHandle } from 'node:fs/promises';
import type { AuditIntent } from '../../shared/model/audit';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import { recordIn } from './audit-reader';
import { linesFrom } from './lines';

const INTENT = /^\{"record":"intent","id":"([^"]+)"/;
const OUTCOME = '{"record":"outcome"';
/** Read at once for a single line; most are shorter. */
const LINE_BYTES = 4096;

export class AuditIndex {
  #file = { ino: 0, read: 0 };
  /** Where intents begin whose outcome has not come, by their ids. */
  #open = new Map<string, number>();
  /** Where intents begin, by the revision that they made. Stores count alike, so there may be several. */
  #made = new Map<string, number[]>();

  /** The writes that made these revisions of a source's key. */
  async intentsAt(file: FileHandle, sourceId: SourceId, key: Key, revisions: readonly string[]): Promise<ReadonlyMap<string, AuditIntent>> {
    await this.#catchUp(file);
    const found = new Map<string, AuditIntent>();
    for (const revision of revisions) {
      for (const at of this.#made.get(revision) ?? []) {
        const intent = await intentAt(file, at);
        if (intent?.source.id === sourceId && intent.edits.some((edit) => edit.key === key)) found.set(revision, intent);
      }
    }
    return found;
  }

  async #catchUp(file: FileHandle): Promise<void> {
    const { ino, size } = await file.stat();
    if (ino !== this.#file.ino || size < this.#file.read) {
      this.#file = { ino, read: 0 };
      this.#open.clear();
      this.#made.clear();
    }
    for await (const { at, end, text } of linesFrom(file, this.#file.read)) {
      this.#note(at, text);
      this.#file.read = end;
    }
  }

  #note(at: number, text: string): void {
    const id = INTENT.exec(text)?.[1];
    if (id !== undefined) this.#open.set(id, at);
    const record = text.startsWith(OUTCOME) ? recordIn(text) : undefined;
    if (record?.record !== 'outcome') return;
    const begun = this.#open.get(record.id);
    this.#open.delete(record.id);
    if (begun === undefined || record.revision === undefined) return;
    const others = this.#made.get(record.revision);
    if (others) others.push(begun);
    else this.#made.set(record.revision, [begun]);
  }
}

async function intentAt(file: FileHandle, at: number): Promise<AuditIntent | undefined> {
  for await (const { text } of linesFrom(file, at, LINE_BYTES)) {
    const record = recordIn(text);
    return record?.record === 'intent' ? record : undefined;
  }
  return undefined;
}
