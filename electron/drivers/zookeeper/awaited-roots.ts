/** Missing roots that are waited for: one watch each, which the server lets go of when it has told of the root or the session ends. */
import { FaultError } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { EventType } from './events';
import type { Link } from './link';
import { encodeExists, Op } from './wire';

/** The waiting of one connection. */
export class AwaitedRoots {
  readonly #link: Link;
  /** Watches that the server holds for us. */
  count = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Resolves once one of these roots is there, or the link has ended. */
  async created(roots: readonly Key[]): Promise<void> {
    try {
      const told = new Promise<void>((resolve) => {
        this.#link.onEvent = (path, type) => {
          if (type === EventType.created && roots.includes(path)) resolve();
        };
      });
      this.count = roots.length;
      const answers = await Promise.all(roots.map((root) => this.#link.request(Op.exists, encodeExists(root))));
      if (!answers.some(({ code }) => code === 0)) await Promise.race([told, this.#link.lost]);
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
    } finally {
      this.count = 0;
      this.#link.onEvent = () => {};
    }
  }
}
