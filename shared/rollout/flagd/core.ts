/**
 * flagd-core's own flag, with a clock that is given. Its rule runs on its engine and its operators decide; replaced are only the context, which
 * flagd-core stamps with the current time, and for other splits the one operator that differs (docs/decisions/032).
 */
import { FeatureFlag } from '@openfeature/flagd-core';
import type { Context, KeyHash } from '../engine';
import { sharesOf, splitVariant, type SplitVersion, type Unsplit } from '../split';
import { DECIDED, marked } from './decided';

/** What flagd-core is told of nothing. */
const silent = { error() {}, warn() {}, info() {}, debug() {} };

/** By this name flagd-core's operators look for a logger in the context. */
const loggerSymbol = Symbol.for('flagd.logger');

/** How often the lists of a rule are gone through for one user: lists in lists multiply. */
export const PASS_LIMIT = 10_000;

/** The most items or characters that a rule may put together: a rule can double what it has at each step. */
export const SIZE_LIMIT = 1_000_000;

/** The context that rules see. */
export type RuleContext = Record<string | symbol, unknown>;

type Operator = (args: unknown, context: RuleContext, above: unknown, engine: unknown) => unknown;

interface Method {
  readonly method: Operator;
  readonly deterministic?: (args: unknown, state: { readonly engine: LogicEngine }) => unknown;
}

/** The part of json-logic-engine 5.0.7 that is used here. */
interface LogicEngine {
  readonly methods: Record<string, Operator | Method | undefined>;
  run(logic: unknown, context: unknown): unknown;
  addMethod(name: string, method: Operator): void;
  truthy(value: unknown): unknown;
}

/** What flagd-core 4.0.1 keeps in a flag that has a rule. */
interface Targeting {
  readonly _engine: LogicEngine;
  readonly _logic: unknown;
  evaluate(flag: string, context: RuleContext): unknown;
}

/** How a flag splits. */
export interface Splitting {
  readonly version: SplitVersion;
  readonly hash: KeyHash;
}

/** Why an evaluation came to nothing, as it is noticed on the way. */
export type Notice = Unsplit | 'weights-zero' | 'rule-endless';

/** A flag of flagd-core. */
export interface CoreFlag {
  readonly flag: FeatureFlag;
  /** Whether flagd-core cannot read the rule. */
  readonly refused: boolean;
  /** What was noticed in the last evaluation; empty for most. */
  readonly notices: readonly Notice[];
  /** The rule that decided in the last evaluation, as `rulesOf` counts; -1 for none. */
  decided(): number;
  /** The answer of flagd-core for a context made by `contextFor`. */
  evaluate(context: RuleContext): ReturnType<FeatureFlag['evaluate']>;
  /** Runs a part of the rule; null where it fails. */
  run(logic: unknown, context: RuleContext): { readonly value: unknown } | null;
  /** Whether a value counts as true; null where that cannot be told. */
  truthy(value: unknown): boolean | null;
}

const failure: ReturnType<FeatureFlag['evaluate']> = { reason: 'ERROR', errorCode: 'GENERAL' as never, errorMessage: '', flagMetadata: {} };

/** Makes flagd-core's flag; null where flagd-core refuses it, for a state or a default variant that there is not. */
export function coreFlag(key: string, data: Readonly<Record<string, unknown>>, splitting: Splitting): CoreFlag | null {
  const flag = made(key, data);
  if (flag === null) return null;
  const inside = flag as unknown as { readonly _targeting?: Targeting; readonly _targetingParseErrorMessage?: string };
  const targeting = inside._targeting;
  const { targeting: rule } = data;
  const isRuled = typeof rule === 'object' && rule !== null && Object.keys(rule).length > 0;
  if (isRuled && targeting === undefined && inside._targetingParseErrorMessage === undefined) throw new Error('flagd-core keeps its rules elsewhere than in 4.0.1');
  const notices: Notice[] = [];
  let passes = 0;
  let decided = -1;
  if (targeting !== undefined) {
    const { _engine: engine, _logic: logic } = targeting;
    replaceSplit(engine, splitting, notices);
    const endless = (): never => {
      if (!notices.includes('rule-endless')) notices.push('rule-endless');
      throw new Error('too much to evaluate');
    };
    for (const name of ['merge', 'cat']) wrap(engine, name, (method) => (args, context, above, self) => (sizeOf(args) > SIZE_LIMIT ? endless() : method(args, context, above, self)));
    for (const name of ['map', 'filter', 'reduce', 'all', 'every', 'some', 'none']) {
      wrap(engine, name, (method) => (args, context, above, self) => {
        return ++passes > PASS_LIMIT ? endless() : method(args, context, above, self);
      });
    }
    engine.addMethod(DECIDED, (args) => {
      const [rule, value] = args as readonly [number, unknown];
      decided = rule;
      return value;
    });
    const rules = markedOn(engine, logic);
    targeting.evaluate = (_, context) => engine.run(rules, context);
  }
  const begin = (): void => {
    passes = 0;
    decided = -1;
    if (notices.length > 0) notices.length = 0;
  };
  return {
    flag,
    refused: inside._targetingParseErrorMessage !== undefined,
    notices,
    decided: () => decided,
    evaluate: (context) => {
      begin();
      try {
        return flag.evaluate(context as never, silent);
      } catch {
        // it makes a text of what a rule gives, which not everything has
        return failure;
      }
    },
    run: (part, context) => {
      begin();
      try {
        return { value: targeting === undefined ? null : targeting._engine.run(part, context) };
      } catch {
        return null;
      }
    },
    truthy: (value) => {
      try {
        return Boolean(targeting?._engine.truthy(value));
      } catch {
        // an object whose constructor is not a function
        return null;
      }
    },
  };
}

