/** Seeds that once found something. They are run every time, before all others. */
import type { Target } from './schedule';

export interface Case extends Target {
  readonly seed: number;
  /** What it found. */
  readonly found: string;
}

export const cases: readonly Case[] = [];
