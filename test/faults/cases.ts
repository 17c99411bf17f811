/**
 * Seeds that once found something. They are run every time, before all others. A change of what `schedule.ts` draws makes other faults of
 * them: what they are to go on finding is then looked for again.
 */
import type { Target } from './schedule';

export interface Case extends Target {
  readonly seed: number;
  /** What it found. */
  readonly found: string;
}

export const cases: readonly Case[] = [
  { backend: 'etcd', members: 1, seed: 700, found: 'keys of the store before, shown as live, when the proof by number of keys and last changes was switched off' },
];
