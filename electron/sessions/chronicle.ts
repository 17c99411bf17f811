/** What a session has seen happen: every change, counted and kept; how many there were of late; what an outage brought. */
import { changedKey, type Change, type Frame } from '../../shared/model/frame';
import { Journal } from './journal';
import type { SeenChange } from './mirror';
import { Rates } from './rates';
import { Resync } from './resync';

export class Chronicle {
  readonly journal = new Journal();
  readonly resync = new Resync();
  readonly #rates: Rates;
  #changes = 0;

  /** `onTick` is called each second while the rates move. */
  constructor(onTick: () => void) {
    this.#rates = new Rates(onTick);
  }

  /** Changes seen so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Changes in each of the last whole seconds, newest last. */
  get rates(): readonly number[] {
    return this.#rates.seconds;
  }

  /** Notes what a frame brought, the mirror having been at `at` before it. Gives the changes back. */
  take(frame: Frame, seen: readonly SeenChange[], at: bigint): Change[] {
    this.resync.take(frame, seen, at);
    const seenAt = Date.now();
    for (const { change, before } of seen) {
      this.journal.add({ key: changedKey(change), seenAt, ...(before && { before }), ...(change.kind === 'put' && { after: change.entry }) });
    }
    this.#changes += seen.length;
    this.#rates.count(seen.length);
    return seen.map(({ change }) => change);
  }
}
