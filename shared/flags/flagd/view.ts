/** A flagd document, or one flag of it, as typed data. What is broken is left out here and stands among the problems. */
import type { Path } from '../problem';
import { isObject } from '../syntax/node';
import { rulesOf, sharedRulesOf, type Evaluators, type Rule, type SharedRules } from './targeting';

export interface Variant {
  readonly name: string;
  readonly value: unknown;
}

export interface FlagdFlag {
  /** Null for a flag that is the whole value: its key in the store names it. */
  readonly key: string | null;
  readonly path: Path;
  readonly state: 'ENABLED' | 'DISABLED' | null;
  readonly variants: readonly Variant[];
  /** Null where the default is the one in the app's code. */
  readonly defaultVariant: string | null;
  /** From top to bottom; empty where the default is served to everyone. */
  readonly rules: readonly Rule[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface FlagdView {
  readonly shape: 'document' | 'flag';
  readonly flags: readonly FlagdFlag[];
  readonly evaluators: Evaluators;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const objectOr = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

const isFlag = (data: unknown): boolean => isObject(data) && isObject(data['variants']) && ('state' in data || 'defaultVariant' in data);

/** Which of the two shapes data has that nobody has called flagd, if it is flagd. */
export function flagdShape(data: unknown): FlagdView['shape'] | undefined {
  if (!isObject(data)) return undefined;
  if (isFlag(data)) return 'flag';
  const flags = data['flags'];
  const found = isObject(flags) ? Object.values(flags) : Array.isArray(flags) ? (flags as unknown[]) : [];
  const named = typeof data['$schema'] === 'string' && data['$schema'].includes('flagd.dev/schema');
  return found.some(isFlag) || (named && 'flags' in data) ? 'document' : undefined;
}

/** Flags of a document with their paths; it may list them by name or in an array. */
export function flagsIn(data: Readonly<Record<string, unknown>>): readonly { readonly key: string | null; readonly path: Path; readonly flag: unknown }[] {
  const flags = data['flags'];
  if (Array.isArray(flags)) {
    return flags.map((flag: unknown, index) => ({ key: isObject(flag) && typeof flag['key'] === 'string' ? flag['key'] : null, path: ['flags', index], flag }));
  }
  return Object.entries(objectOr(flags)).map(([key, flag]) => ({ key, path: ['flags', key], flag }));
}

/** The view of plain data that has this shape. */
export function flagdView(data: unknown, shape: FlagdView['shape']): FlagdView {
  const root = objectOr(data);
  const evaluators = shape === 'document' ? objectOr(root['$evaluators']) : {};
  const shared = sharedRulesOf(evaluators);
  const found = shape === 'document' ? flagsIn(root) : [{ key: null, path: [], flag: data }];
  const flags = found.map(({ key, path, flag }) => flagView(objectOr(flag), { key, path, shared }));
  return { shape, flags, evaluators, metadata: shape === 'document' ? objectOr(root['metadata']) : {} };
}

function flagView(flag: Readonly<Record<string, unknown>>, at: { key: string | null; path: Path; shared: SharedRules }): FlagdFlag {
  const { state, defaultVariant } = flag;
  return {
    key: at.key,
    path: at.path,
    state: state === 'ENABLED' || state === 'DISABLED' ? state : null,
    variants: Object.entries(objectOr(flag['variants'])).map(([name, value]) => ({ name, value })),
    defaultVariant: typeof defaultVariant === 'string' ? defaultVariant : null,
    rules: rulesOf(flag['targeting'], [...at.path, 'targeting'], at.shared),
    metadata: objectOr(flag['metadata']),
  };
}
