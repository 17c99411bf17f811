/**
 * What is in view where a store is read folder by folder, and what the watch's events do to it. The watch tells of everything: what it
 * tells of outside the view is only counted. Each part of a folder was read as of one revision, and what the watch tells of that part
 * up to there is passed over: it is in what was read.
 */
import type { IEvent } from 'etcd3';
import type { Revision } from '../../../shared/model/entry';
import { isInView, reaches, rootOfFolder, type Folder, type FolderNews, type FolderRule, type Folders } from '../../../shared/model/folder';
import type { Change } from '../../../shared/model/frame';
import { keyFromBytes, type Key } from '../../../shared/model/key';
import { changeOf } from './entry';
import type { Scan } from './lazy-scan';

/** A part of a folder, as far as this child or to its end, and as of when it was read. */
interface Part {
  readonly through: Key | undefined;
  readonly revision: Revision;
}

/** What a frame has to tell of the view. */
export interface ViewChanges {
  readonly changes: Change[];
  readonly folders: FolderNews[];
}

/** Folders and the keys in them, as far as they were read. It makes no requests. */
export class LazyView {
  readonly #rule: FolderRule;
  readonly #folders = new Map<Key, Folder>();
  readonly #keys = new Map<Key, Set<Key>>();
  readonly #parts = new Map<Key, Part[]>();
  readonly #doubted = new Set<Key>();
  #total: number | undefined;
  #at: Revision = 0n;

  constructor(rule: FolderRule) {
    this.#rule = rule;
  }

  /** Every folder in view, loaded or not. */
  get folders(): Folders {
    return this.#folders;
  }

  /** Keys under the roots, in view or not; undefined until they have been counted. */
  get total(): number | undefined {
    return this.#total;
  }

  /** The revision that the events have led to. */
  get at(): Revision {
    return this.#at;
  }

  /** Whether there are folders of which it is not known whether they still hold anything. */
  get hasDoubts(): boolean {
    return this.#doubted.size > 0;
  }

  /** Nothing is in view, for a new listing. */
  clear(): void {
    for (const held of [this.#folders, this.#keys, this.#parts, this.#doubted]) held.clear();
  }

  /** A listing is complete, of so many keys and as of this revision. */
  listed(total: number, at: Revision): void {
    this.#total = total;
    this.#at = at;
  }

  /** Takes in what was read of a folder. */
  hold(folder: Key, { entries, folders, through, revision }: Scan): FolderNews[] {
    const news: FolderNews[] = [];
    this.#say(folder, { loaded: true, ...(through !== undefined && { through }) }, news);
    const keys = this.#keys.get(folder) ?? new Set();
    for (const { key } of entries) keys.add(key);
    this.#keys.set(folder, keys);
    this.#parts.set(folder, [...(this.#parts.get(folder) ?? []), { through, revision }]);
    for (const child of folders) if (!this.#folders.has(child)) this.#say(child, { loaded: false }, news);
    return news;
  }

  /** Forgets what is below a folder; undefined where nothing was read of it, and for a root, which stays. */
  hide(folder: Key): { readonly hidden: readonly Key[]; readonly folders: readonly FolderNews[] } | undefined {
    if (this.#folders.get(folder)?.loaded !== true || rootOfFolder(folder) !== undefined) return undefined;
    const folders: FolderNews[] = [];
    const hidden = this.#forget(folder, folders);
    this.#say(folder, { loaded: false }, folders);
    // it may have been emptied while it was open
    if (hidden.length === 0) this.#doubted.add(folder);
    return { hidden, folders };
  }

  /** The folders that are in doubt, which then are so no more: whoever asks finds out, and says which are {@link gone}. */
  takeDoubts(): Key[] {
    const doubted = [...this.#doubted].filter((key) => this.#folders.get(key)?.loaded === false);
    this.#doubted.clear();
    return doubted;
  }

  /** A folder holds nothing any more. */
  gone(folder: Key, { folders }: ViewChanges): void {
    this.#forget(folder, folders);
  }

  /** Takes in an event of the watch, and adds what it changes in view. */
  take(event: IEvent, { changes, folders: news }: ViewChanges): void {
    const key = keyFromBytes(event.kv.key);
    const revision = BigInt(event.kv.mod_revision);
    const isDelete = event.type === 'Delete';
    if (revision > this.#at) this.#at = revision;
    if (this.#total !== undefined) this.#total += isDelete ? -1 : event.kv.version === '1' ? 1 : 0;
    const folder = this.#rule.folderOf(key) ?? '';
    if (!isInView(this.#folders, this.#rule, key)) {
      this.#takeBelow(folder, { revision, isDelete }, news);
    } else if (!this.#wasRead(folder, key, revision)) {
      changes.push(changeOf(event));
      // a folder that is loaded stays so when it is empty: what comes next in it is then seen as well
      if (isDelete) this.#keys.get(folder)?.delete(key);
      else this.#keys.get(folder)?.add(key);
    }
  }

  /** Something happened below a folder that is not loaded, or in none that is known: the row in view above it may come or go. */
  #takeBelow(folder: Key, { revision, isDelete }: { revision: Revision; isDelete: boolean }, news: FolderNews[]): void {
    for (let at: Key | undefined = folder; at !== undefined && rootOfFolder(at) === undefined; at = this.#rule.folderOf(at)) {
      const above = this.#rule.folderOf(at) ?? '';
      const name = at + this.#rule.separator;
      if (!reaches(this.#folders.get(above), this.#rule, name)) continue;
      const known = this.#folders.get(at);
      if (isDelete && known?.loaded === false) this.#doubted.add(at);
      if (!isDelete && known === undefined && !this.#wasRead(above, name, revision)) this.#say(at, { loaded: false }, news);
      return;
    }
  }

  /** Whether this child was read as of this revision or later. */
  #wasRead(folder: Key, child: Key, revision: Revision): boolean {
    const part = this.#parts.get(folder)?.find(({ through }) => through === undefined || this.#rule.compare(child, through) <= 0);
    return part !== undefined && revision <= part.revision;
  }

  /** Forgets a folder and those below it. Returns the keys that were in them. */
  #forget(folder: Key, news: FolderNews[]): Key[] {
    const gone = [...this.#folders.keys()].filter((key) => key === folder || key.startsWith(folder + this.#rule.separator));
    const keys = gone.flatMap((key) => [...(this.#keys.get(key) ?? [])]);
    for (const key of gone) {
      for (const held of [this.#keys, this.#parts, this.#doubted]) held.delete(key);
      this.#say(key, null, news);
    }
    return keys;
  }

  #say(key: Key, folder: Folder | null, news: FolderNews[]): void {
    if (folder === null) this.#folders.delete(key);
    else this.#folders.set(key, folder);
    news.push({ key, folder });
  }
}
