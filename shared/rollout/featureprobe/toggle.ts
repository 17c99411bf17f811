/**
 * A toggle compiled, and how it decides: Node SDK 2.2.0, Evaluate.ts, with the one difference that the public vectors make, what a prerequisite that is not
 * met serves. Toggles that require toggles are asked once for each depth, so that no repository takes for ever.
 */
import type { Path } from '../../flags/problem';
import type { Toggle, ToggleServe } from '../../flags/featureprobe/view';
import { isSame } from '../../flags/syntax/node';
import type { Evaluation, Reason, Served } from '../engine';
import type { ProblemAt } from '../reading';
import { once, type Asked, type Notice } from './asked';
import { bucketFor } from './bucket';
import type { Condition, Conditions } from './conditions';

/** How many toggles may require one another in a row (SDK option prerequisiteMaxDeep). */
export const PREREQUISITE_DEPTH = 20;

/** What serves nothing: there is no variation to take. */
const NONE = -1;
/** A serve that does not apply to the user. */
const NO_HIT = -2;

/** A serve that can be asked; it gives the index of a variation, NONE or NO_HIT. */
export interface CompiledServe {
  readonly json: ToggleServe;
  readonly path: Path;
  /** The text that is hashed, and the salt; null where nothing is, or the user has not what it goes by. */
  keyFor(asked: Asked): { readonly key: string; readonly salt: string } | null;
  pick(asked: Asked): number;
}

export interface CompiledRule {
  readonly path: Path;
  readonly conditions: readonly Condition[];
  readonly serve: CompiledServe;
}

/** A prerequisite, and the toggle that it names. */
export interface CompiledPrerequisite {
  readonly name: string;
  readonly value: unknown;
  readonly path: Path;
  readonly unmet: Notice;
  readonly unknown: Notice;
  readonly tooDeep: Notice;
}

/** What a toggle comes to. A failure goes up to the toggle that was asked for. */
type Outcome = { readonly answer: Evaluation; readonly compared: unknown } | { readonly failure: Notice };

/** How a profile differs from the other. */
export interface Rules {
  readonly spec: boolean;
}

/** A toggle that can be asked. */
export class CompiledToggle {
  readonly json: Toggle;
  readonly path: Path;
  readonly rules: readonly CompiledRule[];
  readonly disabledServe: CompiledServe;
  readonly defaultServe: CompiledServe;
  readonly prerequisites: readonly CompiledPrerequisite[];
  readonly variants: readonly Served[];
  readonly #rules: Rules;
  readonly #toggles: ReadonlyMap<string, CompiledToggle>;
  readonly #problemAt: ProblemAt;
  readonly #outcomes = new Map<string, Outcome>();
  #stamp = 0;
  #known: Outcome[] = [];

  constructor(json: Toggle, path: Path, around: { conditions: Conditions; toggles: ReadonlyMap<string, CompiledToggle>; rules: Rules; problemAt: ProblemAt }) {
    const { conditions, toggles, rules, problemAt } = around;
    this.json = json;
    this.path = path;
    this.#rules = rules;
    this.#toggles = toggles;
    this.#problemAt = problemAt;
    const serve = (serve: ToggleServe, at: Path): CompiledServe => compileServe(serve, at, json.key, problemAt);
    this.disabledServe = serve(json.disabledServe, [...path, 'disabledServe']);
    this.defaultServe = serve(json.defaultServe, [...path, 'defaultServe']);
    this.rules = json.rules.map((rule, index) => {
      const at = [...path, 'rules', index];
      return { path: at, conditions: conditions.compile(rule.conditions, at), serve: serve(rule.serve, [...at, 'serve']) };
    });
    this.prerequisites = (json.prerequisites ?? []).map(({ key: name, value }, index) => {
      const at = [...path, 'prerequisites', index];
      return {
        name,
        value,
        path: at,
        unmet: once(() => problemAt('prerequisite-unmet', at, { name })),
        unknown: once(() => problemAt('prerequisite-unknown', at, { name })),
        tooDeep: once(() => problemAt('prerequisite-depth', at, { limit: PREREQUISITE_DEPTH })),
      };
    });
    this.variants = json.variations.map((value, index) => ({ name: String(index), value }));
  }

  /** Whether it serves what it serves when it is disabled where a prerequisite is not met, rather than its default. */
  get servesDisabledUnmet(): boolean {
    return this.#rules.spec;
  }

  /** The answer for a user who asks for this toggle. Throws EndlessSegment. */
  evaluate(asked: Asked): Evaluation {
    const outcome = this.#decide(asked, PREREQUISITE_DEPTH);
    return 'failure' in outcome ? this.fallen(asked, outcome.failure) : outcome.answer;
  }

  /** The answer where a prerequisite, or what a reader cannot finish, keeps the rules from being looked at. */
  fallen(asked: Asked, notice: Notice, reason: 'prerequisite' | 'default' = 'prerequisite'): Evaluation {
    asked.note(notice);
    return this.#serve(this.#rules.spec && reason === 'prerequisite' ? this.disabledServe : this.defaultServe, reason, asked).answer;
  }

