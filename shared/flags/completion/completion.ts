/** Completions, and what they are gathered from. */
import { listed, operation } from '../flagd/targeting';
import type { Path } from '../problem';
import { isObject, type Scalar } from '../syntax/node';

/** The part of the catalog `completion` that has words about a name. */
export type About = 'flagd' | 'operators' | 'featureprobe';

/** Something that may stand at a place. */
export interface Completion {
  readonly value: Scalar;
  readonly kind: 'property' | 'operator' | 'value';
  /** Where in the catalog a sentence about it stands under its name; null for what the document itself names. */
  readonly about: About | null;
  /** What it stands for in the document, as data: a variant's value. Undefined for what stands for itself. */
  readonly means: unknown;
}

/** A name that a schema has. */
export const named = (value: string, kind: 'property' | 'operator', about: About): Completion => ({ value, kind, about, means: undefined });

/** A value, and what it stands for. */
export const valued = (value: Scalar, means?: unknown): Completion => ({ value, kind: 'value', about: null, means });

/** What stands at a path of plain data. */
export function valuesAt(data: unknown, path: Path): unknown {
  let found = data;
  for (const step of path) {
    if (Array.isArray(found)) found = (found as unknown[])[Number(step)];
    else if (isObject(found)) found = Object.hasOwn(found, step) ? found[step] : undefined;
    else return undefined;
  }
  return found;
}

/** Attributes that rules ask for. */
export function varsIn(data: unknown): readonly string[] {
  if (Array.isArray(data)) return data.flatMap(varsIn);
  if (!isObject(data)) return [];
  const found = operation(data);
  if (found?.operator === 'var') return listed(found.args).slice(0, 1).filter((name): name is string => typeof name === 'string' && isTyped(name));
  return Object.values(data).flatMap(varsIn);
}

/** Not the empty name, nor the mark of what is being typed. */
const isTyped = (name: string): boolean => /^[^\uE000]+$/.test(name);
