/** Suites of vectors that run wherever engines run, in tests and in the app. */

import type { Profile } from '../engine';

/** One case of a suite. */
export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
}

/** What a suite came to. */
export interface SuiteResult {
  readonly suite: string;
  /** Whose rules were run. */
  readonly profile: Profile;
  readonly passed: number;
  readonly failed: number;
  /** Names of the cases that failed. */
  readonly failures: readonly string[];
}

/** Counts the cases of a suite. */
export function counted(suite: string, profile: Profile, cases: readonly CaseResult[]): SuiteResult {
  const failures = cases.filter(({ passed }) => !passed).map(({ name }) => name);
  return { suite, profile, passed: cases.length - failures.length, failed: failures.length, failures };
}
