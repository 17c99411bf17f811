/** Warnings: what somebody should know before a plan is applied. None of them forbids it; some are agreed to one by one (`breaksSyntax`). */
import { decode, isFlagKey } from '../flags/flag';
import type { Capabilities } from '../model/capabilities';
import type { Key } from '../model/key';
import { separatorOf } from '../model/source';
import type { plans } from '../text/en/plans';
import type { Compiled } from './compile';
import { breaksSyntax } from './agreement';
import { breakOf, type ReadBy } from './broken';
import type { Preview } from './preview';
import type { Tree } from './tree';
import type { Work } from './work';

/** Most values that are judged, and most bytes of them: each is parsed, which holds everything else up. Of the rest it is told that they were not. */
export const MOST_JUDGED = 5_000;
const MOST_JUDGED_BYTES = 4 * 1024 * 1024;

/** Names a sentence of the catalog `plans.warnings`. */
export type WarningCode = keyof typeof plans.warnings extends infer Name ? (Name extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Name) : never;

export interface Warning {
  readonly code: WarningCode;
  readonly key: Key;
  /** Fills the sentence's places, beside `key`. `from` and `to` of a type change name words of `plans.kinds`. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a warning is judged by beside the values. */
interface Rules extends ReadBy {
  readonly capabilities: Pick<Capabilities, 'maxValueBytes'>;
  /** Number of problems of a value by its schema. */
  readonly problemsOf?: (key: Key, value: Uint8Array) => number;
}

/** All there is to say about a compiled change set, in the order of its plan, of which these are the previews. */
export function* warning({ plan, orphans, openTops }: Compiled, previews: readonly Preview[], tree: Pick<Tree, 'place' | 'capabilities'>, { problemsOf, formatRules }: Pick<Rules, 'problemsOf' | 'formatRules'> = {}): Work<Warning[]> {
  if (!plan) return [];
  const rules = { separator: separatorOf(tree.place), capabilities: tree.capabilities, formatRules, ...(problemsOf && { problemsOf }) };
  const deleted = previews.filter(({ kind }) => kind === 'deleted');
  const [first] = deleted;
  const { judged, unjudged } = judgedOf(previews);
  const [next] = unjudged;
  const ofValues: Warning[] = [];
  for (const preview of judged) {
    yield;
    ofValues.push(...warningsOfPut(preview, rules));
  }
  return [
    // what has to be agreed to is never among those that are left out
    ...ofValues.filter(breaksSyntax),
    // before the many that the judged may have
    ...(next ? [{ code: 'values-unjudged', key: next.key, params: { count: unjudged.length } } as const] : []),
    ...ofValues.filter((warning) => !breaksSyntax(warning)),
    ...(first ? [{ code: 'delete-unheard', key: first.key, params: { count: deleted.length } } as const] : []),
    ...orphans.map(({ key, from, owner }): Warning => ({ code: 'owner-lost', key, params: { from, owner } })),
    ...openTops.map((key): Warning => ({ code: 'below-unguarded', key, params: {} })),
  ];
}

/** The new values that are judged, and those for which there is no room: all from one on, in the order of the plan. */
function judgedOf(previews: readonly Preview[]): { readonly judged: readonly Preview[]; readonly unjudged: readonly Preview[] } {
  const put = previews.filter(({ after }) => after !== undefined);
  let bytes = 0;
  const full = put.findIndex(({ before, after }, at) => {
    bytes += (before?.length ?? 0) + (after?.length ?? 0);
    return at >= MOST_JUDGED || (at > 0 && bytes > MOST_JUDGED_BYTES);
  });
  return full < 0 ? { judged: put, unjudged: [] } : { judged: put.slice(0, full), unjudged: put.slice(full) };
}

/** What there is to say about a new value; nothing about a deletion. */
export function warningsOfPut({ key, kind, before, after }: Omit<Preview, 'owner' | 'base'>, rules: Rules): Warning[] {
  if (after === undefined) return [];
  const { separator, capabilities, problemsOf } = rules;
  const warnings: Warning[] = [];
  const warn = (code: WarningCode, params: Warning['params'] = {}): void => void warnings.push({ code, key, params });
  const now = decode(key, after, true, separator);
  const was = kind === 'created' || before === undefined ? undefined : decode(key, before, true, separator);

  if (after === null) warn('value-becomes-null');
  else if (before === null && after.length === 0) warn('null-becomes-empty');

  if (isFlagKey(key, undefined, separator) && now.on === false && now.text !== 'false') warn('flag-off', { value: shortened(now.text ?? '') });
  else if (was && before && after !== null) {
    const broken = (was.kind === 'json' || was.kind === 'text') && now.kind !== 'json' && now.text !== null ? breakOf(key, before, now.text, rules) : undefined;
    if (broken) warn(`${broken.syntax}-broken`, { line: broken.line, column: broken.column });
    else if (was.kind === 'number' && now.kind !== 'number') warn('number-broken');
    else if (was.kind !== now.kind && was.kind !== 'none') warn('type-change', { from: was.kind, to: now.kind });
  }

  const size = after?.length ?? 0;
  if (size > capabilities.maxValueBytes * 0.9) warn('near-limit', { size, limit: capabilities.maxValueBytes });
  const count = after === null ? 0 : (problemsOf?.(key, after) ?? 0);
  if (count > 0) warn('value-problems', { count });
  return warnings;
}

/** Most characters of a value that a sentence quotes. */
const QUOTED = 40;
const shortened = (text: string): string => (text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
