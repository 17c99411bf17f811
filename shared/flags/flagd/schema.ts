/** flagd's official schemas, interpreted: the window's Content-Security-Policy forbids validators that compile code. */
import { dereference, validate, type OutputUnit, type Schema } from '@cfworker/json-schema';
import type { Findings, Path, ProblemCode, ProblemParams } from '../problem';
import { isObject } from '../syntax/node';
import flags from './schemas/flags.json';
import targeting from './schemas/targeting.json';

const lookup = dereference(flags as unknown as Schema);
dereference(targeting as unknown as Schema, lookup);

/** The rule's definition for each operator that targeting knows. */
const operators: ReadonlyMap<string, Schema> = new Map(
  Object.values(targeting.definitions as unknown as Readonly<Record<string, Schema>>).flatMap((definition) =>
    Object.keys(definition.properties ?? {}).map((operator) => [operator, definition] as const),
  ),
);

/** Whether targeting has an operator of this name. */
export const isOperator = (name: string): boolean => operators.has(name);

/**
 * Whether operators take their arguments. Rules among these count as good: each is judged by itself, so that all are gone through once. A document
 * says the same thing over and over, and interpreting a schema is slow, so what has been judged is remembered.
 */
export class Operators {
  private readonly judged = new Map<string, boolean>();

  takes(operator: string, args: unknown): boolean {
    const definition = operators.get(operator);
    if (definition === undefined) return true;
    const rule = { [operator]: withoutRules(args) };
    const id = JSON.stringify(rule);
    const known = this.judged.get(id) ?? validate(rule, definition, '7', lookup).valid;
    this.judged.set(id, known);
    return known;
  }
}

function withoutRules(args: unknown): unknown {
  if (Array.isArray(args)) return args.map(withoutRules);
  return isObject(args) ? { var: 'any' } : args;
}

const { definitions } = flags;

/** Checks all of a flag but its targeting, which is checked rule by rule. `sound` holds what was found to have no fault: most flags are alike. */
export function checkFlag(flag: unknown, path: Path, findings: Findings, sound: Set<string>): void {
  const { targeting: _, ...rest } = isObject(flag) ? flag : {};
  const checked = isObject(flag) ? rest : flag;
  const id = JSON.stringify(checked);
  if (sound.has(id)) return;
  const before = findings.all.length;
  report(checked, definitionFor(rest['variants']), path, findings);
  if (findings.all.length === before && !findings.full) sound.add(id);
}

/** Checks what a document says beside its flags and shared rules. */
export function checkDocument(document: unknown, findings: Findings): void {
  if (!isObject(document)) return void report(document, definitions.providerConfig, [], findings);
  const { flags: listed, $evaluators: _, ...rest } = document;
  const config = listed === undefined ? rest : { ...rest, flags: isObject(listed) ? {} : Array.isArray(listed) ? [] : listed };
  report(config, Array.isArray(listed) ? definitions.flagdConfig : definitions.providerConfig, [], findings);
}

/** The definition of a flag whose variants have the type of the first of these, so that a fault is said once and not for every type. */
function definitionFor(variants: unknown): object {
  const [first] = isObject(variants) ? Object.values(variants) : [];
  if (typeof first === 'boolean') return definitions.booleanFlag;
  if (typeof first === 'number') return definitions.numberFlag;
  return isObject(first) ? definitions.objectFlag : typeof first === 'string' ? definitions.stringFlag : definitions.baseFlag;
}

function report(instance: unknown, schema: object, path: Path, findings: Findings): void {
  let errors: readonly OutputUnit[];
  try {
    ({ errors } = validate(instance, schema as Schema, '7', lookup, false));
  } catch (error) {
    // it writes names as URIs, which cannot be done with half of a surrogate pair
    if (!(error instanceof URIError)) throw error;
    findings.add('name-unusable', path);
    return;
  }
  const said = new Set<string>();
  for (const unit of errors) {
    const found = worded(unit);
    // two definitions may ask for the same
    const id = `${unit.instanceLocation} ${found?.code}`;
    if (found === undefined || said.has(id)) continue;
    said.add(id);
    findings.add(found.code, [...path, ...pathOf(unit.instanceLocation)], found.params);
  }
}

const quoted = (text: string): string => /"(.*)"/s.exec(text)?.[1]?.replaceAll('", "', ', ') ?? '';

/** What a validator's error says, undefined for one that only sums up others. */
function worded({ keyword, error, instanceLocation }: OutputUnit): { code: ProblemCode; params: ProblemParams } | undefined {
  switch (keyword) {
    case 'required':
      return { code: 'required', params: { name: quoted(error) } };
    case 'type':
      return { code: 'wrong-type', params: { expected: quoted(error.slice(error.indexOf('Expected'))) } };
    case 'enum':
      return { code: 'not-one-of', params: { expected: quoted(error).replaceAll('","', ', ') } };
    case 'minProperties':
    case 'minLength':
      return { code: 'empty', params: {} };
    case 'false':
      return { code: 'not-allowed', params: { name: String(pathOf(instanceLocation).at(-1)) } };
    case '$ref':
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
    case 'properties':
    case 'patternProperties':
    case 'additionalProperties':
    case 'items':
      return undefined;
    default:
      return { code: 'schema', params: { keyword } };
  }
}

/** The path in a JSON pointer that is written as a URI's fragment. */
const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
