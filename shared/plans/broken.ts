/** Values that can no longer be read as what they were written in. */
import type { FormatRule } from '../flags/format';
import type { Problem, ProblemCode } from '../flags/problem';
import { readJson } from '../flags/syntax/json';
import { readYaml } from '../flags/syntax/yaml';
import { readValue } from '../flags/value';
import type { Key } from '../model/key';

/** Where a text breaks the syntax that it had; line and column count from one. */
export interface Broken {
  readonly syntax: 'json' | 'yaml';
  readonly line: number;
  readonly column: number;
}

/** How values of keys are read. */
export interface ReadBy {
  readonly separator: string;
  readonly formatRules?: readonly FormatRule[] | undefined;
}

/** Where a value breaks the syntax that the one before it kept to; undefined where it can be read, or the one before could not be either. */
export function breakOf(key: Key, before: Uint8Array, text: string, { separator, formatRules = [] }: ReadBy): Broken | undefined {
  const was = readValue(key, before, { separator, rules: formatRules });
  if (was.kind === 'gzip' || !('structure' in was) || was.structure.broken) return undefined;
  if (was.structure.syntax === 'json') {
    const now = readJson(text).problems;
    // a comment stops strict readers; where there was one before, somebody reads it all the same
    const hadComments = was.problems.some(({ code }) => code === 'json-comment');
    return placed('json', now.find(({ code }) => !sound.has(code) && !(hadComments && code === 'json-comment')));
  }
  const now = readYaml(text);
  // what is too long to be read as YAML is not known to be broken, and an empty text is YAML
  return now.structure?.broken === false ? undefined : placed('yaml', now.problems.find(({ code }) => code !== 'not-checked'));
}

/** What readers of JSON take, though probably not as it was meant. */
const sound: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['duplicate-key', 'number-inexact']);

const placed = (syntax: Broken['syntax'], found: Problem | undefined): Broken | undefined =>
  found && { syntax, line: found.place?.line ?? 1, column: found.place?.column ?? 1 };
