/** Conditions of FeatureProbe's rules in words. A predicate that is not known stands as it is written. */
import type { ToggleCondition } from '../../../shared/flags/featureprobe/view';
import { formatTime } from '../../ui/format';
import type { Words } from '../../ui/text';
import { joined, literal, named, sentence, type Piece, type Sentence } from './pieces';

/** The word for each predicate, by the type of its condition. */
export const predicateWords = {
  string: {
    'is one of': 'oneOf',
    'is not any of': 'noneOf',
    contains: 'contains',
    'does not contain': 'containsNot',
    'starts with': 'begins',
    'does not start with': 'beginsNot',
    'ends with': 'ends',
    'does not end with': 'endsNot',
    'matches regex': 'matches',
    'does not match regex': 'matchesNot',
  },
  segment: { 'is in': 'inSegment', 'is not in': 'notInSegment' },
  datetime: { after: 'after', before: 'before' },
  number: { '=': 'equal', '!=': 'unequal', '>': 'more', '>=': 'atLeast', '<': 'less', '<=': 'atMost' },
  semver: { '=': 'version', '!=': 'notVersion', '>': 'laterVersion', '>=': 'versionFrom', '<': 'earlierVersion', '<=': 'versionUpTo' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Sentence>>>>;

const predicates: Readonly<Record<string, Readonly<Record<string, Sentence>>>> = predicateWords;

/** The conditions of a rule, which all have to hold. */
export const ruleWords = (conditions: readonly ToggleCondition[], words: Words): readonly Piece[] =>
  conditions.length === 0 ? sentence(words, 'always') : joined(words, 'and', conditions.map((condition) => toggleCondition(condition, words)));

function toggleCondition({ type, subject = '', predicate, objects }: ToggleCondition, words: Words): readonly Piece[] {
  const known = Object.hasOwn(predicates, type) ? predicates[type] : undefined;
  const which = known !== undefined && Object.hasOwn(known, predicate) ? known[predicate] : undefined;
  // one of the objects is enough, so that they read as alternatives
  const b = joined(words, 'or', objects.map((object) => objectPieces(type, object)));
  const parts = { a: type === 'datetime' && subject === '' ? sentence(words, 'now') : named(subject), b };
  return which === undefined ? sentence(words, 'other', { ...parts, op: named(predicate) }) : sentence(words, which, parts);
}

/** Moments are kept as seconds since 1970. */
function objectPieces(type: string, object: string): readonly Piece[] {
  if (type === 'segment') return named(object);
  const seconds = Number(object);
  return type === 'datetime' && Number.isFinite(seconds) ? [{ kind: 'value', text: formatTime(seconds * 1000) }] : literal(object);
}
