/** Where shares of splits meet, and who of the users that were tried is nearest to it on either side. */
import type { Place } from '../../flags/problem';
import type { BucketStep } from '../engine';

/** Most boundaries that users are given for. */
const MOST_BOUNDARIES = 250;
/** Most splits that are told apart: weights that are worked out may make one of each user. */
const MOST_SPLITS = 1000;
/** So many users are tried at least: a split that few reach would not be seen. */
const FEWEST_TRIED = 16_384;

/** Where two shares of a split meet. */
export interface Boundary {
  /** Where the split stands. */
  readonly place: Place | null;
  /** The first bucket above it; in flagd v1 the last point below. */
  readonly at: number;
  readonly total: number;
}

/** A split, and everybody tried who came to it. */
interface Split {
  readonly place: Place | null;
  readonly total: number;
  readonly edges: Set<number>;
  readonly users: { readonly user: number; readonly bucket: number }[];
}

/** A user near a boundary; `user` is its index. */
export interface Near {
  readonly user: number;
  readonly bucket: number;
  readonly near: Boundary & { readonly side: 'below' | 'above'; readonly distance: number };
}

export class Boundaries {
  readonly #v1: boolean;
  readonly #splits = new Map<string, Split>();
  #lookAt = FEWEST_TRIED;

  /** In flagd's v1 a bucket is a point, and the end of a share is in it. */
  constructor(v1: boolean) {
    this.#v1 = v1;
  }

  /** Boundaries that were seen. */
  get count(): number {
    let count = 0;
    for (const { edges } of this.#splits.values()) count += edges.size;
    return count;
  }

  /** A user came to a split that stands somewhere. Weights that are worked out may give other users of it another total: these are splits of their own. */
  add(user: number, { bucket, total, range }: BucketStep, place: Place | null): void {
    const name = `${place?.offset} ${total}`;
    let split = this.#splits.get(name);
    if (split === undefined) {
      if (this.#splits.size >= MOST_SPLITS) return;
      this.#splits.set(name, (split = { place, total, edges: new Set(), users: [] }));
    }
    split.users.push({ user, bucket });
    // v1 adds fractions up: the last share may end a little before the end
    const end = this.#v1 ? total - 1e-6 : total;
    for (const edge of range === null ? [] : [range.from, range.to]) if (edge > 0 && edge < end && split.edges.size < MOST_BOUNDARIES) split.edges.add(edge);
  }

  /** Whether nobody nearer can be found. Looked at each time that twice as many were tried. */
  isDone(tried: number, count: number): boolean {
    if (tried < this.#lookAt) return false;
    this.#lookAt = tried * 2;
    if (this.#v1 || this.count === 0) return false;
    const each = this.#each(count);
    const found = this.nearest(count);
    return found.length === Math.min(this.count, MOST_BOUNDARIES) * 2 * each && found.every(({ near }) => near.distance === 0);
  }

  /** About so many users, as many on each side of each boundary: the nearest first, and of those as near whoever was tried first; those of both sides in turn. */
  nearest(count: number): readonly Near[] {
    const each = this.#each(count);
    const splits = [...this.#splits.values()].toSorted((a, b) => (a.place?.offset ?? 0) - (b.place?.offset ?? 0));
    const found: Near[] = [];
    let room = MOST_BOUNDARIES;
    for (const { place, total, edges, users } of splits) {
      if (room <= 0) break;
      const sorted = users.toSorted((a, b) => a.bucket - b.bucket);
      for (const at of [...edges].toSorted((a, b) => a - b).slice(0, room)) found.push(...this.#around({ place, total, at }, sorted, each));
      room -= edges.size;
    }
    return found;
  }

  #each(count: number): number {
    return Math.max(1, Math.floor(count / (2 * Math.max(1, Math.min(this.count, MOST_BOUNDARIES)))));
  }

  #around(boundary: Boundary, sorted: Split['users'], each: number): Near[] {
    const { at } = boundary;
    const isAbove = (bucket: number): boolean => (this.#v1 ? bucket > at : bucket >= at);
    const from = sorted.findIndex(({ bucket }) => isAbove(bucket));
    const middle = from < 0 ? sorted.length : from;
    const near = (side: 'below' | 'above', users: Split['users']): Near[] =>
      users.map(({ user, bucket }) => ({ user, bucket, near: { ...boundary, side, distance: this.#v1 ? Math.abs(bucket - at) : side === 'below' ? at - 1 - bucket : bucket - at } }));
    // of as many in one bucket the first who were tried, as above
    const lowest = sorted[Math.max(0, middle - each)]?.bucket ?? 0;
    const reaching = sorted.slice(sorted.findIndex(({ bucket }) => bucket >= lowest), middle).toSorted((a, b) => b.bucket - a.bucket);
    const below = near('below', reaching.slice(0, each));
    const above = near('above', sorted.slice(middle, middle + each));
    return [...below, ...above].toSorted((a, b) => a.near.distance - b.near.distance);
  }
}
