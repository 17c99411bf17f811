/** Conditions and segments of FeatureProbe, compiled: what their objects say is read once. */
import type { Path } from '../../flags/problem';
import type { Segment, ToggleCondition } from '../../flags/featureprobe/view';
import type { Asked } from './asked';
import { once, type Notice } from './asked';
import { numberTest, regexOf, semverTest, textTest, timeTest } from './predicates';
import type { ProblemAt } from '../reading';

/** How deep segments may be inside one another: each calls the next. */
const SEGMENT_DEPTH = 200;

/** A segment leads back to itself, so that no reader comes to an end. */
export class EndlessSegment extends Error {
  readonly notice: Notice;

  constructor(notice: Notice) {
    super('endless segment');
    this.notice = notice;
  }
}

/** A condition that can be asked. */
export interface Condition {
  readonly json: ToggleCondition;
  readonly path: Path;
  /** Null where it is about no attribute. */
  readonly subject: string | null;
  /** Whether a toggle's rule may be met without the attribute. A segment's may not, by the SDK. */
  readonly optional: boolean;
  readonly segments: readonly CompiledSegment[];
  readonly usesRegex: boolean;
  /** Of regular expressions that are none. Throws EndlessSegment. */
  test(asked: Asked): boolean;
  attribute(asked: Asked): string | undefined;
}

/** Compiles the conditions of one repository. */
export class Conditions {
  readonly #segments = new Map<string, CompiledSegment>();
  readonly #problemAt: ProblemAt;
  readonly #emptyCounts: boolean;

  constructor(segments: readonly { readonly name: string; readonly path: Path; readonly segment: Segment }[], problemAt: ProblemAt, emptyCounts: boolean) {
    this.#problemAt = problemAt;
    this.#emptyCounts = emptyCounts;
    for (const { name, path } of segments) this.#segments.set(name, new CompiledSegment(name, path, problemAt));
    for (const { name, path, segment } of segments) {
      this.#segments.get(name)?.rules.push(...segment.rules.map(({ conditions }, index) => this.compile(conditions, [...path, 'rules', index])));
    }
  }

  /** Compiles the conditions of the rule at a path. */
  compile(conditions: readonly ToggleCondition[], path: Path): readonly Condition[] {
    return conditions.map((json, index) => this.#condition(json, [...path, 'conditions', index]));
  }

  #condition(json: ToggleCondition, path: Path): Condition {
    const { type, subject = '', predicate, objects } = json;
    const noText = once(() => this.#problemAt('attribute-not-text', path, { name: subject }));
    const attribute = (asked: Asked): string | undefined => asked.attribute(subject, noText);
    const about = { json, path, subject: type === 'segment' ? null : subject, optional: type === 'segment' || type === 'datetime', segments: [], usesRegex: false, attribute };
    if (type === 'segment') {
      const segments = objects.flatMap((name) => this.#segments.get(name) ?? []);
      const wanted = predicate === 'is in';
      const known = wanted || predicate === 'is not in';
      return { ...about, segments, test: (asked) => known && segments.some((segment) => segment.contains(asked)) === wanted };
    }
    if (type === 'datetime') {
      const test = timeTest(predicate, objects);
      return { ...about, test: (asked) => test(secondsOf(attribute(asked), asked)) };
    }
    const test = type === 'string' ? textTest(predicate, objects, this.#emptyCounts) : type === 'number' ? numberTest(predicate, objects) : type === 'semver' ? semverTest(predicate, objects) : () => false;
    const usesRegex = type === 'string' && predicate.endsWith('regex');
    const asks = (asked: Asked): boolean => {
      const text = attribute(asked);
      return text !== undefined && test(text);
    };
    const broken = usesRegex ? objects.find((object) => regexOf(object) === null) : undefined;
    if (broken === undefined) return { ...about, usesRegex, test: asks };
    const invalid = once(() => this.#problemAt('regex-invalid', path, { text: broken }));
    return {
      ...about,
      usesRegex,
      test: (asked) => {
        asked.note(invalid);
        return asks(asked);
      },
    };
  }
}

const secondsOf = (text: string | undefined, asked: Asked): number => (text === undefined ? asked.clock : Number.parseFloat(text));

/** A segment, and whether the user of the evaluation that runs is in it. */
export class CompiledSegment {
  readonly name: string;
  readonly path: Path;
  readonly rules: (readonly Condition[])[] = [];
  readonly #endless: Notice;
  #stamp = 0;
  #found: boolean | 'asking' = false;

  constructor(name: string, path: Path, problemAt: ProblemAt) {
    this.name = name;
    this.path = path;
    this.#endless = once(() => problemAt('segment-endless', path, { name }));
  }

  /** Throws EndlessSegment. */
  contains(asked: Asked): boolean {
    if (this.#stamp === asked.stamp && this.#found !== 'asking') return this.#found;
    if (this.#stamp === asked.stamp || asked.depth >= SEGMENT_DEPTH) throw new EndlessSegment(this.#endless);
    this.#stamp = asked.stamp;
    this.#found = 'asking';
    asked.depth++;
    this.#found = this.rules.some((conditions) => conditions.every((condition) => isMet(condition, asked)));
    asked.depth--;
    return this.#found;
  }
}

/** Whether a segment's condition is met: never without its attribute, a time's neither. */
export const isMet = (condition: Condition, asked: Asked): boolean => (condition.subject === null || condition.attribute(asked) !== undefined) && condition.test(asked);
