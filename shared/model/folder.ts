/**
 * Folders: the directories of a source that is read only as far as its reader opens it. What is in view are the roots' own entries
 * and the children of loaded folders. A folder goes by its key without the separator behind it; a root that no row stands for, an
 * etcd prefix, goes by its text behind a NUL, which no Key holds.
 */
import { compareKeys, type Key } from './key';
import type { ConnectOptions } from './source';
import { parentPath } from './znode-path';

/** How far a directory has been read. */
export interface Folder {
  readonly loaded: boolean;
  /** Last child that is loaded, by the order of bytes, where there are more; a folder among the children has its separator behind it. */
  readonly through?: Key;
  /** Children in the store, where it tells. */
  readonly children?: number;
}

/** A folder that has become what it is; null: it is none any more. */
export interface FolderNews {
  readonly key: Key;
  readonly folder: Folder | null;
}

/** Folders by key. */
export type Folders = ReadonlyMap<Key, Folder>;

/** How keys lie in folders. */
export interface FolderRule {
  /** Folders of the roots, which are always loaded. */
  readonly roots: readonly Key[];
  /** What stands between a folder's key and the rest of a key in it. */
  readonly separator: string;
  /** The folder whose child this key is; undefined for a root's own entry. */
  folderOf(key: Key): Key | undefined;
  /** Order of keys in a folder: negative, zero or positive. */
  compare(a: Key, b: Key): number;
}

/** How the keys of this source lie in folders: by path in ZooKeeper, otherwise cut at the separator. */
export function folderRule({ backend, roots, separator = '/' }: Pick<ConnectOptions, 'backend' | 'roots' | 'separator'>): FolderRule {
  if (backend === 'zookeeper') return { roots, separator: '/', folderOf: (path) => (roots.includes(path) ? undefined : parentPath(path)), compare: comparePaths };
  return { roots: roots.map(rootFolder), separator, folderOf: (key) => prefixFolder(key, roots, separator), compare: compareKeys };
}

/** ZooKeeper takes no characters whose order as text is not that of their bytes. */
const comparePaths = (a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0);

/** The folder of a root that is a prefix. */
export const rootFolder = (root: Key): Key => `\0${root}`;

/** The root that a folder stands for, undefined where it is a folder like others. */
export const rootOfFolder = (folder: Key): Key | undefined => (folder.startsWith('\0') ? folder.slice(1) : undefined);

/** Index from which on a key under this root is cut: a slash at the very beginning belongs to the first name. */
export const cutFrom = (root: Key, separator: string): number => Math.max(root.includes(separator) ? root.lastIndexOf(separator) + separator.length : 0, 1);

function prefixFolder(key: Key, roots: readonly Key[], separator: string): Key {
  const root = roots.find((candidate) => key.startsWith(candidate)) ?? '';
  const last = key.lastIndexOf(separator);
  return last < cutFrom(root, separator) ? rootFolder(root) : key.slice(0, last);
}

/** Whether entries at this key are in view. Without folders everything is. */
export function isInView(folders: Folders | null, rule: FolderRule, key: Key): boolean {
  if (folders === null) return true;
  const at = rule.folderOf(key);
  return at === undefined || reaches(folders.get(at), rule, key);
}

/** Whether a folder has been read as far as this child. */
export const reaches = (folder: Folder | undefined, rule: Pick<FolderRule, 'compare'>, child: Key): boolean =>
  folder?.loaded === true && (folder.through === undefined || rule.compare(child, folder.through) <= 0);

/** Whether both say the same. */
export const sameFolder = (a: Folder | undefined, b: Folder | null): boolean =>
  (a === undefined) === (b === null) && a?.loaded === b?.loaded && a?.through === b?.through && a?.children === b?.children;
