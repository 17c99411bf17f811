/** Flags of a document made into flagd-core's, with what is needed to say where they stand. */
import { rulesOf } from '../../flags/flagd/targeting';
import type { Path, Problem } from '../../flags/problem';
import { isObject } from '../../flags/syntax/node';
import type { Served } from '../engine';
import type { ProblemAt } from '../reading';
import { coreFlag, type CoreFlag, type Splitting } from './core';
import { writtenOut, type Origin, type Shared } from './references';

/** A flag that can be evaluated. */
export interface Compiled {
  readonly key: string;
  readonly path: Path;
  readonly core: CoreFlag;
  readonly variants: readonly Served[];
  readonly origins: WeakMap<object, Origin>;
  readonly disabled: boolean;
  /** The rule with its shared rules written out. */
  readonly targeting: unknown;
  /** How many rules it has, as `rulesOf` counts, and which of them stands without a condition. */
  readonly rules: { readonly count: number; readonly otherwise: number | null };
  readonly splitting: Splitting;
  readonly problemAt: ProblemAt;
  /** A second flag of flagd-core for what is run to explain: engines change with what they have run. */
  spare(): CoreFlag;
}

interface Around {
  readonly shared: Shared;
  readonly splitting: Splitting;
  readonly problemAt: ProblemAt;
}

/** What becomes of a flag. One that is `failed` fails alone, one that is `refused` keeps flagd-core from the whole document. */
type Found = { readonly problems: readonly Problem[] } & ({ readonly kind: 'flag'; readonly flag: Compiled } | { readonly kind: 'failed' | 'refused' });

/**
 * Whether flagd-core 4.0.1 takes a document with this flag for certain, whatever the rule: it has a state and a default variant that there are. Of what
 * is not taken for certain, flagd-core itself has to say it.
 */
export function isTaken(flag: unknown): boolean {
  if (!isObject(flag)) return false;
  const { state, variants, defaultVariant } = flag;
  if ((state !== 'ENABLED' && state !== 'DISABLED') || !isObject(variants) || Object.hasOwn(variants, '$ref')) return false;
  return !defaultVariant || (typeof defaultVariant === 'string' && Object.hasOwn(variants, defaultVariant));
}

/** Makes a flag of what stands at a path, or says why flagd-core does not take the document. */
export function compile(key: string, path: Path, flag: unknown, { shared, splitting, problemAt }: Around): Found {
  const refuse = (problems: readonly Problem[]): Found => ({ kind: 'refused', problems: [...problems, problemAt('document-refused', path, { name: key })] });
  if (!isObject(flag)) return refuse([]);
  const { flag: data, origins, problems } = writtenOut(flag, path, shared, problemAt);
  if (data === undefined) return { kind: 'failed', problems };
  const core = coreFlag(key, data, splitting);
  if (core === null) return refuse(problems);
  const variants = [...core.flag.variants].map(([variant, value]) => ({ name: variant, value }));
  const all = core.refused ? [...problems, problemAt('rule-refused', [...path, 'targeting'])] : problems;
  const rules = rulesOf(flag['targeting'], [...path, 'targeting'], shared.rules);
  let spare: CoreFlag | undefined;
  const compiled: Compiled = {
    key,
    path,
    core,
    variants,
    origins,
    disabled: core.flag.state === 'DISABLED',
    targeting: data['targeting'],
    rules: { count: rules.length, otherwise: rules.at(-1)?.condition === null ? rules.length - 1 : null },
    splitting,
    problemAt,
    // what was made once can be made again
    spare: () => (spare ??= coreFlag(key, data, splitting) ?? core),
  };
  return { kind: 'flag', flag: compiled, problems: all };
}

/** Paths of the splits in a rule. */
export function splitsIn(logic: unknown, origins: WeakMap<object, Origin>): readonly Path[] {
  if (typeof logic !== 'object' || logic === null) return [];
  const own = isObject(logic) && 'fractional' in logic ? [[...(origins.get(logic)?.path ?? []), 'fractional']] : [];
  return [...own, ...Object.values(logic).flatMap((part) => splitsIn(part, origins))];
}
