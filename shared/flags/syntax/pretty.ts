/** A structured text laid out for reading: only white space changes, so numbers, escapes, comments and members that stand twice survive. */
import { format } from 'jsonc-parser';
import { problem } from '../problem';
import { applyEdits, type Edited, type TextEdit } from './edit';
import type { Structure } from './node';

/** Lays JSON out by two spaces a level. What stands behind its end stays. YAML is refused. */
export function prettyPrinted({ syntax, text, broken }: Structure): Edited {
  if (broken) return { ok: false, problem: problem('edit-broken') };
  if (syntax === 'yaml') return { ok: false, problem: problem('yaml-layout') };
  const edits = jsonLayout(text);
  return { ok: true, text: applyEdits(text, edits), edits };
}

function jsonLayout(text: string): TextEdit[] {
  const eol = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
  const end = text.trimEnd().length;
  return format(text, undefined, { tabSize: 2, insertSpaces: true, eol })
    .filter(({ offset }) => offset < end)
    .map(({ offset, length, content }) => ({ offset, length, text: content }));
}
