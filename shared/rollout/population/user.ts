/** A user as an engine sees one, and where users come from. */

/** A value of an attribute: whatever JSON can say. */
export type Attribute = string | number | boolean | null | readonly Attribute[] | { readonly [name: string]: Attribute };

/** Whom a flag is evaluated for. */
export interface User {
  /** What buckets are found by: flagd's targetingKey, FeatureProbe's user key. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Users by their index, from 0 to size - 1. Asked for twice, a user is the same. */
export interface Population {
  readonly size: number;
  /** Names of the attributes that users may have, in the order they were given. */
  readonly attributes: readonly string[];
  /** Throws a RangeError for an index outside. */
  at(index: number): User;
}
