/**
 * What is in view of the roots, as far as it takes to tell changes: the stamps of nodes, what is known of folders, and what is
 * denied. It reads nothing itself: it is told what a reading has found, and adds to the news what has become of it.
 */
import { FaultError } from '../../../shared/fault';
import type { Entry, Stamp } from '../../../shared/model/entry';
import { folderRule, isInView, sameFolder, type Folder, type FolderNews, type FolderRule } from '../../../shared/model/folder';
import type { Change } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import { DeniedNodes } from './denied';
import { Code, faultOfCode } from './faults';
import { isWithin } from './path';
import { entryOf, type NodeState } from './replies';

/** What a delta is made of. */
export interface News {
  readonly changes: Change[];
  readonly folders: FolderNews[];
}

/** The view of one lazy watch. */
export class LazyView {
  readonly denied: DeniedNodes;
  readonly #roots: readonly Key[];
  readonly #rule: FolderRule;
  readonly #known = new Map<Key, Stamp>();
  readonly #folders = new Map<Key, Folder>();

  constructor(roots: readonly Key[]) {
    this.#roots = roots;
    this.#rule = folderRule({ backend: 'zookeeper', roots: [...roots] });
    this.denied = new DeniedNodes(roots);
  }

  has(path: Key): boolean {
    return this.#known.has(path);
  }

  isInView(path: Key): boolean {
    return isInView(this.#folders, this.#rule, path);
  }

  folder(path: Key): Folder | undefined {
    return this.#folders.get(path);
  }

  setFolder(path: Key, folder: Folder | undefined): void {
    if (folder === undefined) this.#folders.delete(path);
    else this.#folders.set(path, folder);
  }

  /** All folders. */
  get folders(): FolderNews[] {
    return [...this.#folders].map(([key, folder]) => ({ key, folder }));
  }

  /** Takes a node as it was read into what is known. */
  see(path: Key, node: NodeState, folders: FolderNews[]): Entry {
    this.#known.set(path, node.stamp);
    this.denied.see(path);
    this.#count(path, node.numChildren, folders);
    return entryOf(path, node);
  }

  /** A node that an event has told of, as it was read since. */
  merge(path: Key, node: NodeState, { changes, folders }: News): void {
    const { stamp } = node;
    const known = this.#known.get(path);
    if (known !== undefined && known.created === stamp.created && known.modified >= stamp.modified) {
      this.#count(path, node.numChildren, folders);
      return;
    }
    if (known !== undefined && known.created !== stamp.created) changes.push({ kind: 'delete', key: path });
    changes.push({ kind: 'put', entry: this.see(path, node, folders) });
  }

  /** Passes over a node that has gone meanwhile or that we may not read; any other code is the end of the watch. */
  miss(path: Key, code: number): void {
    if (code !== Code.noNode && code !== Code.noAuth) throw new FaultError(faultOfCode(code, path));
    this.denied.miss(path, code, this.isInView(path));
    this.denied.deleteBelow(path);
  }

  /** A node that is gone, or that we may not read any more, and with it all that was in view below it: their events may come when nobody looks there any more. */
  lose(path: Key, code: number, { changes, folders }: News): void {
    this.miss(path, code);
    const { rootsFault } = this.denied;
    // roots that are all gone may come back, and are followed
    if (code === Code.noAuth && rootsFault !== undefined) throw new FaultError(rootsFault);
    if (!this.#known.has(path)) return;
    const lost = this.#folders.get(path)?.loaded === true ? this.#below(path) : [];
    for (const key of [path, ...lost]) {
      this.#known.delete(key);
      changes.push({ kind: 'delete', key });
    }
    // whatever is created in a root is in view; what is there once it may be read again has to be read
    if (!this.#roots.includes(path) || code === Code.noAuth) folders.push(...this.#forgetFolders(path));
  }

  /** Forgets what is below a folder; gives what goes out of view, undefined where nothing does. Roots stay. */
  hide(folder: Key): { readonly hidden: readonly Key[]; readonly folders: FolderNews[] } | undefined {
    const before = this.#folders.get(folder);
    if (before?.loaded !== true || this.#roots.includes(folder)) return undefined;
    const hidden = this.#below(folder);
    for (const key of hidden) this.#known.delete(key);
    this.denied.deleteBelow(folder);
    const folders = this.#forgetFolders(folder);
    this.#count(folder, before.children ?? 0, folders);
    return { hidden, folders };
  }

  #below(folder: Key): Key[] {
    return [...this.#known.keys()].filter((key) => key !== folder && isWithin(key, folder));
  }

  /** Notes how many children a node has. One that is loaded stays so when it has none. */
  #count(path: Key, children: number, folders: FolderNews[]): void {
    const before = this.#folders.get(path);
    const folder: Folder | null = before?.loaded === true ? { ...before, children } : children === 0 ? null : { loaded: false, children };
    if (sameFolder(before, folder)) return;
    this.setFolder(path, folder ?? undefined);
    folders.push({ key: path, folder });
  }

  /** Forgets a folder and those below it. */
  #forgetFolders(folder: Key): FolderNews[] {
    const gone = [...this.#folders.keys()].filter((key) => isWithin(key, folder));
    for (const key of gone) this.#folders.delete(key);
    return gone.map((key) => ({ key, folder: null }));
  }
}