/** How much there is to put together. */
function sizeOf(args: unknown): number {
  if (!Array.isArray(args)) return 1;
  let size = 0;
  for (const part of args) size += typeof part === 'string' || Array.isArray(part) ? part.length : 1;
  return size;
}

function made(key: string, data: Readonly<Record<string, unknown>>): FeatureFlag | null {
  try {
    return new FeatureFlag(key, data as never, silent, { disableDynamicCodeGeneration: true });
  } catch {
    return null;
  }
}

/** What flagd-core puts into a context besides the user. */
export interface FlagdProperties {
  readonly flagKey: string;
  /** Whole seconds since 1970. */
  readonly timestamp: number;
}

export const propertiesAt = (flagKey: string, clock: number): FlagdProperties => ({ flagKey, timestamp: Math.floor(clock) });

/** The context of a user: what flagd-core's `Targeting` makes. */
export function contextFor({ key, attributes }: Context, properties: FlagdProperties): RuleContext {
  const context: RuleContext = {};
  // as Object.assign does it, in a third of the time
  for (const name in attributes) context[name] = attributes[name];
  if (key !== null) context['targetingKey'] = key;
  context['$flagd'] = properties;
  context[loggerSymbol] = silent;
  return context;
}

/** The arguments of a split that do not stand in its rule. */
export function splitContext(context: RuleContext): { flagKey: string; targetingKey: unknown } {
  const properties = context['$flagd'] as FlagdProperties | undefined;
  // inside a list the context is an item of it: flagd-core's operators fail there, too
  if (properties === undefined) throw new Error('no context of flagd');
  return { flagKey: properties.flagKey, targetingKey: context['targetingKey'] };
}

function replaceSplit(engine: LogicEngine, { version, hash }: Splitting, notices: Notice[]): void {
  // a split may stand in a list and be asked many times
  const notice = (found: Notice): void => void (notices.includes(found) || notices.push(found));
  const own: Operator = (args, context) => {
    const shares = sharesOf(args, splitContext(context), version);
    const variant = typeof shares === 'string' ? null : splitVariant(shares, version, hash);
    if (variant === null && typeof shares === 'string') notice(shares);
    if (variant === null && typeof shares !== 'string' && shares.total === 0) notice('weights-zero');
    return variant;
  };
  wrap(engine, 'fractional', (method) => {
    if (version !== 'v2' || hash !== 'js') return own;
    return (args, context, above, self) => {
      const variant = method(args, context, above, self);
      // flagd-core does not say why
      if (variant === null) own(args, context, above, self);
      return variant;
    };
  });
}

/** A rule marked; as it is where json-logic-engine fails on it before any user, as it then does again for each. */
function markedOn(engine: LogicEngine, logic: unknown): unknown {
  const found = engine.methods['if'];
  if (typeof found !== 'object' || found.deterministic === undefined) throw new Error('json-logic-engine says elsewhere than in 5.0.7 what is the same for everybody');
  const { deterministic } = found;
  try {
    return marked(logic, { isConstant: (args) => Boolean(deterministic(args, { engine })), holds: (condition) => Boolean(engine.truthy(engine.run(condition, {}))) });
  } catch {
    return logic;
  }
}

/** Puts another method in the place of an engine's, before its first run: what it knows of the method besides stays. */
function wrap(engine: LogicEngine, name: string, by: (method: Operator) => Operator): void {
  const found = engine.methods[name];
  // what is known of a function stands on it
  if (typeof found === 'function') engine.methods[name] = Object.assign(by(found), found);
  else if (typeof found?.method === 'function') engine.methods[name] = { ...found, method: by(found.method) };
  else throw new Error(`json-logic-engine has no method ${name}`);
}
