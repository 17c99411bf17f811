/** What may be typed in flagd: what its schemas name, and what the document itself has to refer to. */
import { isOperator } from '../flagd/schema';
import flags from '../flagd/schemas/flags.json';
import targeting from '../flagd/schemas/targeting.json';
import { flagdShape } from '../flagd/view';
import type { Path } from '../problem';
import { isObject } from '../syntax/node';
import type { Cursor } from './cursor';
import { named, valued, valuesAt, varsIn, type Completion } from './completion';
import { namesOf, placesAt, valuesOf } from './schema';

const documents = { './targeting.json': targeting };

/** Operators that rules are mostly made of, before the others. */
const common = ['if', 'fractional', '==', 'in', 'var', 'and', 'or', 'starts_with', 'ends_with', 'sem_ver', '$ref', '!', '!='];

/** Completions at a place of a flagd document, or of one flag. */
export function flagdCompletions(cursor: Cursor): readonly Completion[] {
  const { root, path } = cursor;
  const isDocument = flagdShape(root) === 'document' || (isObject(root) && ('flags' in root || '$evaluators' in root));
  const start = { schema: isDocument ? flags.definitions.flagdConfig : flags.definitions.anyFlag, base: flags };
  const logic = logicAt(path, isDocument);
  const places = placesAt(start, path, documents);
  if (cursor.at === 'value') return valuesIn(cursor, logic, isDocument) ?? valuesOf(places).map((value) => valued(value));
  const names = [...namesOf(places).keys()];
  if (logic === undefined) return names.filter((name) => !cursor.taken.has(name)).map((name) => named(name, 'property', 'flagd'));
  // of an object that is an operator, the first member is the only one that counts
  if (cursor.taken.size > 0) return [];
  const known = [...new Set([...names.filter((name) => isOperator(name)), ...(evaluatorsOf(root).length > 0 || names.includes('$ref') ? ['$ref'] : [])])];
  return [...common.filter((name) => known.includes(name)), ...known.filter((name) => !common.includes(name))].map((name) => named(name, 'operator', 'operators'));
}

/** The path within a rule; undefined outside of all. */
function logicAt(path: Path, isDocument: boolean): Path | undefined {
  if (isDocument && path[0] === '$evaluators' && path.length > 1) return path.slice(2);
  const inFlag = isDocument ? (path[0] === 'flags' ? path.slice(2) : []) : path;
  return inFlag[0] === 'targeting' ? inFlag.slice(1) : undefined;
}

const evaluatorsOf = (root: unknown): readonly string[] => (isObject(root) && isObject(root['$evaluators']) ? Object.keys(root['$evaluators']) : []);

/** Values that the document itself knows for a place; undefined where it is the schema that lists them. */
function valuesIn({ root, path }: Cursor, logic: Path | undefined, isDocument: boolean): readonly Completion[] | undefined {
  const flag = isDocument ? path.slice(0, 2) : [];
  const variants = (): readonly Completion[] => {
    const found = valuesAt(root, [...flag, 'variants']);
    return isObject(found) ? Object.entries(found).map(([name, value]) => valued(name, value)) : [];
  };
  if (logic === undefined) return path.length === flag.length + 1 && path.at(-1) === 'defaultVariant' ? [...variants(), valued(null)] : undefined;
  const operator = path.at(-1);
  if (operator === '$ref') return evaluatorsOf(root).map((name) => valued(name));
  if (operator === 'var' || (path.at(-2) === 'var' && path.at(-1) === 0)) return attributes(root);
  return isDocument && path[0] === '$evaluators' ? undefined : servesVariant(logic) ? variants() : undefined;
}

const attributes = (root: unknown): readonly Completion[] => [...new Set([...varsIn(root), 'targetingKey', '$flagd.flagKey', '$flagd.timestamp'])].map((name) => valued(name));

/** Whether what stands there is served: the result of an `if`, or what a share of a `fractional` is for. */
function servesVariant(logic: Path): boolean {
  const [above, last] = [logic.at(-2), logic.at(-1)];
  if (logic.at(-3) === 'fractional' && last === 0) return true;
  const results = logic.length >= 2 && above === 'if' && typeof last === 'number' && last > 0;
  // an even one is the last result, or the next condition: text is a result only
  return results && logic.slice(0, -2).every((step, index) => step === 'if' || logic[index - 1] === 'if');
}
