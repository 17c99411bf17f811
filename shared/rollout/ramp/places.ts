/** Where in a flag a ramp can be: its splits, and what is served to everybody else, which a ramp makes a split of. */
import { toggleNamed } from '../../flags/featureprobe/names';
import { BUCKETS } from '../../flags/featureprobe/checks';
import { isOwn, servePlace } from '../../flags/flagd/edit-rules';
import type { FlagdFlag } from '../../flags/flagd/view';
import type { Path } from '../../flags/problem';
import type { Change } from '../../flags/syntax/change';
import { nodeAt, type Structure } from '../../flags/syntax/node';
import type { Value } from '../../flags/value';
import type { Range } from '../churn';
import { distribution, distributionOf, flagdFlagOf, fractional, inPlaces, servesOf } from '../splits';

/** A place that can be ramped. */
export interface RampPlace {
  /** Of its places in the flag, the same for the same place in another version of the document. */
  readonly id: string;
  /** Number of the rule, from 0, that serves there; null for what everybody else is served. */
  readonly rule: number | null;
  /** Whether everybody is served there: there is no rule besides. */
  readonly whole: boolean;
  /** Whether a split is made there first. */
  readonly made: boolean;
  /** Whether other flags are served by it as well. */
  readonly shared: boolean;
  /** Who gets what now. */
  readonly ranges: readonly Range[];
  /** Whether a line of more units may be written. */
  readonly finer: boolean;
  /** Who gets what a variant lets go that had everything. */
  readonly otherwise: string;
  readonly change: (ranges: readonly Range[]) => Change;
}

/** Why there is no ramp at a place. */
export type Unfit = 'plain' | 'app-default' | 'computed' | 'shared' | 'overlaps' | 'one-variant' | 'broken';

/** Where a flag can be ramped, and why elsewhere it cannot. */
export interface RampPlaces {
  readonly places: readonly RampPlace[];
  readonly unfit: readonly { readonly why: Unfit; readonly rule: number | null }[];
}

/** Places of a flag in a value that is not compressed. */
export function rampPlaces(value: Value, flag: string): RampPlaces {
  if (value.kind === 'boolean') return unfit('plain');
  if (value.kind !== 'flagd' && value.kind !== 'featureprobe') return unfit('broken');
  if (value.structure.broken) return unfit('broken');
  if (value.kind === 'featureprobe') return toggled(value, flag);
  const found = flagdFlagOf(value, flag);
  return found === undefined ? unfit('broken') : ruled(value.structure, found);
}

const unfit = (why: Unfit): RampPlaces => ({ places: [], unfit: [{ why, rule: null }] });

/** As many units as percent can be read in. */
const WHOLE = 100;

function ruled(structure: Structure, flag: FlagdFlag): RampPlaces {
  const names = flag.variants.map(({ name }) => name);
  if (names.length < 2) return unfit('one-variant');
  const usual = names.find((name) => name === flag.defaultVariant) ?? (names[0] as string);
  const places: RampPlace[] = [];
  const reasons: RampPlaces['unfit'][number][] = [];
  const whole = flag.rules.every(({ condition }) => condition === null);
  for (const [index, { serve, condition }] of flag.rules.entries()) {
    const rule = condition === null ? null : index;
    if (serve.kind !== 'split') continue;
    const split = fractional(serve);
    if (split === undefined || split.ranges.length === 0) {
      reasons.push({ why: 'computed', rule });
      continue;
    }
    const { path, ranges, finer } = split;
    places.push({ id: JSON.stringify(path), rule, whole, made: false, shared: !isOwn(flag, path), ranges, finer, otherwise: usual, change: (changed) => ({ kind: 'set', path, value: split.written(changed) }) });
  }
  const last = flag.rules.find(({ condition }) => condition === null);
  if (last?.serve.kind === 'split') return { places, unfit: reasons };
  const served = last?.serve.kind === 'variant' ? last.serve.variant : flag.defaultVariant;
  const refuse = (why: Unfit): RampPlaces => ({ places, unfit: [...reasons, { why, rule: null }] });
  if (last?.serve.kind === 'computed') return refuse('computed');
  if (served === null || !names.includes(served)) return refuse('app-default');
  const change = last === undefined ? behind(structure, flag) : isOwn(flag, last.serve.path) ? put(servePlace(last.serve)) : undefined;
  if (change === undefined) return refuse('shared');
  const split = (ranges: readonly Range[]): unknown => ({ fractional: inPlaces([served, ...ranges.map(({ variant }) => variant).filter((variant) => variant !== served)], ranges).map(({ variant, units }) => [variant, units]) });
  const made = { rule: null, whole, made: true, shared: false, ranges: [{ variant: served, units: WHOLE }], finer: true, otherwise: served };
  return { places: [...places, { ...made, id: 'everybody', change: (ranges) => change(split(ranges)) }], unfit: reasons };
}

const put = (path: Path) => (value: unknown): Change => ({ kind: 'set', path, value });

/** Where something is served to everybody whom no rule serves: behind the last rule, or in the place of rules that there are not. */
function behind(structure: Structure, flag: FlagdFlag): ((value: unknown) => Change) | undefined {
  const last = flag.rules.at(-1)?.condition;
  if (last === undefined || last === null) return put([...flag.path, 'targeting']);
  const list = last.path.slice(0, -1);
  const node = nodeAt(structure.root, list);
  if (!isOwn(flag, last.path) || node?.type !== 'list') return undefined;
  return (value) => ({ kind: 'insert', path: list, index: node.items.length, values: [value] });
}

function toggled({ view }: Extract<Value, { kind: 'featureprobe' }>, flag: string): RampPlaces {
  const found = toggleNamed(view, flag);
  if (found === undefined) return unfit('broken');
  const { toggle, path: at } = found;
  const count = toggle.variations.length;
  if (count < 2) return unfit('one-variant');
  const whole = toggle.rules.length === 0;
  const off = toggle.disabledServe.select;
  const usual = String(off !== undefined && off >= 0 && off < count ? off : 0);
  const places: RampPlace[] = [];
  const reasons: RampPlaces['unfit'][number][] = [];
  for (const { path, serve, rule } of servesOf(toggle, at)) {
    const { select } = serve;
    if (select !== undefined) {
      if (rule !== null) continue;
      const made = { rule, whole, made: true, shared: false, ranges: [{ variant: String(select), units: BUCKETS }], finer: false, otherwise: String(select) };
      if (select < 0 || select >= count) reasons.push({ why: 'app-default', rule });
      else places.push({ ...made, id: 'everybody', change: (ranges) => ({ kind: 'set', path, value: { split: { distribution: distributionOf(ranges, count) } } }) });
      continue;
    }
    const split = distribution(path, serve, toggle.key);
    if (split === undefined) reasons.push({ why: serve.split === undefined ? 'app-default' : 'overlaps', rule });
    else places.push({ id: JSON.stringify(path), rule, whole, made: false, shared: false, ranges: split.ranges, finer: false, otherwise: usual, change: (ranges) => ({ kind: 'set', path: split.path, value: split.written(ranges) }) });
  }
  return { places, unfit: reasons };
}
