/** One persistent recursive watch for each root, set before anything is read. */
import { FaultError } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { watchFault } from './faults';
import type { Link } from './link';
import { encodeAddWatch, encodePath, encodeRemoveWatches, Op } from './wire';

/** The watches of one connection. */
export class StandingWatch {
  readonly #link: Link;
  readonly #roots: readonly Key[];
  /** Watches that the server holds for us. */
  count = 0;

  constructor(link: Link, roots: readonly Key[]) {
    this.#link = link;
    this.#roots = roots;
  }

  /** Sets the watches; from then on the link tells every event. */
  async set(): Promise<void> {
    const answers = this.#roots.map((root) => this.#link.request(Op.addWatch, encodeAddWatch(root)));
    // a follower may be behind what an earlier link has seen
    const sync = this.#link.request(Op.sync, encodePath(this.#roots[0] ?? '/'));
    for (const pending of [...answers, sync]) pending.catch(() => {});
    for (const [index, answer] of answers.entries()) {
      const { code } = await answer;
      if (code !== 0) throw new FaultError(watchFault(code, this.#link.endpoint, this.#roots[index] ?? '/'));
      this.count++;
    }
    await sync;
  }

  /** Takes the watches back; the link itself may live on. */
  end(): void {
    if (this.count > 0 && this.#link.fault === undefined) {
      for (const root of this.#roots) this.#link.request(Op.removeWatches, encodeRemoveWatches(root)).catch(() => {});
    }
    this.count = 0;
  }
}
