/** A value that stands for itself: a boolean flag, a number, a text. It is the same for every user. */
import type { Value } from '../flags/value';
import type { Engine, Evaluation, Profile } from './engine';
import { noFlag } from './nothing';

/** Makes the engine of a plain value, whose one flag is called `''`. */
export function plainEngine(value: Value, profile: Profile): Engine {
  const plain = value.kind === 'boolean' ? value.on : value.kind === 'number' ? Number(value.spelling) : (value.text ?? undefined);
  const answer: Evaluation = { value: plain, index: plain === undefined ? -1 : 0, reason: 'static', rule: null, problems: [] };
  const evaluate = (flag: string): Evaluation => (flag === '' ? answer : noFlag(flag));
  return {
    profile,
    flags: [''],
    problems: () => value.problems,
    variants: (flag) => (flag === '' && plain !== undefined ? [{ name: '0', value: plain }] : []),
    find: (flag) => (flag === '' ? { path: [], evaluable: plain !== undefined } : undefined),
    uses: () => [],
    usesRegex: () => false,
    reads: () => [],
    otherwise: () => null,
    evaluate,
    explain: (flag) => ({ ...evaluate(flag), steps: [] }),
  };
}
