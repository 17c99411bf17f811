/** What is told of a file's attributes, so that a person sees whether they were read as meant. */
import { valueAt, type Column, type UserTable } from './table';
import type { Attribute } from './user';

/** One attribute of the users of a file. */
export interface AttributeFacts {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'json' | 'mixed';
  /** Different values. */
  readonly values: number;
  /** Users who do not have it. */
  readonly missing: number;
  /** The first few values, shortened. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;
const MOST_EXAMPLE = 40;
/** Values that are looked at for their kind. */
const LOOKED_AT = 1000;

/** What is told of each attribute, in their order. */
export function factsOf({ columns }: UserTable): AttributeFacts[] {
  return columns.map((column) => {
    const { length } = column.values.ends;
    const found = Array.from({ length: Math.min(LOOKED_AT, length) }, (_, place) => valueAt(column, place));
    const [first, ...others] = new Set(found.map(kindOf));
    const examples = found.slice(0, EXAMPLES).map((value) => shortened(typeof value === 'string' ? value : JSON.stringify(value)));
    return { name: column.name, kind: first === undefined || others.length > 0 ? 'mixed' : first, values: length, missing: missingIn(column), examples };
  });
}

const kindOf = (value: Attribute): 'text' | 'number' | 'boolean' | 'json' =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'json';

const missingIn = ({ places }: Column): number => places.reduce((sum, place) => sum + (place === 0 ? 1 : 0), 0);

/** The beginning of a text; no pair of surrogates is cut in two. */
export const shortened = (text: string, most = MOST_EXAMPLE): string => (text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`);
