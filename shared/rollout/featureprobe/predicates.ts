/**
 * FeatureProbe's predicates, each made into a function once. What they do with odd values is what the Node SDK 2.2.0 does (Evaluate.ts, Condition): an object
 * that cannot be read ends its predicate with false, negated or not.
 */
import SemVer from 'semver/classes/semver.js';

/** Whether a user's text meets a condition. */
export type TextTest = (text: string) => boolean;

const never: TextTest = () => false;

/** How texts are compared with an object. */
const textMatches: Readonly<Record<string, (object: string) => TextTest>> = {
  'is one of': (object) => (text) => text === object,
  'ends with': (object) => (text) => text.endsWith(object),
  'starts with': (object) => (text) => text.startsWith(object),
  contains: (object) => (text) => text.includes(object),
};
const textNegations: ReadonlyMap<string, string> = new Map([
  ['is not any of', 'is one of'],
  ['does not end with', 'ends with'],
  ['does not start with', 'starts with'],
  ['does not contain', 'contains'],
]);

/** The test of a `string` condition. `emptyCounts` is false where white space alone is no text, as in the Node SDK. */
export function textTest(predicate: string, objects: readonly string[], emptyCounts: boolean): TextTest {
  const test = textPredicate(predicate, objects);
  return emptyCounts || test === never ? test : (text) => text.trim().length > 0 && test(text);
}

function textPredicate(predicate: string, objects: readonly string[]): TextTest {
  if (predicate === 'matches regex' || predicate === 'does not match regex') return regexTest(objects.map(regexOf), predicate === 'matches regex');
  const negated = textNegations.get(predicate);
  const name = negated ?? predicate;
  if (name === 'is one of') {
    const known = new Set(objects);
    return negated === undefined ? (text) => known.has(text) : (text) => !known.has(text);
  }
  const match = Object.hasOwn(textMatches, name) ? textMatches[name] : undefined;
  if (match === undefined) return never;
  const some = anyOf(objects.map(match));
  return negated === undefined ? some : (text) => !some(text);
}

function anyOf(tests: readonly TextTest[]): TextTest {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (text) => tests.some((test) => test(text));
}

function regexTest(patterns: readonly (RegExp | null)[], wanted: boolean): TextTest {
  return (text) => {
    for (const pattern of patterns) {
      if (pattern === null) return false;
      if (pattern.test(text)) return wanted;
    }
    return !wanted;
  };
}

/** A pattern as a regular expression; null where it is none. */
export function regexOf(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
}

type Comparison = (difference: number) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': (difference) => difference === 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
};

/** The test of a `number` condition. */
export function numberTest(predicate: string, objects: readonly string[]): TextTest {
  const numbers = objects.map(Number.parseFloat);
  const compare = comparison(predicate);
  if (compare === undefined) return never;
  return (text) => {
    const value = Number.parseFloat(text);
    if (Number.isNaN(value)) return false;
    // a difference of two infinities is none
    const some = numbers.some((object) => compare(value === object ? 0 : value - object));
    return predicate === '!=' ? !some : some;
  };
}

/** The test of a `semver` condition. */
export function semverTest(predicate: string, objects: readonly string[]): TextTest {
  const versions = objects.map(versionOf);
  const compare = comparison(predicate);
  if (compare === undefined) return never;
  return (text) => {
    const version = versionOf(text);
    if (version === null) return false;
    for (const object of versions) {
      if (object === null) return false;
      if (compare(version.compare(object))) return predicate !== '!=';
    }
    return predicate === '!=';
  };
}

/** A version; null where a text is none. */
export function versionOf(text: string): SemVer | null {
  try {
    return new SemVer(text);
  } catch {
    return null;
  }
}

/** `!=` is that none is equal. */
const comparison = (predicate: string): Comparison | undefined => {
  const name = predicate === '!=' ? '=' : predicate;
  return Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
};

/** The test of a `datetime` condition, for a time in seconds. */
export function timeTest(predicate: string, objects: readonly string[]): (seconds: number) => boolean {
  const times = objects.map((object) => Number.parseInt(object));
  if (predicate === 'after') return (seconds) => times.some((time) => seconds >= time);
  return predicate === 'before' ? (seconds) => times.some((time) => seconds < time) : () => false;
}
