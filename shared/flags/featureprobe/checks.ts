/** What the shape of FeatureProbe's data does not say: variations and segments that do not exist, shares with gaps, rules that nobody reaches. */
import type { Findings, Path } from '../problem';
import { isSame } from '../syntax/node';
import type { FeatureProbeView, Toggle, ToggleCondition, ToggleRule, ToggleServe } from './view';

/** How many buckets users fall into. */
export const BUCKETS = 10_000;

/** Predicates by the type of a condition. */
export const predicates: Readonly<Record<string, readonly string[]>> = {
  string: ['is one of', 'ends with', 'starts with', 'contains', 'matches regex', 'is not any of', 'does not end with', 'does not start with', 'does not contain', 'does not match regex'],
  segment: ['is in', 'is not in'],
  datetime: ['after', 'before'],
  number: ['=', '!=', '>', '>=', '<', '<='],
  semver: ['=', '!=', '>', '>=', '<', '<='],
};

/** Adds what is wrong with toggles and segments that can be read. */
export function checkFeatureProbe(view: FeatureProbeView, findings: Findings): void {
  // of a toggle alone nothing is known that stands beside it
  const known = view.shape === 'toggle' ? null : { segments: new Set(view.segments.map(({ name }) => name)), toggles: new Map(view.toggles.map(({ toggle }) => [toggle.key, toggle])) };
  for (const { path, segment } of view.segments) {
    segment.rules.forEach(({ conditions }, index) => checkConditions(conditions, [...path, 'rules', index], known?.segments, findings));
  }
  for (const { path, toggle } of view.toggles) {
    if (findings.full) return;
    checkServe(toggle.disabledServe, [...path, 'disabledServe'], toggle, findings);
    checkServe(toggle.defaultServe, [...path, 'defaultServe'], toggle, findings);
    toggle.rules.forEach((rule, index) => {
      checkServe(rule.serve, [...path, 'rules', index, 'serve'], toggle, findings);
      checkConditions(rule.conditions, [...path, 'rules', index], known?.segments, findings);
    });
    checkReach(toggle.rules, [...path, 'rules'], findings);
    if (known !== null) checkPrerequisites(toggle, path, known.toggles, findings);
  }
}

function checkServe({ select, split }: ToggleServe, path: Path, { variations }: Toggle, findings: Findings): void {
  if (select === undefined && split === undefined) findings.add('serve-empty', path);
  if (select !== undefined && (select < 0 || select >= variations.length)) findings.add('variation-unknown', [...path, 'select'], { index: select, count: variations.length });
  if (split !== undefined) checkDistribution(split.distribution, [...path, 'split', 'distribution'], variations.length, findings);
}

function checkDistribution(distribution: readonly (readonly (readonly [number, number])[])[], path: Path, count: number, findings: Findings): void {
  distribution.slice(count).forEach((_, index) => findings.add('variation-unknown', [...path, count + index], { index: count + index, count }));
  const ranges = distribution.flatMap((own, variation) => own.map(([from, to], index) => ({ from, to, path: [...path, variation, index] })));
  if (ranges.length === 0) return void findings.add('distribution-empty', path);
  let covered = 0;
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const { from, to } = range;
    if (!(from >= 0 && from < to && to <= BUCKETS)) {
      findings.add('distribution-range', range.path, { from, to, buckets: BUCKETS });
      continue;
    }
    if (from > covered) findings.add('distribution-gap', path, { from: covered, to: from });
    if (from < covered) findings.add('distribution-overlap', range.path, { from, to: Math.min(to, covered) });
    covered = Math.max(covered, to);
  }
  if (covered < BUCKETS) findings.add('distribution-gap', path, { from: covered, to: BUCKETS });
}

function checkConditions(conditions: readonly ToggleCondition[], path: Path, segments: ReadonlySet<string> | undefined, findings: Findings): void {
  conditions.forEach(({ type, predicate, objects }, index) => {
    const at = [...path, 'conditions', index];
    if (!Object.hasOwn(predicates, type)) findings.add('condition-type-unknown', [...at, 'type'], { type });
    else if (!predicates[type]?.includes(predicate)) findings.add('predicate-unknown', [...at, 'predicate'], { predicate, type });
    if (objects.length === 0) findings.add('list-empty', [...at, 'objects']);
    objects.forEach((text, object) => {
      const path = [...at, 'objects', object];
      if (type === 'segment' && segments?.has(text) === false) findings.add('segment-unknown', path, { name: text });
      if (predicate.endsWith('regex') && !isRegex(text)) findings.add('regex-invalid', path, { text });
      if (readable[type]?.test(text) === false) findings.add('object-unreadable', path, { text, type });
    });
  });
}

/** What readers can compare with, by the type of a condition: the beginning of a number is one to them. */
const readable: Readonly<Record<string, RegExp | undefined>> = {
  number: /^\s*[+-]?(?:\d|\.\d|Infinity)/,
  datetime: /^\s*[+-]?\d/,
  semver: /^[v=\s]*\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?\s*$/,
};

function isRegex(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** A rule is reached only by those whom no rule before it has served. */
function checkReach(rules: readonly ToggleRule[], path: Path, findings: Findings): void {
  const before = new Set<string>();
  rules.forEach(({ conditions }, index) => {
    const text = JSON.stringify(conditions);
    if (before.has(text)) findings.add('condition-repeated', [...path, index, 'conditions']);
    else if (conditions.length === 0 && index < rules.length - 1) findings.add('always-matches', [...path, index, 'conditions']);
    before.add(text);
  });
}

function checkPrerequisites(toggle: Toggle, path: Path, toggles: ReadonlyMap<string, Toggle>, findings: Findings): void {
  (toggle.prerequisites ?? []).forEach(({ key, value }, index) => {
    const at = [...path, 'prerequisites', index];
    const variations = toggles.get(key)?.variations;
    if (key === toggle.key) findings.add('prerequisite-itself', [...at, 'key'], { name: key });
    else if (variations === undefined) findings.add('prerequisite-unknown', [...at, 'key'], { name: key });
    else if (!variations.some((variation) => isSame(variation, value))) findings.add('prerequisite-unserved', [...at, 'value'], { name: key, value: (JSON.stringify(value) ?? '').slice(0, 40) });
  });
}
