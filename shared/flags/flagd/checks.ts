/** What flagd's schemas cannot say: variants that do not exist, rules that nobody reaches, shares of nothing. */
import { Findings, type Path } from '../problem';
import { isObject } from '../syntax/node';
import { contradicts, verdict } from './constant';
import { checkDocument, checkFlag, isOperator, Operators } from './schema';
import { argumentPath, listed, operation, REFERENCE_LIMIT, splitOf, type Evaluators } from './targeting';
import { flagsIn, type FlagdView } from './view';

const MAX_TOTAL_WEIGHT = 2 ** 31 - 1;

/** All that is wrong with a value that is taken for flagd. */
export function checkFlagd(data: unknown, shape: FlagdView['shape']): Findings {
  const findings = new Findings();
  const root = isObject(data) ? data : {};
  const evaluators = shape === 'document' && isObject(root['$evaluators']) ? root['$evaluators'] : {};
  if (shape === 'document') checkDocument(data, findings);
  const check: Check = { evaluators, served: new Map(), operators: new Operators(), findings };
  for (const [name, logic] of Object.entries(evaluators)) checkLogic(logic, ['$evaluators', name], check);
  const sound = new Set<string>();
  for (const name of endless(evaluators)) findings.add('evaluator-cycle', ['$evaluators', name], { name });
  for (const { key, path, flag } of shape === 'document' ? flagsIn(root) : [{ key: '', path: [], flag: data }]) {
    if (findings.full) break;
    // a flag in a list says its key itself
    if (key === null && isObject(flag)) findings.add('required', path, { name: 'key' });
    checkFlag(flag, path, findings, sound);
    if (isObject(flag)) checkMeaning(flag, path, check);
  }
  return findings;
}

interface Check {
  readonly evaluators: Evaluators;
  /** What each shared rule serves: collected once, as many flags may use it. */
  readonly served: Map<string, readonly Served[]>;
  readonly operators: Operators;
  readonly findings: Findings;
}

function checkMeaning(flag: Readonly<Record<string, unknown>>, path: Path, check: Check): void {
  const { variants, defaultVariant, targeting } = flag;
  const { findings } = check;
  if (targeting !== undefined) checkLogic(targeting, [...path, 'targeting'], check);
  if (!isObject(variants)) return;
  if (defaultVariant === undefined || defaultVariant === null) findings.add('default-variant-absent', path);
  else if (typeof defaultVariant === 'string' && !Object.hasOwn(variants, defaultVariant)) findings.add('default-variant-unknown', [...path, 'defaultVariant'], { variant: defaultVariant });
  for (const served of servedBy(targeting, [...path, 'targeting'], check)) {
    if (findings.full) return;
    if (!Object.hasOwn(variants, served.variant)) findings.add('variant-unknown', served.path, { variant: served.variant });
  }
}

interface Served {
  readonly variant: string;
  readonly path: Path;
}

/** The variants that logic may give as its result. */
function servedBy(logic: unknown, path: Path, check: Check, followed = 0): readonly Served[] {
  if (typeof logic === 'string' || typeof logic === 'boolean') return [{ variant: String(logic), path }];
  const found = operation(logic);
  if (found === undefined) return [];
  const { operator, args } = found;
  if (operator === '$ref' && typeof args === 'string' && Object.hasOwn(check.evaluators, args)) {
    const known = check.served.get(args);
    if (known !== undefined || followed === REFERENCE_LIMIT) return known ?? [];
    // set before it is complete, so that a shared rule which names itself ends here
    check.served.set(args, []);
    const served = servedBy(check.evaluators[args], ['$evaluators', args], check, followed + 1);
    check.served.set(args, served);
    return served;
  }
  if (!Array.isArray(args)) return [];
  if (operator === 'fractional') {
    return args.flatMap((bucket: unknown, index) => (Array.isArray(bucket) ? servedBy(bucket[0], [...path, operator, index, 0], check, followed) : []));
  }
  if (operator !== 'if') return [];
  return args.flatMap((arg: unknown, index) => (index % 2 === 1 || index === args.length - 1 ? servedBy(arg, [...path, operator, index], check, followed) : []));
}

