/**
 * Conditions of targeting that have a typed form: an attribute, how it is compared, and with what; and several of these of which all or one
 * has to hold. JSONLogic can say much more; what has no form here is not touched by one.
 */
import type { Path } from '../problem';
import type { Change } from '../syntax/change';
import type { Scalar } from '../syntax/node';
import { listed, operation } from './targeting';

/** How an attribute is compared. */
export const testOperators = [
  'equal', 'unequal', 'oneOf', 'noneOf', 'begins', 'ends', 'contains', 'more', 'atLeast', 'less', 'atMost',
  'version', 'notVersion', 'laterVersion', 'versionFrom', 'earlierVersion', 'versionUpTo', 'sameMajor', 'sameMinor',
] as const;
export type TestOperator = (typeof testOperators)[number];

/** A comparison of an attribute. Paths begin at the condition. */
export interface Test {
  readonly kind: 'test';
  readonly operator: TestOperator;
  readonly attribute: string;
  readonly attributePath: Path;
  /** A list where it is compared with several. */
  readonly value: Scalar | readonly Scalar[];
  readonly valuePath: Path;
  /** How the attribute is read, as it stands: it may have a value for users who have none. */
  readonly operand: unknown;
}

/** Conditions of which all (`and`) or one (`or`) has to hold; each may have a form or not. */
export interface Group {
  readonly kind: 'group';
  readonly operator: 'and' | 'or';
  readonly parts: readonly unknown[];
}

const comparisons: Readonly<Record<string, TestOperator>> = { '==': 'equal', '===': 'equal', '!=': 'unequal', '!==': 'unequal', '>': 'more', '>=': 'atLeast', '<': 'less', '<=': 'atMost', starts_with: 'begins', ends_with: 'ends' };
const versions: Readonly<Record<string, TestOperator>> = { '=': 'version', '!=': 'notVersion', '>': 'laterVersion', '>=': 'versionFrom', '<': 'earlierVersion', '<=': 'versionUpTo', '^': 'sameMajor', '~': 'sameMinor' };

/** What kind of values an operator compares with. */
export function valueKind(operator: TestOperator): 'any' | 'list' | 'text' | 'number' | 'version' {
  if (operator === 'oneOf' || operator === 'noneOf') return 'list';
  if (Object.values(versions).includes(operator)) return 'version';
  if (operator === 'begins' || operator === 'ends' || operator === 'contains') return 'text';
  return operator === 'equal' || operator === 'unequal' ? 'any' : 'number';
}

/** The form of a condition; undefined where it has none. */
export function formOf(logic: unknown): Test | Group | undefined {
  const found = sole(logic);
  if (found === undefined) return undefined;
  const { operator, args } = found;
  if (operator === 'and' || operator === 'or') return Array.isArray(args) && args.length > 0 ? { kind: 'group', operator, parts: args as unknown[] } : undefined;
  if (operator === '!') {
    const inner = testOf(listed(args).length === 1 ? listed(args)[0] : undefined);
    if (inner?.operator !== 'oneOf') return undefined;
    const above: Path = Array.isArray(args) ? ['!', 0] : ['!'];
    return { ...inner, operator: 'noneOf', attributePath: [...above, ...inner.attributePath], valuePath: [...above, ...inner.valuePath] };
  }
  return testOf(logic);
}

/** An operator that stands alone in its object. */
const sole = (logic: unknown): ReturnType<typeof operation> => (typeof logic === 'object' && logic !== null && Object.keys(logic).length === 1 ? operation(logic) : undefined);

function testOf(logic: unknown): Test | undefined {
  const found = sole(logic);
  if (found === undefined || !Array.isArray(found.args)) return undefined;
  const { operator: written } = found;
  const args = found.args as readonly unknown[];
  if (written === 'sem_ver') return args.length === 3 && typeof args[1] === 'string' ? compared({ operator: versions[args[1]], written, args, attributeAt: 0, valueAt: 2 }) : undefined;
  if (args.length !== 2) return undefined;
  if (written === 'in') return Array.isArray(args[1]) ? compared({ operator: 'oneOf', written, args, attributeAt: 0, valueAt: 1 }) : compared({ operator: 'contains', written, args, attributeAt: 1, valueAt: 0 });
  return Object.hasOwn(comparisons, written) ? compared({ operator: comparisons[written], written, args, attributeAt: 0, valueAt: 1 }) : undefined;
}

