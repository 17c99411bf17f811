/** What is wrong with a text as it is typed, in words and with its place. */
import type { Key } from '../../../shared/model/key';
import { readValue } from '../../../shared/flags/value';
import { prettyPrinted } from '../../../shared/flags/syntax/pretty';
import type { Mark } from '../../ui/CodeEditor';
import { problemSentence } from '../../ui/text';
import { PLAIN_ABOVE } from './content';

/** Marks of a text. Those that have no place stand at its beginning; long texts are not looked at while they are typed. */
export function marksOf(key: Key, text: string, separator: string): readonly Mark[] {
  if (text.length > PLAIN_ABOVE) return [];
  return readValue(key, new TextEncoder().encode(text), { separator }).problems.map((problem) => ({
    line: problem.place?.line ?? 1,
    column: problem.place?.column ?? 1,
    length: problem.place?.length ?? 0,
    severity: problem.severity,
    message: problemSentence(problem),
  }));
}

/** The text laid out for reading; null where it cannot be, or is so already. */
export function laidOut(key: Key, text: string, separator: string): string | null {
  const value = readValue(key, new TextEncoder().encode(text), { separator });
  if (!('structure' in value)) return null;
  const done = prettyPrinted(value.structure);
  return done.ok && done.text !== text ? done.text : null;
}
