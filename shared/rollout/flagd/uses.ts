/** The attributes that a flagd rule looks at, and what it compares them with. Whether a value fits is what flagd-core 4.0.1 makes of it. */
import semver from 'semver/functions/parse.js';
import { isObject } from '../../flags/syntax/node';
import type { Path } from '../../flags/problem';
import { isNumeric, MOST_USES, ownOf, type AttributeUse, type Wanted } from '../attribute-use';
import type { Compiled } from './compile';
import { seesItems } from './reads';

const ordered = new Set(['<', '<=', '>', '>=']);
const loose = new Set(['==', '!=']);
const strict = new Set(['===', '!==']);

type Asked = Pick<AttributeUse, 'wanted' | 'fits'>;

const anything: Asked = { wanted: null, fits: () => true };
const text: Asked = { wanted: 'text', fits: (value) => typeof value === 'string' };
const number: Asked = { wanted: 'number', fits: isNumeric };

/** The uses of attributes in the rule of a flag, in its order. */
export function usesIn({ targeting, origins, path, problemAt }: Compiled): readonly AttributeUse[] {
  const uses = new Map<string, AttributeUse>();
  const add = (name: string, at: Path, { wanted, fits }: Asked): void => {
    const id = JSON.stringify([name, wanted, at]);
    if (uses.has(id) || uses.size >= MOST_USES || name === '' || name === 'targetingKey' || name.startsWith('$flagd')) return;
    const steps = name.split('.');
    uses.set(id, { name, path: at, place: problemAt('rule-failed', at).place, wanted, read: steps.length === 1 ? ownOf(name) : (attributes) => valueAt(attributes, steps), fits });
  };
  const walk = (logic: unknown, above: Path): void => {
    if (typeof logic !== 'object' || logic === null) return;
    const at = origins.get(logic)?.path ?? above;
    if (Array.isArray(logic)) return logic.forEach((part: unknown) => walk(part, at));
    const [operator] = Object.keys(logic);
    if (operator === undefined) return;
    const args = (logic as Readonly<Record<string, unknown>>)[operator];
    const name = attributeOf(logic);
    if (name !== undefined) return add(name, at, anything);
    const list: readonly unknown[] = Array.isArray(args) ? args : [args];
    for (const [index, arg] of list.entries()) {
      if (index > 0 && seesItems.has(operator)) return;
      const compared = attributeOf(arg);
      if (compared === undefined) walk(arg, at);
      else add(compared, at, asked(operator, list, index));
    }
  };
  walk(targeting, path);
  return [...uses.values()];
}

/** The attribute that a part of a rule names; undefined for what is computed or has a default. */
function attributeOf(logic: unknown): string | undefined {
  if (!isObject(logic) || Object.keys(logic).length !== 1) return undefined;
  const { var: named } = logic;
  const name: unknown = Array.isArray(named) && named.length === 1 ? named[0] : named;
  return typeof name === 'string' ? name : undefined;
}

/** What an operator asks of the argument at an index, by the literals beside it. */
function asked(operator: string, args: readonly unknown[], index: number): Asked {
  const literals = args.filter((arg, at) => at !== index && (arg === null || typeof arg !== 'object'));
  const [literal] = literals;
  if (ordered.has(operator)) return literals.some((each) => typeof each === 'number') ? number : anything;
  if (loose.has(operator)) return looselyLike(literal);
  if (strict.has(operator)) return like(literal);
  if (operator === 'starts_with' || operator === 'ends_with') return index === 0 ? text : anything;
  if (operator === 'sem_ver') return index === 0 ? { wanted: 'version', fits: isVersion } : anything;
  if (operator !== 'in') return anything;
  if (index === 1) return { wanted: 'list', fits: (value) => typeof value === 'string' || Array.isArray(value) };
  const [, list] = args;
  if (typeof list === 'string') return text;
  return Array.isArray(list) ? amongTypes(list) : anything;
}

/** `==` makes numbers of both sides where one is a number or a boolean, and fails where that comes to none. */
function looselyLike(literal: unknown): Asked {
  if (typeof literal === 'number') return number;
  if (typeof literal === 'string') return { wanted: 'text', fits: (value) => typeof value === 'string' || (typeof value === 'number' && isNumeric(literal)) };
  return typeof literal === 'boolean' ? { wanted: 'boolean', fits: (value) => typeof value === 'boolean' || isNumeric(value) } : anything;
}

function like(literal: unknown): Asked {
  const wanted: Readonly<Record<string, Wanted>> = { number: 'number', string: 'text', boolean: 'boolean' };
  const found = wanted[typeof literal];
  return found === undefined ? anything : { wanted: found, fits: (value) => typeof value === typeof literal };
}

/** A list is gone through with `===`. */
function amongTypes(list: readonly unknown[]): Asked {
  const types = new Set(list.map((item) => typeof item));
  if (types.size === 0 || types.has('object')) return anything;
  const [only] = list;
  const { wanted } = types.size === 1 ? like(only) : { wanted: 'listed' as const };
  return { wanted, fits: (value) => types.has(typeof value) };
}

function isVersion(value: unknown): boolean {
  const version = String(value).replace(/^[vV]/, '');
  return semver(version) !== null || /^\d+(\.\d+)?$/.test(version);
}

function valueAt(attributes: unknown, steps: readonly string[]): unknown {
  let value = attributes;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}
