/**
 * When which revision was current: stores like etcd keep no times, so that a time is known only for what was seen. Every frame that
 * changed something is a point; between an outage's beginning and end nothing is known. Bounded: the oldest points go first.
 */
import type { Revision } from '../../shared/model/entry';
import type { Away } from '../../shared/model/history';
import type { TimelineMark } from '../../shared/model/past';

const MOST_POINTS = 20_000;
const MOST_OUTAGES = 200;

/** A revision that was current from a moment on, as far as it was seen. */
export interface SeenMoment {
  readonly at: Revision;
  readonly seenAt: number;
  /** The time that was asked for lies in this outage. */
  readonly away?: Away;
}

export class Timeline {
  #points: TimelineMark[] = [];
  #outages: Away[] = [];
  #awayFrom: number | undefined;

  /** From when on times are known; undefined before the first listing. */
  get since(): number | undefined {
    return this.#points[0]?.seenAt;
  }

  /** Outages, oldest first; the one under way ends `now`. */
  outages(now = Date.now()): readonly Away[] {
    return this.#awayFrom === undefined || this.since === undefined ? this.#outages : [...this.#outages, { from: this.#awayFrom, until: now }];
  }

  /** What was known before has nothing to do with what comes: a first listing, or another store. */
  restart(at: Revision, seenAt: number): void {
    this.#points = [{ at, seenAt, changes: 0 }];
    this.#outages = [];
  }

  /** A frame led to this revision and changed so much. */
  note(at: Revision, seenAt: number, changes: number): void {
    if (changes === 0) return;
    this.#points.push({ at, seenAt, changes });
    if (this.#points.length > MOST_POINTS) this.#points = this.#points.slice(MOST_POINTS / 10);
  }

  /** Call with every change between live and not live. */
  live(live: boolean, now: number): void {
    if (!live) this.#awayFrom ??= now;
    else if (this.#awayFrom !== undefined) {
      if (this.since !== undefined && this.#awayFrom >= this.since) this.#outages.push({ from: this.#awayFrom, until: now });
      if (this.#outages.length > MOST_OUTAGES) this.#outages.shift();
      this.#awayFrom = undefined;
    }
  }

  /** What was current at a time; undefined where nobody watched yet. */
  at(time: number): SeenMoment | undefined {
    const point = this.#points.findLast(({ seenAt }) => seenAt <= time);
    const away = this.outages().find(({ from, until }) => from < time && time < until);
    return point && { at: point.at, seenAt: point.seenAt, ...(away && { away }) };
  }

  /** When a revision was seen to become current; undefined where it was not. */
  seenAt(revision: Revision): number | undefined {
    return this.#points.findLast(({ at }) => at <= revision)?.seenAt;
  }

  /** The changes, as at most so many marks, oldest first. Those that lie close together share one. */
  marks(most: number): readonly TimelineMark[] {
    const changed = this.#points.filter(({ changes }) => changes > 0);
    if (changed.length <= most) return changed;
    const each = Math.ceil(changed.length / most);
    const marks: TimelineMark[] = [];
    for (let first = 0; first < changed.length; first += each) {
      const together = changed.slice(first, first + each);
      const last = together.at(-1) as TimelineMark;
      marks.push({ ...last, changes: together.reduce((sum, { changes }) => sum + changes, 0) });
    }
    return marks;
  }
}
