/** Invented users to try: keys by a pattern, attributes of somebody else. */
import { synthetic } from '../population/synthetic';
import type { Attribute, Population, User } from '../population/user';
import { MOST_TRIED } from './find';

/** Attributes of users: those of a population in turn, or the same for all. */
export type AttributesOf = Population | { readonly typed: Readonly<Record<string, Attribute>> };

/** One user more than are ever tried: these are never all. The pattern is as in synthetic populations: `{n}` is the number from 1, `{id}` sixteen hexadecimal digits. */
export function candidates(pattern: string, attributes: AttributesOf): Population {
  const keys = synthetic({ seed: 'find', size: MOST_TRIED.evaluated + 1, key: pattern, attributes: [] });
  const attributesAt = 'typed' in attributes ? () => attributes.typed : (index: number) => attributes.at(index % attributes.size).attributes;
  return {
    size: keys.size,
    attributes: 'typed' in attributes ? Object.keys(attributes.typed) : attributes.attributes,
    at: (index): User => ({ key: keys.at(index).key, attributes: attributesAt(index) }),
  };
}
