/** What a session has seen happen: every change, counted and kept; how many there were of late; what an outage brought. */
import { changedKey, type Change, type StoreFrame } from '../../shared/model/frame';
import type { Phase } from '../../shared/model/phase';
import type { Key } from '../../shared/model/key';
import { Journal } from './journal';
import type { SeenChange } from './mirror';
import { Rates } from './rates';
import { Resync } from './resync';
import { Timeline } from './timeline';

export class Chronicle {
  readonly journal = new Journal();
  readonly resync = new Resync();
  readonly timeline = new Timeline();
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

  /** Call with every phase of the session. */
  phase(phase: Phase): void {
    this.resync.phase(phase);
    this.timeline.live(phase.kind === 'live', Date.now());
  }

  /** A listing has nothing to do with what was there before. */
  listed(at: bigint): void {
    this.resync.forgetAway();
    this.timeline.restart(at, Date.now());
  }

  /**
   * Notes what a frame brought, the mirror having been at `at` before it. Gives the changes back. What went because it may not be
   * read any more was not deleted: the journal says so, and no outage counts it.
   */
  take(frame: StoreFrame, seen: readonly SeenChange[], { at, isHidden }: { at: bigint; isHidden(key: Key): boolean }): Change[] {
    const hidden = new Set(seen.filter(({ change }) => change.kind === 'delete' && isHidden(change.key)));
    this.resync.take(frame, hidden.size === 0 ? seen : seen.filter((one) => !hidden.has(one)), at);
    const seenAt = Date.now();
    if (frame.kind === 'listing' && frame.at < at) this.timeline.restart(frame.at, seenAt);
    else this.timeline.note(frame.at, seenAt, seen.length);
    for (const one of seen) {
      const { change, before } = one;
      const after = change.kind === 'put' ? change.entry : undefined;
      const deletedAt = change.kind === 'delete' ? change.at : undefined;
      this.journal.add({ key: changedKey(change), seenAt, ...(deletedAt !== undefined && { at: deletedAt }), ...(hidden.has(one) && { hidden: true }), ...(before && { before }), ...(after && { after }) });
    }
    this.#changes += seen.length;
    this.#rates.count(seen.length);
    return seen.map(({ change }) => change);
  }
}
