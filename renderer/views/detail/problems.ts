/** What is wrong with a text as it is typed, in words and with its place. */
import type { FormatRule } from '../../../shared/flags/format';
import type { Key } from '../../../shared/model/key';
import type { Structure } from '../../../shared/flags/syntax/node';
import { readValue } from '../../../shared/flags/value';
import type { Mark } from '../../ui/CodeEditor';
import { problemSentence } from '../../ui/text';
import { PLAIN_ABOVE } from './content';

/** What says how a text is read. */
interface ReadBy {
  readonly rules: readonly FormatRule[];
  readonly separator: string;
}

/** Marks of a text. Those that have no place stand at its beginning; long texts are not looked at while they are typed. */
export function marksOf(key: Key, text: string, by: ReadBy): readonly Mark[] {
  if (text.length > PLAIN_ABOVE) return [];
  return readValue(key, new TextEncoder().encode(text), by).problems.map((problem) => ({
    line: problem.place?.line ?? 1,
    column: problem.place?.column ?? 1,
    length: problem.place?.length ?? 0,
    severity: problem.severity,
    message: problemSentence(problem),
  }));
}

/** The structure of a text that has one. */
export function structureOf(key: Key, text: string, by: ReadBy): Structure | null {
  const value = readValue(key, new TextEncoder().encode(text), by);
  return 'structure' in value ? value.structure : null;
}
