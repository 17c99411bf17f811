/** Nodes that are known from their parents and may not be read. READ covers data and children, so nothing below them is known. */
import { MOST_DENIED, nothingDenied, type Denied } from '../../../shared/model/denied';
import type { Key } from '../../../shared/model/key';
import { parentPath } from '../../../shared/model/znode-path';
import { isWithin } from './path';

export class DeniedNodes {
  readonly #paths = new Set<Key>();
  #told: Denied | undefined = nothingDenied;

  /** The same object for as long as nothing changes. */
  get told(): Denied {
    if (this.#paths.size === 0) return nothingDenied;
    this.#told ??= { keys: [...this.#paths].slice(0, MOST_DENIED), total: this.#paths.size };
    return this.#told;
  }

  has(path: Key): boolean {
    return this.#paths.has(path);
  }

  add(path: Key): void {
    if (this.#paths.has(path)) return;
    this.#paths.add(path);
    this.#told = undefined;
  }

  delete(path: Key): void {
    if (this.#paths.delete(path)) this.#told = undefined;
  }

  /** Forgets what lies below a path: it cannot be seen any more. */
  deleteBelow(path: Key): void {
    for (const other of [...this.#paths]) if (other !== path && isWithin(other, path)) this.delete(other);
  }

  /** Whether this node or one above it is denied, so that nothing can be said of it. */
  hides(path: Key): boolean {
    if (this.#paths.size === 0) return false;
    for (let at = path; at !== '/'; at = parentPath(at)) if (this.#paths.has(at)) return true;
    return this.#paths.has('/');
  }
}
