/**
 * Nodes that have a place but cannot be shown: those that may not be read, known from their parents or as roots, and roots that
 * are missing. READ covers data and children, so nothing below a denied node is known.
 */
import type { Fault } from '../../../shared/fault';
import { MOST_DENIED, nothingDenied, type Denied } from '../../../shared/model/denied';
import type { Key } from '../../../shared/model/key';
import { Code, rootFault } from './faults';
import { isWithin, parentOf } from './path';

/** What a watch knows of such nodes, under its roots. */
export class DeniedNodes {
  readonly #roots: readonly Key[];
  readonly #paths = new Set<Key>();
  readonly #missing = new Set<Key>();
  #told: Denied | undefined = nothingDenied;

  constructor(roots: readonly Key[]) {
    this.#roots = roots;
  }

  /** The same object for as long as nothing changes. */
  get told(): Denied {
    if (this.#paths.size === 0 && this.#missing.size === 0) return nothingDenied;
    this.#told ??= {
      keys: [...this.#paths].slice(0, MOST_DENIED),
      total: this.#paths.size,
      ...(this.#missing.size > 0 && { missing: [...this.#missing] }),
    };
    return this.#told;
  }

  /** The fault of the first root where no root at all can be read. */
  get rootsFault(): Fault | undefined {
    const [first] = this.#roots;
    if (first === undefined || !this.#roots.every((root) => this.#paths.has(root) || this.#missing.has(root))) return undefined;
    return rootFault(this.#paths.has(first) ? Code.noAuth : Code.noNode, first);
  }

  has(path: Key): boolean {
    return this.#paths.has(path);
  }

  /** A node could not be read for this code: it may not be, or it is not there. `placed` tells that its parent is known. */
  miss(path: Key, code: number, placed: boolean): void {
    const isRoot = this.#roots.includes(path);
    this.#put(this.#paths, path, code === Code.noAuth && (placed || isRoot));
    this.#put(this.#missing, path, code === Code.noNode && isRoot);
  }

  /** The node was read. */
  see(path: Key): void {
    this.#put(this.#paths, path, false);
    this.#put(this.#missing, path, false);
  }

  /** Forgets what lies below a path: it cannot be seen any more. */
  deleteBelow(path: Key): void {
    for (const other of [...this.#paths]) if (other !== path && isWithin(other, path)) this.#put(this.#paths, other, false);
  }

  /** Whether this node or one above it is denied, so that nothing can be said of it. */
  hides(path: Key): boolean {
    if (this.#paths.size === 0) return false;
    for (let at = path; at !== '/'; at = parentOf(at)) if (this.#paths.has(at)) return true;
    return this.#paths.has('/');
  }

  #put(paths: Set<Key>, path: Key, there: boolean): void {
    if (paths.has(path) === there) return;
    if (there) paths.add(path);
    else paths.delete(path);
    this.#told = undefined;
  }
}
