/** What is served, in a line of text: what would hide, turn or break the line is made visible. */
import type { Outcome } from '../../../shared/rollout/simulation';
import { shortJson } from '../forms/pieces';
import { oneLine } from '../tree/name-pieces';

/** Letters that are read from right to left. */
const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** On one line, of which it turns nothing but itself. */
function still(text: string): string {
  const line = oneLine(text);
  return turning.test(line) ? `\u2068${line}\u2069` : line;
}

/** A name as it stands in a sentence; one without letters in quotes. */
export const nameText = (name: string): string => (name === '' ? '""' : still(name));

/** A value as JSON on one line. */
export const valueText = (value: unknown): string => still(shortJson(value));

/** An outcome by its name and value. */
export const labelOf = ({ name, value }: Outcome): string => (name === null ? valueText(value) : `${nameText(name)} = ${valueText(value)}`);

/** The same in as few words as tell it apart. */
export const briefOf = ({ name, value }: Outcome): string => (name === null ? valueText(value) : nameText(name));
