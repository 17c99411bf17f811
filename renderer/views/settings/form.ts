/** What is entered in the settings dialog, as text, and the preferences that it comes to. */
import { patternProblem, type PatternProblem } from '../../../shared/model/key-pattern';
import { MOST_PATTERNS } from '../../../shared/model/key-rules';
import { placeProblem, type ConfigPlace, type PlaceProblem } from '../../../shared/model/config-place';
import type { FormatRule } from '../../../shared/flags/format';
import type { Fault } from '../../../shared/fault';
import { defaultPreferences, type AuditBeside, type Preferences } from '../../../shared/model/preferences';
import type { Source, SourceId } from '../../../shared/model/source';
import { writableKey } from '../../../shared/plans/tree';

export interface SettingsForm {
  /** One pattern a line. */
  readonly flagPatterns: string;
  readonly secretPatterns: string;
  readonly configPlaces: readonly ConfigPlace[];
  readonly formatRules: readonly FormatRule[];
  readonly auditBeside: readonly AuditBeside[];
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
  /** By the source; `empty` where no prefix is written. */
  readonly auditBeside: ReadonlyMap<SourceId, 'empty' | Fault>;
}

export const formOf = ({ flagPatterns, secretPatterns, configPlaces, formatRules, auditBeside }: Preferences): SettingsForm => ({
  flagPatterns: flagPatterns.join('\n'),
  secretPatterns: secretPatterns.join('\n'),
  configPlaces,
  formatRules,
  auditBeside,
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

/** Stands for the time and id of a record. */
const SOME_RECORD = '20260101T000000000Z-0';

/** All that is wrong; undefined where nothing is. A prefix has to be one of keys that its source may write. */
export function problemsOf({ flagPatterns, secretPatterns, configPlaces, formatRules, auditBeside }: SettingsForm, sources: readonly Source[]): FormProblems | undefined {
  const problems: FormProblems = {
    flagPatterns: lineProblems(flagPatterns),
    secretPatterns: lineProblems(secretPatterns),
    configPlaces: rowProblems(configPlaces, placeProblem),
    formatRules: rowProblems(formatRules, ({ pattern }) => patternProblem(pattern)),
    auditBeside: new Map(auditBeside.flatMap(({ sourceId, prefix }): [SourceId, 'empty' | Fault][] => {
      const source = sources.find(({ id }) => id === sourceId);
      // one that was removed may come back
      if (source === undefined) return [];
      const writable = writableKey(source, prefix + SOME_RECORD);
      return prefix === '' ? [[sourceId, 'empty']] : writable.ok ? [] : [[sourceId, writable.fault]];
    })),
  };
  const none = problems.flagPatterns.length + problems.secretPatterns.length + problems.configPlaces.size + problems.formatRules.size + problems.auditBeside.size === 0;
  return none ? undefined : problems;
}

/** The preferences that a form without problems comes to. */
export const preferencesOf = ({ flagPatterns, secretPatterns, configPlaces, formatRules, auditBeside }: SettingsForm): Preferences => ({
  flagPatterns: linesIn(flagPatterns).map(({ pattern }) => pattern),
  secretPatterns: linesIn(secretPatterns).map(({ pattern }) => pattern),
  configPlaces,
  formatRules,
  auditBeside,
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