interface Comparison {
  readonly operator: TestOperator | undefined;
  readonly written: string;
  readonly args: readonly unknown[];
  readonly attributeAt: number;
  readonly valueAt: number;
}

function compared({ operator, written, args, attributeAt, valueAt }: Comparison): Test | undefined {
  const operand = args[attributeAt];
  const value = args[valueAt];
  const read = sole(operand);
  if (operator === undefined || read?.operator !== 'var' || !fits(operator, value)) return undefined;
  const [attribute, ...rest] = listed(read.args);
  if (typeof attribute !== 'string' || rest.length > 1) return undefined;
  const attributePath: Path = [written, attributeAt, 'var', ...(Array.isArray(read.args) ? [0] : [])];
  return { kind: 'test', operator, attribute, attributePath, value, valuePath: [written, valueAt], operand };
}

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

function fits(operator: TestOperator, value: unknown): value is Test['value'] {
  if (Array.isArray(value)) return valueKind(operator) === 'list' && value.every((item) => isScalar(item) && !(typeof item === 'string' && /[\r\n]/.test(item)));
  return valueKind(operator) !== 'list' && isScalar(value) && value !== undefined;
}

/** A condition as JSONLogic. */
export function logicOf(operator: TestOperator, operand: unknown, value: Test['value']): unknown {
  if (operator === 'oneOf') return { in: [operand, value] };
  if (operator === 'noneOf') return { '!': [{ in: [operand, value] }] };
  if (operator === 'contains') return { in: [value, operand] };
  const version = Object.entries(versions).find(([, name]) => name === operator)?.[0];
  if (version !== undefined) return { sem_ver: [operand, version, value] };
  const written = Object.entries(comparisons).find(([, name]) => name === operator)?.[0] ?? '==';
  return { [written]: [operand, value] };
}

/** A new condition, which holds for nobody until it is filled in. */
export const newCondition = (): unknown => logicOf('equal', { var: 'targetingKey' }, '');

/** A comparison by another operator; its value stays as far as it can. Where the new one is written like the old one, only its name changes. */
export function withOperator(path: Path, test: Test, operator: TestOperator): readonly Change[] {
  if (operator === test.operator) return [];
  const value = converted(test.value, valueKind(operator));
  const strict = String(test.valuePath[0]).length === 3;
  if (valueKind(operator) === 'version' && valueKind(test.operator) === 'version') {
    const [, sign] = (logicOf(operator, null, null) as { readonly sem_ver: readonly unknown[] }).sem_ver;
    return [{ kind: 'set', path: [...path, 'sem_ver', 1], value: sign }];
  }
  const written = Object.keys(logicOf(operator, null, value) as object)[0] ?? '';
  if (Object.hasOwn(comparisons, written) && Object.hasOwn(comparisons, String(test.valuePath[0]))) {
    const name = strict && (written === '==' || written === '!=') ? `${written}=` : written;
    const renamed: Change = { kind: 'rename', path: [...path, String(test.valuePath[0])], name };
    return value === test.value ? [renamed] : [renamed, { kind: 'set', path: [...path, ...test.valuePath], value }];
  }
  return [{ kind: 'set', path, value: logicOf(operator, test.operand, value) }];
}

/** A value as another kind of operator takes it. */
function converted(value: Test['value'], kind: ReturnType<typeof valueKind>): Test['value'] {
  const isList = typeof value === 'object' && value !== null;
  if (kind === 'list') return isList ? value : value === '' || value === null ? [] : [value];
  const first = isList ? ((value as readonly Scalar[])[0] ?? '') : (value as Scalar);
  if (kind === 'number') return typeof first === 'number' ? first : first !== '' && Number.isFinite(Number(first)) ? Number(first) : 0;
  if (kind === 'version') return /^\d+\.\d+\.\d+/.test(String(first)) ? String(first) : '1.0.0';
  return kind === 'text' ? String(first ?? '') : first;
}
