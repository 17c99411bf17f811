/** What every field of a form is given: the text's structure, what is wrong in it, and how it is changed. */
import type { Path, Problem } from '../../../shared/flags/problem';
import type { Edited } from '../../../shared/flags/syntax/text-edit';
import type { Structure } from '../../../shared/flags/syntax/node';
import type { Value } from '../../../shared/flags/value';

/** What a field is given. */
export interface Form {
  readonly structure: Structure;
  readonly problems: readonly Problem[];
  readonly editable: boolean;
  /** Takes an edit of the text, or says why it was not made. */
  readonly change: (edited: Edited) => void;
}

/** A value that a form is better for than its text. */
export type FlagValue = Extract<Value, { kind: 'flagd' | 'featureprobe' }>;

/** Larger values are shown as text only: a form reads all of it again with every change. */
const FORM_LIMIT = 1024 * 1024;

/** The flags in a value, whatever it is packed in; undefined where it holds none. */
export function flagsOf(value: Value): FlagValue | undefined {
  if (value.kind === 'gzip') return value.inner === null ? undefined : flagsOf(value.inner);
  if (value.kind !== 'flagd' && value.kind !== 'featureprobe') return undefined;
  return (value.text?.length ?? 0) <= FORM_LIMIT ? value : undefined;
}

const isWithin = (path: Path, above: Path): boolean => above.every((step, index) => String(path[index]) === String(step));

/** Problems at a place and in what it holds. */
export const problemsWithin = (problems: readonly Problem[], path: Path): readonly Problem[] => problems.filter((problem) => problem.path !== null && isWithin(problem.path, path));

/** Problems in none of these places. */
export const problemsOutside = (problems: readonly Problem[], places: readonly Path[]): readonly Problem[] =>
  problems.filter(({ path }) => path === null || !places.some((place) => isWithin(path, place)));
