/** Answers and engines of what is not there. */
import { problem, type Problem } from '../flags/problem';
import type { Engine, Evaluation, Profile } from './engine';

/** The answer for a flag that a document does not have. */
export const noFlag = (name: string): Evaluation => ({ value: undefined, index: -1, reason: 'absent', rule: null, problems: [problem('flag-absent', { params: { name } })] });

/** The answer where readers fail. */
export const failed = (problems: readonly Problem[]): Evaluation => ({ value: undefined, index: -1, reason: 'error', rule: null, problems });

/** The engine of what cannot be evaluated. */
export function noEngine(profile: Profile, problems: readonly Problem[]): Engine {
  const answer = failed(problems);
  return {
    profile,
    flags: [],
    problems: () => problems,
    variants: () => [],
    find: () => ({ path: [], evaluable: false }),
    uses: () => [],
    usesRegex: () => false,
    reads: () => [],
    otherwise: () => null,
    evaluate: () => answer,
    explain: () => ({ ...answer, steps: [] }),
  };
}
