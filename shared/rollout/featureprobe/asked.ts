/** One user being asked for: what a FeatureProbe evaluation reads, and what it notices on the way. */
import type { Problem } from '../../flags/problem';
import type { Context } from '../engine';

/** Where problems of one place come from; each is made when it is first noticed. */
export type Notice = () => Problem;

/** The user and the clock of the evaluation that runs, of which there is one at a time. */
export class Asked {
  /** Counts evaluations, so that what was found out in this one is told from what was before. */
  stamp = 0;
  clock = 0;
  problems: Problem[] | null = null;
  /** How many segments are inside one another. */
  depth = 0;
  #user: Context = { key: null, attributes: {} };

  /** Begins the evaluation of a user at a time in seconds. */
  begin(user: Context, clock: number): void {
    this.stamp++;
    this.clock = clock;
    this.problems = null;
    this.depth = 0;
    this.#user = user;
  }

  /** The user's key; the Node SDK makes one of the time where an app gives none. */
  key(missing: Notice): string {
    const { key } = this.#user;
    if (key !== null) return key;
    this.note(missing);
    return String(Math.floor(this.clock * 1000));
  }

  /** An attribute as a text; undefined for none. */
  attribute(name: string, noText: Notice): string | undefined {
    const value = this.#user.attributes[name];
    if (typeof value === 'string' || value === undefined) return value;
    return this.#noText(name, value, noText);
  }

  #noText(name: string, value: unknown, noText: Notice): string | undefined {
    if (value === null || !Object.hasOwn(this.#user.attributes, name)) return undefined;
    this.note(noText);
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  /** Remembers a problem once. */
  note(notice: Notice): void {
    const problem = notice();
    if (this.problems === null) this.problems = [problem];
    else if (!this.problems.includes(problem)) this.problems.push(problem);
  }
}

/** A notice that is the same problem each time. */
export function once(make: () => Problem): Notice {
  let made: Problem | undefined;
  return () => (made ??= make());
}
