/** What users can be looked for by in a value: what a flag serves, its rules, and its splits. */
import { toggleNamed } from '../../../../shared/flags/featureprobe/names';
import type { Value } from '../../../../shared/flags/value';
import type { Target } from '../../../../shared/rollout/find/find';
import type { Words } from '../../../ui/text';
import type { Piece } from '../../forms/pieces';
import { conditionWords } from '../../forms/targeting-words';
import { ruleWords } from '../../forms/toggle-words';
import { labelOf } from '../outcome-text';

/** A target, and what it is called. */
export interface NamedTarget {
  readonly target: Target;
  readonly label: string;
}

/** Targets of a flag, by what they are. At least one each. */
export interface Targets {
  readonly served: readonly NamedTarget[];
  readonly rules: readonly NamedTarget[];
}

const LONGEST = 90;

/** What users of a flag can be looked for by. */
export function targetsOf(value: Value, flag: string, words: Words): Targets {
  if (value.kind === 'gzip' && value.inner !== null) return targetsOf(value.inner, flag, words);
  const appDefault = { target: { kind: 'variant', name: null }, label: words('rollout.appDefault') } as const;
  const noRule = { target: { kind: 'rule', rule: null }, label: words('rollout.noRule') } as const;
  if (value.kind === 'flagd') {
    // a flag that stands alone has no key of its own
    const found = value.view.flags.find(({ key }) => (key ?? flag) === flag);
    const rules = found?.rules.map(({ condition }) => (condition === null ? words('rollout.reason.otherwise') : conditionWords(condition.logic, words))) ?? [];
    const served = found?.variants.map((variant): NamedTarget => ({ target: { kind: 'variant', name: variant.name }, label: labelOf(variant) })) ?? [];
    return { served: [...served, appDefault], rules: [...rules.map((rule, index) => ruleTarget(rule, index, words)), noRule] };
  }
  if (value.kind === 'featureprobe') {
    const found = toggleNamed(value.view, flag)?.toggle;
    const served = found?.variations.map((variation, index): NamedTarget => ({ target: { kind: 'variant', name: String(index) }, label: labelOf({ name: null, value: variation }) })) ?? [];
    const rules = found?.rules.map(({ conditions }, index) => ruleTarget(ruleWords(conditions, words), index, words)) ?? [];
    return { served: [...served, appDefault], rules: [...rules, noRule] };
  }
  return { served: [{ target: { kind: 'variant', name: '0' }, label: (value.text ?? '').trim() }], rules: [noRule] };
}

function ruleTarget(said: string | readonly Piece[], rule: number, words: Words): NamedTarget {
  const text = typeof said === 'string' ? said : words('rollout.ruleOf', { rule: words('form.rule', { index: rule + 1 }), condition: said.map((piece) => piece.text).join('') });
  return { target: { kind: 'rule', rule }, label: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text };
}
