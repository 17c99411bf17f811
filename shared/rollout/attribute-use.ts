/** What of a user a flag's rules look at, and of what type a value has to be so that they can tell anything from it. */
import type { Path, Place } from '../flags/problem';

/** What an attribute is compared with. `listed` is a value of the types that stand in a list. */
export type Wanted = 'number' | 'text' | 'boolean' | 'version' | 'time' | 'list' | 'listed';

/** One place at which a flag's rules look at an attribute. */
export interface AttributeUse {
  /** As the rules name it. */
  readonly name: string;
  readonly path: Path;
  readonly place: Place | null;
  /** Null where nothing is asked of its type. */
  readonly wanted: Wanted | null;
  /** The value that the rules see; undefined where a user has none. */
  read(attributes: Readonly<Record<string, unknown>>): unknown;
  /** Whether the comparison can hold for values like this one, or can be told at all. */
  fits(value: unknown): boolean;
}

/** Most places of one flag that are watched: each costs a look a user. */
export const MOST_USES = 200;

/** Whether a value is a number, or a text that engines take as one. */
export const isNumeric = (value: unknown): boolean => typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

/** Reads an attribute that users have themselves. */
export const ownOf =
  (name: string): AttributeUse['read'] =>
  (attributes) =>
    Object.hasOwn(attributes, name) ? attributes[name] : undefined;
