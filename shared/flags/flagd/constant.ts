/** Which of targeting's conditions are decided whoever the user is. */
import { isObject } from '../syntax/node';
import { listed, operation } from './targeting';

/** Whether a condition holds for everyone (true) or for nobody (false); undefined where it depends. */
export function verdict(logic: unknown): boolean | undefined {
  if (Array.isArray(logic)) return logic.length > 0;
  if (!isObject(logic)) return Boolean(logic);
  const found = operation(logic);
  if (found === undefined) return true;
  const args = listed(found.args);
  switch (found.operator) {
    case '!':
      return inverted(verdict(args[0]));
    case '!!':
      return verdict(args[0]);
    case 'and':
      return contradicts(args) ? false : decided(args.map(verdict), false);
    case 'or':
      return decided(args.map(verdict), true);
    case 'in':
      return isIn(args);
    default:
      return compared(found.operator, args);
  }
}

const inverted = (known: boolean | undefined): boolean | undefined => (known === undefined ? undefined : !known);

/** One that is `by` decides; without one, all have to be known. */
function decided(known: readonly (boolean | undefined)[], by: boolean): boolean | undefined {
  if (known.includes(by)) return by;
  return known.includes(undefined) ? undefined : !by;
}

const isLiteral = (value: unknown): boolean => value === null || typeof value !== 'object';

function isIn([needle, haystack]: readonly unknown[]): boolean | undefined {
  if (Array.isArray(haystack) && haystack.length === 0) return false;
  if (!isLiteral(needle)) return undefined;
  if (Array.isArray(haystack)) return haystack.every(isLiteral) ? haystack.includes(needle) : undefined;
  return typeof haystack === 'string' ? haystack.includes(String(needle)) : undefined;
}

function compared(operator: string, args: readonly unknown[]): boolean | undefined {
  const [a, b, c] = args;
  if (args.length < 2 || !args.every(isLiteral)) return undefined;
  switch (operator) {
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '==':
      return looselySame(a, b);
    case '!=':
      return inverted(looselySame(a, b));
  }
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  if (operator === '>') return a > b;
  if (operator === '>=') return a >= b;
  if (operator !== '<' && operator !== '<=') return undefined;
  const below = (x: number, y: number) => (operator === '<' ? x < y : x <= y);
  return typeof c === 'number' ? below(a, b) && below(b, c) : args.length > 2 ? undefined : below(a, b);
}

/** Only where JavaScript and other languages agree what `==` is. */
const looselySame = (a: unknown, b: unknown): boolean | undefined => (typeof a === typeof b ? a === b : undefined);

/** Whether conditions that all have to hold ask one attribute to be two things. */
export function contradicts(conditions: readonly unknown[]): boolean {
  const equal = new Map<string, unknown>();
  const tests = conditions.flatMap((condition) => {
    const test = equalityOf(condition);
    return test === undefined ? [] : [test];
  });
  for (const { attribute, value, holds } of tests) {
    if (!holds) continue;
    if (equal.has(attribute) && equal.get(attribute) !== value) return true;
    equal.set(attribute, value);
  }
  return tests.some(({ attribute, value, holds }) => !holds && equal.has(attribute) && equal.get(attribute) === value);
}

/** An equality of an attribute and a text or boolean; numbers may be spelled in more than one way. */
function equalityOf(condition: unknown): { attribute: string; value: unknown; holds: boolean } | undefined {
  const found = operation(condition);
  if (found === undefined || !['==', '===', '!=', '!=='].includes(found.operator)) return undefined;
  const args = listed(found.args);
  const attributes = args.map((arg) => operation(arg)).flatMap((inner) => (inner?.operator === 'var' ? [inner.args] : []));
  const [attribute] = attributes;
  const value = args.find((arg) => typeof arg === 'string' || typeof arg === 'boolean');
  if (attributes.length !== 1 || typeof attribute !== 'string' || args.length !== 2 || value === undefined) return undefined;
  return { attribute, value, holds: !found.operator.startsWith('!') };
}
