/** What is served, in a line of text: what would hide, turn or break the line is made visible. */
import type { Outcome } from '../../../shared/rollout/simulation';
import { shortJson } from '../forms/pieces';
import { oneLine } from '../tree/name-pieces';

/** A name as it stands in a sentence; one without letters in quotes. */
export const nameText = (name: string): string => (name === '' ? '""' : oneLine(name));

/** A value as JSON on one line. */
export const valueText = (value: unknown): string => oneLine(shortJson(value));

/** An outcome by its name and value. */
export const labelOf = ({ name, value }: Outcome): string => (name === null ? valueText(value) : `${nameText(name)} = ${valueText(value)}`);

/** The same in as few words as tell it apart. */
export const briefOf = ({ name, value }: Outcome): string => (name === null ? valueText(value) : nameText(name));
