/** What is entered in the settings dialog, as text, and the preferences that it comes to. */
import { patternProblem, type PatternProblem } from '../../../shared/model/key-pattern';
import { MOST_PATTERNS } from '../../../shared/model/key-rules';
import { placeProblem, type ConfigPlace, type PlaceProblem } from '../../../shared/model/config-place';
import type { FormatRule } from '../../../shared/flags/format';
import { defaultPreferences, type Preferences } from '../../../shared/model/preferences';

export interface SettingsForm {
  /** One pattern a line. */
  readonly flagPatterns: string;
  readonly secretPatterns: string;
  readonly configPlaces: readonly ConfigPlace[];
  readonly formatRules: readonly FormatRule[];
}

/** A line of a text that is no pattern, counted from 1; `many` is the first that is too many. */
export interface LineProblem {
  readonly line: number;
  readonly problem: PatternProblem | 'many';
}

/** What is wrong, by field; rows by their index. */
export interface FormProblems {
  readonly flagPatterns: readonly LineProblem[];
  readonly secretPatterns: readonly LineProblem[];
  readonly configPlaces: ReadonlyMap<number, PlaceProblem>;
  readonly formatRules: ReadonlyMap<number, PatternProblem>;
}

export const formOf = ({ flagPatterns, secretPatterns, configPlaces, formatRules }: Preferences): SettingsForm => ({
  flagPatterns: flagPatterns.join('\n'),
  secretPatterns: secretPatterns.join('\n'),
  configPlaces,
  formatRules,
});

export const defaultForm: SettingsForm = formOf(defaultPreferences);

/** The lines that hold something, without the blanks around it, each with its number. */
const linesIn = (text: string): readonly { readonly line: number; readonly pattern: string }[] =>
  text.split('\n').flatMap((written, index) => (written.trim() === '' ? [] : [{ line: index + 1, pattern: written.trim() }]));

/** What is wrong with a text of patterns. */
export function lineProblems(text: string): readonly LineProblem[] {
  const lines = linesIn(text);
  const wrong = lines.flatMap(({ line, pattern }): LineProblem[] => {
    const problem = patternProblem(pattern);
    return problem === undefined ? [] : [{ line, problem }];
  });
  const first = lines[MOST_PATTERNS];
  return first === undefined ? wrong : [...wrong, { line: first.line, problem: 'many' }];
}

function rowProblems<T, P>(rows: readonly T[], problemOf: (row: T) => P | undefined): ReadonlyMap<number, P> {
  return new Map(rows.flatMap((row, index): [number, P][] => {
    const problem = problemOf(row);
    return problem === undefined ? [] : [[index, problem]];
  }));
}

/** All that is wrong; undefined where nothing is. */
export function problemsOf({ flagPatterns, secretPatterns, configPlaces, formatRules }: SettingsForm): FormProblems | undefined {
  const problems: FormProblems = {
    flagPatterns: lineProblems(flagPatterns),
    secretPatterns: lineProblems(secretPatterns),
    configPlaces: rowProblems(configPlaces, placeProblem),
    formatRules: rowProblems(formatRules, ({ pattern }) => patternProblem(pattern)),
  };
  const none = problems.flagPatterns.length + problems.secretPatterns.length + problems.configPlaces.size + problems.formatRules.size === 0;
  return none ? undefined : problems;
}

/** The preferences that a form without problems comes to. */
export const preferencesOf = ({ flagPatterns, secretPatterns, configPlaces, formatRules }: SettingsForm) => ({
  flagPatterns: linesIn(flagPatterns).map(({ pattern }) => pattern),
  secretPatterns: linesIn(secretPatterns).map(({ pattern }) => pattern),
  configPlaces,
  formatRules,
});

let left: SettingsForm | undefined;

/** What had been changed when the dialog was left by Escape; it is kept for as long as the window lives. */
export const unfinishedForm = (): SettingsForm | undefined => left;

/** Keeps a form for the next time the dialog opens, if it differs from what it began as. */
export function leaveForm(form: SettingsForm, began: SettingsForm): void {
  left = JSON.stringify(form) === JSON.stringify(began) ? undefined : form;
}

/** What was changed is done with. */
export function dropForm(): void {
  left = undefined;
}