  /** The outcome as a prerequisite of another toggle. */
  required(asked: Asked, depth: number): Outcome {
    if (this.#stamp !== asked.stamp) {
      this.#stamp = asked.stamp;
      this.#known = [];
    }
    return (this.#known[depth] ??= this.#decide(asked, depth));
  }

  #decide(asked: Asked, depth: number): Outcome {
    if (!this.json.enabled) return this.#serve(this.disabledServe, 'disabled', asked);
    if (depth === 0) return { failure: this.#tooDeep };
    for (const prerequisite of this.prerequisites) {
      const unmet = this.unmet(prerequisite, asked, depth);
      if (unmet === null) continue;
      if (!this.#rules.spec || unmet !== prerequisite.unmet) return { failure: unmet };
      asked.note(unmet);
      return this.#serve(this.disabledServe, 'prerequisite', asked);
    }
    for (let index = 0; index < this.rules.length; index++) {
      const rule = this.rules[index];
      if (rule === undefined || !holds(rule, asked)) continue;
      const picked = rule.serve.pick(asked);
      if (picked !== NO_HIT) return this.#outcome('match', index, picked, rule.serve, asked);
    }
    return this.#serve(this.defaultServe, 'default', asked);
  }

  readonly #tooDeep = once(() => this.#problemAt('prerequisite-depth', this.path, { limit: PREREQUISITE_DEPTH }));

  /** Why a prerequisite is not met; null where it is. */
  unmet({ name, value, unmet, unknown }: CompiledPrerequisite, asked: Asked, depth: number): Notice | null {
    const toggle = this.#toggles.get(name);
    if (toggle === undefined) return unknown;
    const outcome = toggle.required(asked, depth - 1);
    if ('failure' in outcome) return outcome.failure;
    // the SDK compares as JavaScript does: two objects are never the same to it
    return outcome.compared === value || (this.#rules.spec && isSame(outcome.compared, value)) ? null : unmet;
  }

  #serve(serve: CompiledServe, reason: Reason, asked: Asked): Extract<Outcome, { answer: Evaluation }> {
    return this.#outcome(reason, null, serve.pick(asked), serve, asked);
  }

  /** Outcomes are few, as they depend on what is picked only. */
  #outcome(reason: Reason, rule: number | null, picked: number, serve: CompiledServe, asked: Asked): Extract<Outcome, { answer: Evaluation }> {
    if (picked >= this.variants.length || picked === NONE) this.#noteUnserved(picked, serve, asked);
    const name = rule === null ? `${reason} ${picked}` : `${rule} ${picked}`;
    const known = this.#outcomes.get(name);
    if (known !== undefined && 'answer' in known) return known;
    const variant = this.variants[picked];
    const outcome = {
      answer: { value: variant?.value, index: variant === undefined ? -1 : picked, reason, rule, problems: [] },
      // with no serve, what is compared is the default that the SDK gives for a prerequisite
      compared: picked === NO_HIT ? null : variant?.value,
    };
    this.#outcomes.set(name, outcome);
    return outcome;
  }

  #noteUnserved(picked: number, serve: CompiledServe, asked: Asked): void {
    const { select } = serve.json;
    const index = select ?? picked;
    if (select !== undefined || picked !== NONE) return asked.note(() => this.#problemAt('variation-unknown', serve.path, { index, count: this.variants.length }));
    const hashed = serve.keyFor(asked);
    asked.note(() => this.#problemAt('bucket-unserved', serve.path, { bucket: hashed === null ? -1 : bucketFor(hashed.key, hashed.salt) }));
  }
}

/** Whether a rule's conditions hold for a user. */
export function holds({ conditions }: CompiledRule, asked: Asked): boolean {
  for (const condition of conditions) if (!meets(condition, asked)) return false;
  return true;
}

/** Whether a toggle's condition is met: a text that the user has not meets none, negated or not. */
export const meets = (condition: Condition, asked: Asked): boolean => (condition.optional || condition.attribute(asked) !== undefined) && condition.test(asked);

function compileServe(json: ToggleServe, path: Path, toggleKey: string, problemAt: ProblemAt): CompiledServe {
  const { select, split } = json;
  if (select !== undefined) return { json, path, keyFor: () => null, pick: () => (select < 0 ? NONE : select) };
  if (split === undefined) {
    const empty = once(() => problemAt('serve-empty', path));
    return {
      json,
      path,
      keyFor: () => null,
      pick: (asked) => {
        asked.note(empty);
        return NO_HIT;
      },
    };
  }
  const { bucketBy, distribution } = split;
  const by = bucketBy !== undefined && bucketBy.trim().length > 0 ? bucketBy : null;
  const salt = split.salt || toggleKey;
  const missing = once(() => problemAt('bucket-by-missing', [...path, 'split'], { name: by ?? '' }));
  const noText = once(() => problemAt('attribute-not-text', [...path, 'split'], { name: by ?? '' }));
  const noKey = once(() => problemAt('user-key-missing', [...path, 'split']));
  const textFor = (asked: Asked): string | undefined => (by === null ? asked.key(noKey) : asked.attribute(by, noText));
  return {
    json,
    path,
    keyFor: (asked) => {
      const key = textFor(asked);
      return key === undefined ? null : { key, salt };
    },
    pick: (asked) => {
      const key = textFor(asked);
      if (key === undefined) {
        asked.note(missing);
        return NO_HIT;
      }
      return variationIn(distribution, bucketFor(key, salt));
    },
  };
}

/** The first variation that has a bucket; NONE where none has it. */
function variationIn(distribution: readonly (readonly (readonly [number, number])[])[], bucket: number): number {
  for (let variation = 0; variation < distribution.length; variation++) {
    for (const range of distribution[variation] ?? []) if (bucket >= range[0] && bucket < range[1]) return variation;
  }
  return NONE;
}