/** Shared rules that stand for themselves in the end: those left when all that lead nowhere have been taken away, again and again. */
function endless(evaluators: Evaluators): readonly string[] {
  const open = new Map<string, number>();
  const usedBy = new Map<string, string[]>();
  for (const [name, logic] of Object.entries(evaluators)) {
    const used = [...new Set(referencesIn(logic))].filter((other) => Object.hasOwn(evaluators, other));
    open.set(name, used.length);
    for (const other of used) {
      const users = usedBy.get(other);
      if (users === undefined) usedBy.set(other, [name]);
      else users.push(name);
    }
  }
  const done = [...open].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = done.pop(); name !== undefined; name = done.pop()) {
    open.delete(name);
    for (const user of usedBy.get(name) ?? []) {
      const left = (open.get(user) ?? 0) - 1;
      open.set(user, left);
      if (left === 0) done.push(user);
    }
  }
  return [...open.keys()];
}

function referencesIn(logic: unknown): readonly string[] {
  if (Array.isArray(logic)) return logic.flatMap(referencesIn);
  const found = operation(logic);
  if (found === undefined) return [];
  return found.operator === '$ref' && typeof found.args === 'string' ? [found.args] : referencesIn(found.args);
}

/** Goes through all of a targeting, each operator once. */
function checkLogic(logic: unknown, path: Path, check: Check): void {
  const { evaluators, findings } = check;
  if (findings.full) return;
  if (Array.isArray(logic)) return logic.forEach((item: unknown, index) => checkLogic(item, [...path, index], check));
  const found = operation(logic);
  if (found === undefined) return;
  const { operator, args } = found;
  if (isObject(logic) && Object.keys(logic).length > 1) findings.add('operators-many', path, { operator });
  if (operator === '$ref') {
    if (typeof args !== 'string' || !Object.hasOwn(evaluators, args)) findings.add('evaluator-unknown', path, { name: typeof args === 'string' ? args : JSON.stringify(args) });
    return;
  }
  if (!isOperator(operator)) findings.add('operator-unknown', path, { operator });
  else if (!check.operators.takes(operator, args)) findings.add('arguments', path, { operator });
  if (operator === 'if') checkConditions(listed(args), path, findings);
  if (operator === 'in' && Array.isArray(args) && Array.isArray(args[1]) && args[1].length === 0) findings.add('list-empty', [...path, operator, 1]);
  if (operator === 'and' && contradicts(listed(args))) findings.add('contradiction', path);
  if (operator === 'fractional' && Array.isArray(args)) checkWeights(args, [...path, operator], findings);
  listed(args).forEach((arg, index) => checkLogic(arg, argumentPath(path, operator, args, index), check));
}

function checkConditions(args: readonly unknown[], path: Path, findings: Findings): void {
  const before = new Set<string>();
  for (let index = 0; index + 1 < args.length; index += 2) {
    const condition = args[index];
    const at: Path = [...path, 'if', index];
    const holds = verdict(condition);
    // written out, two conditions are the same as text; what is not the same may still mean the same
    const text = JSON.stringify(condition);
    if (holds === false) findings.add('never-matches', at);
    else if (holds === true && index + 2 < args.length) findings.add('always-matches', at);
    else if (before.has(text)) findings.add('condition-repeated', at);
    before.add(text);
  }
}

function checkWeights(args: readonly unknown[], path: Path, findings: Findings): void {
  const weights = splitOf(args, path).buckets.map(({ weight }) => weight);
  if (weights.length === 0 || weights.includes(null)) return;
  const total = weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
  if (total === 0) findings.add('weights-zero', path);
  if (total > MAX_TOTAL_WEIGHT) findings.add('weights-too-large', path, { limit: MAX_TOTAL_WEIGHT });
}
