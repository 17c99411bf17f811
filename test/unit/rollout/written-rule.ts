/**
 * flagd as it is written, computed on its own: JSONLogic, flagd's operators, MurmurHash3 and the bucket as a bigint. It shares no code with the engines or
 * with what they are made of, and knows only what the golden cases use.
 */
import { murmurOfBytes, murmurOfUnits } from './written-hash';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Data = Readonly<Record<string, unknown>>;

interface Way {
  readonly version: 'v1' | 'v2';
  readonly hash: 'js' | 'utf8';
}

const hashOf = (text: string, hash: Way['hash']): number => (hash === 'js' ? murmurOfUnits(text) : murmurOfBytes([...new TextEncoder().encode(text)]));

class Failed extends Error {}

function split(args: readonly unknown[], data: Data, way: Way, flag: string): unknown {
  const [first] = args;
  const key = typeof first === 'string' ? first : data['targetingKey'] ? `${flag}${data['targetingKey'] as string}` : undefined;
  if (key === undefined) return null;
  const shares: { variant: unknown; weight: number }[] = [];
  for (const share of typeof first === 'string' ? args.slice(1) : args) {
    if (!Array.isArray(share) || share.length < 1 || share.length > 2) return null;
    const [variant, weight = 1] = share as unknown[];
    if (typeof weight !== 'number' || (way.version === 'v2' && !Number.isInteger(weight))) return null;
    if (way.version === 'v1' && typeof variant !== 'string') return null;
    shares.push({ variant: variant ?? null, weight: way.version === 'v2' ? Math.max(0, weight) : weight });
  }
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const hash = hashOf(key, way.hash);
  if (way.version === 'v1') {
    const point = (Math.abs(hash | 0) / 2147483648) * 100;
    let reached = 0;
    for (const { variant, weight } of shares) if ((reached += weight === 0 ? 0 : (weight * 100) / total) >= point) return variant;
    return null;
  }
  if (total > 2147483647) return null;
  const bucket = (BigInt(hash) * BigInt(total)) >> 32n;
  let reached = 0n;
  for (const { variant, weight } of shares) if ((reached += BigInt(weight)) > bucket) return variant;
  return null;
}

const truthy = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== null && typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value));

function number(value: unknown): number {
  if (value !== null && typeof value === 'object') throw new Failed();
  const found = Number(value);
  if (Number.isNaN(found) || value === undefined) throw new Failed();
  return found;
}

/** A list to go through; what is not there is an empty one. */
function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) && value !== null && value !== undefined && value !== '') throw new Failed();
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function compared(a: unknown, b: unknown, by: (difference: number) => boolean): boolean {
  if (typeof a === 'string' && typeof b === 'string') return by(a < b ? -1 : a > b ? 1 : 0);
  return by(number(a) - number(b));
}

function read(path: unknown, data: unknown): unknown {
  if (path === '' || path === null) return data;
  let found: unknown = data;
  for (const step of String(path).split('.')) found = found === null || found === undefined ? undefined : (found as Data)[step];
  return found ?? null;
}

function version(raw: unknown): { readonly main: readonly number[]; readonly pre: readonly string[] } | null {
  const text = String(raw).replace(/^[vV]/, '');
  const found = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text) ?? /^(\d+)(?:\.(\d+))?$/.exec(text);
  return found === null ? null : { main: [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)], pre: found[4]?.split('.') ?? [] };
}

