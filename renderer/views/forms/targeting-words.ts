/** Conditions of flagd's targeting in words. What has no sentence here, because it is nested or unknown, stands as its JSON. */
import { listed, operation } from '../../../shared/flags/flagd/targeting';
import type { Words } from '../../ui/text';
import { code, joined, literal, named, sentence, type Piece, type Sentence } from './pieces';

/** A condition as a sentence. */
export function conditionWords(logic: unknown, words: Words): readonly Piece[] {
  return condition(logic, words, false);
}

const comparisons: Readonly<Record<string, Sentence>> = {
  '==': 'equal',
  '===': 'equal',
  '!=': 'unequal',
  '!==': 'unequal',
  '>': 'more',
  '>=': 'atLeast',
  '<': 'less',
  '<=': 'atMost',
  starts_with: 'begins',
  ends_with: 'ends',
};

const versions: Readonly<Record<string, Sentence>> = {
  '=': 'version',
  '!=': 'notVersion',
  '>': 'laterVersion',
  '>=': 'versionFrom',
  '<': 'earlierVersion',
  '<=': 'versionUpTo',
  '^': 'sameMajor',
  '~': 'sameMinor',
};

/** `inner` is a condition within another one, which needs brackets where it has parts itself. */
function condition(logic: unknown, words: Words, inner: boolean): readonly Piece[] {
  if (typeof logic === 'boolean') return sentence(words, logic ? 'always' : 'never');
  const found = operation(logic);
  if (found === undefined) return code(logic);
  const { operator } = found;
  const args = listed(found.args);
  switch (operator) {
    case 'and':
    case 'or': {
      const pieces = joined(words, operator, args.map((arg) => condition(arg, words, true)));
      return inner && args.length > 1 ? bracketed(pieces) : pieces;
    }
    case '!':
      return negated(args[0], words);
    case '!!':
      return operation(args[0])?.operator === 'var' ? sentence(words, 'set', { a: operand(args[0], words) }) : condition(args[0], words, inner);
    case 'var':
      return sentence(words, 'set', { a: operand(logic, words) });
    case '$ref':
      return sentence(words, 'shared', { a: typeof found.args === 'string' ? named(found.args) : code(found.args) });
    default:
      return comparison(operator, args, words) ?? code(logic);
  }
}

function negated(logic: unknown, words: Words): readonly Piece[] {
  const found = operation(logic);
  if (found?.operator === 'var') return sentence(words, 'unset', { a: operand(logic, words) });
  if (found?.operator === 'in') {
    const [needle, haystack] = listed(found.args);
    if (Array.isArray(haystack)) return sentence(words, 'noneOf', { a: operand(needle, words), b: list(haystack, words) });
  }
  return sentence(words, 'not', { a: bracketed(condition(logic, words, false)) });
}

function comparison(operator: string, args: readonly unknown[], words: Words): readonly Piece[] | undefined {
  const [first, second, third] = args;
  const a = () => operand(first, words);
  const b = () => operand(second, words);
  if (operator === 'in' && args.length === 2) return Array.isArray(second) ? sentence(words, 'oneOf', { a: a(), b: list(second, words) }) : sentence(words, 'contains', { a: b(), b: a() });
  if (operator === 'sem_ver' && args.length === 3) {
    const which = typeof second === 'string' ? versions[second] : undefined;
    return which && sentence(words, which, { a: a(), b: operand(third, words) });
  }
  if (args.length === 3 && (operator === '<' || operator === '<=')) return sentence(words, operator === '<' ? 'between' : 'within', { a: a(), b: b(), c: operand(third, words) });
  const which = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  return which !== undefined && args.length === 2 ? sentence(words, which, { a: a(), b: b() }) : undefined;
}

/** What is compared: an attribute by its name, a literal, or code. */
function operand(value: unknown, words: Words): readonly Piece[] {
  if (value === null || typeof value !== 'object') return literal(value);
  const found = operation(value);
  if (found?.operator !== 'var') return code(value);
  const [name, otherwise] = listed(found.args);
  if (typeof name !== 'string' && typeof name !== 'number') return code(value);
  const attribute = named(String(name));
  return otherwise === undefined ? attribute : sentence(words, 'orDefault', { a: attribute, b: operand(otherwise, words) });
}

const list = (items: readonly unknown[], words: Words): readonly Piece[] => (items.length === 0 ? code([]) : joined(words, 'or', items.map((item) => operand(item, words))));

const bracketed = (pieces: readonly Piece[]): readonly Piece[] => [{ kind: 'words', text: '(' }, ...pieces, { kind: 'words', text: ')' }];