function order(a: NonNullable<ReturnType<typeof version>>, b: NonNullable<ReturnType<typeof version>>): number {
  for (let i = 0; i < 3; i++) if (a.main[i] !== b.main[i]) return (a.main[i] ?? 0) - (b.main[i] ?? 0);
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const [x, y] = [a.pre[i], b.pre[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const digits = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (digits[0] && digits[1]) {
      if (Number(x) !== Number(y)) return Number(x) - Number(y);
    } else if (digits[0] !== digits[1]) return digits[0] ? -1 : 1;
    else if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function semver([left, operator, right]: readonly unknown[]): boolean | null {
  const [a, b] = [version(left), version(right)];
  if (a === null || b === null) return null;
  const by = order(a, b);
  switch (operator) {
    case '=':
      return by === 0;
    case '!=':
      return by !== 0;
    case '<':
      return by < 0;
    case '<=':
      return by <= 0;
    case '>':
      return by > 0;
    case '>=':
      return by >= 0;
    case '^':
      return a.main[0] === b.main[0];
    case '~':
      return a.main[0] === b.main[0] && a.main[1] === b.main[1];
    default:
      return null;
  }
}

function run(logic: Json, data: Data, way: Way, flag: string): unknown {
  const self = (part: Json | undefined, within: Data = data): unknown => run(part ?? null, within, way, flag);
  if (Array.isArray(logic)) return logic.map((part: Json) => self(part));
  if (logic === null || typeof logic !== 'object') return logic;
  const [operator] = Object.keys(logic);
  if (operator === undefined) return logic;
  const raw = (logic as Readonly<Record<string, Json>>)[operator] ?? null;
  const parts: readonly Json[] = Array.isArray(raw) ? raw : [raw];
  const each = (by: (item: unknown) => unknown): unknown[] => list(self(parts[0])).map(by);
  const item = (value: unknown): unknown => self(parts[1], value as Data);
  switch (operator) {
    case 'if': {
      for (let i = 0; i + 1 < parts.length; i += 2) if (truthy(self(parts[i]))) return self(parts[i + 1]);
      return parts.length % 2 === 1 ? self(parts.at(-1)) : null;
    }
    case 'and':
    case 'or': {
      let found: unknown = null;
      for (const part of parts) if (truthy((found = self(part))) === (operator === 'or')) return found;
      return found;
    }
    case 'some':
      return each(item).some(truthy);
    case 'all':
      return list(self(parts[0])).length > 0 && each(item).every(truthy);
    case 'none':
      return !each(item).some(truthy);
    case 'filter':
      return list(self(parts[0])).filter((value) => truthy(item(value)));
    case 'map':
      return each(item);
    case 'reduce':
      return list(self(parts[0])).reduce((accumulator, current) => self(parts[1], { accumulator, current }), self(parts[2]));
    default:
      return apply(operator, parts.map((part) => self(part)), data, way, flag);
  }
}

function apply(operator: string, args: readonly unknown[], data: Data, way: Way, flag: string): unknown {
  const [a, b, c] = args;
  switch (operator) {
    case 'var':
      return read(a, data) ?? b ?? null;
    case '==':
      return typeof a === typeof b || a === null || b === null ? a === b : number(a) === number(b);
    case '!=':
      return !(apply('==', args, data, way, flag) as boolean);
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '<':
      return compared(a, b, (by) => by < 0) && (args.length < 3 || compared(b, c, (by) => by < 0));
    case '<=':
      return compared(a, b, (by) => by <= 0) && (args.length < 3 || compared(b, c, (by) => by <= 0));
    case '>':
      return compared(a, b, (by) => by > 0);
    case '>=':
      return compared(a, b, (by) => by >= 0);
    case '!':
      return !truthy(a);
    case '!!':
      return truthy(a);
    case 'in':
      if (typeof b === 'string') return b.includes(String(a));
      return list(b).includes(a);
    case 'cat':
      return args.map((arg) => (arg === null || arg === undefined ? '' : String(arg))).join('');
    case '+':
      return args.reduce<number>((sum, arg) => sum + number(arg), 0);
    case '-':
      return number(a) - number(b);
    case '*':
      return args.reduce<number>((product, arg) => product * number(arg), 1);
    case '/':
      return number(a) / number(b);
    case '%':
      return number(a) % number(b);
    case 'min':
    case 'max':
      if (args.some((arg) => typeof arg !== 'number')) throw new Failed();
      return Math[operator](...(args as readonly number[]));
    case 'merge':
      return args.flat();
    case 'missing':
      return args.flat().filter((name) => read(name, data) === null || read(name, data) === '');
    case 'starts_with':
      return typeof a === 'string' && typeof b === 'string' && args.length === 2 ? a.startsWith(b) : null;
    case 'ends_with':
      return typeof a === 'string' && typeof b === 'string' && args.length === 2 ? a.endsWith(b) : null;
    case 'sem_ver':
      return args.length === 3 ? semver(args) : null;
    case 'fractional':
      return split(args, data, way, flag);
    default:
      throw new Error(`the golden cases use ${operator}, which is not written here`);
  }
}

interface Flag {
  readonly state: string;
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defaultVariant?: string | null;
  readonly targeting?: Json;
}

/** The variant and the reason that flagd's rules give; null for the default in the app's code. `$ref` must have been written out. */
export function writtenAnswer(key: string, flag: Flag, user: { readonly key: string | null; readonly attributes: Data }, clock: number, way: Way): readonly [string | null, string] {
  if (flag.state === 'DISABLED') return [null, 'disabled'];
  const fallback = flag.defaultVariant ?? null;
  if (flag.targeting === undefined || Object.keys(flag.targeting as object).length === 0) return fallback === null ? [null, 'default'] : [fallback, 'static'];
  const data = { ...user.attributes, ...(user.key === null ? {} : { targetingKey: user.key }), $flagd: { flagKey: key, timestamp: Math.floor(clock) } };
  let found: unknown;
  try {
    found = run(flag.targeting, data, way, key);
  } catch (error) {
    if (error instanceof Failed) return [null, 'error'];
    throw error;
  }
  if (found === null || found === undefined) return [fallback, 'default'];
  const variant = String(found);
  return Object.hasOwn(flag.variants, variant) ? [variant, 'match'] : [null, 'error'];
}
