/** What stands on the two sides of a comparison: what is served now, a draft, a revision, a key elsewhere, or the same by other rules. */
import type { RolloutSide } from '../../../../shared/model/rollout';
import type { RuleName, SideChoice } from '../../../store/rollout-question';
import { profileOf } from '../subject';

/** Two sides; nothing to compare with is null. */
export interface Pair {
  readonly from: SideChoice;
  readonly to: SideChoice | null;
}

/** What there is to choose from. */
interface Choosable {
  readonly drafted: boolean;
  readonly rule: RuleName;
  readonly rules: readonly RuleName[];
}

export const live: SideChoice = { kind: 'live' };

/** The pair that stands for what was chosen: what is not there, and what is the same as the other side, gives way to live against the draft. */
export function pairOf(chosen: { readonly from: SideChoice; readonly to: SideChoice | null }, choosable: Choosable): Pair {
  const from = isThere(chosen.from, choosable) ? chosen.from : live;
  if (chosen.to !== null && isThere(chosen.to, choosable) && !isSameChoice(from, chosen.to)) return { from, to: chosen.to };
  if (from.kind !== 'live') return { from, to: live };
  return { from, to: choosable.drafted ? { kind: 'draft' } : null };
}

const isThere = (side: SideChoice, { drafted, rule, rules }: Choosable): boolean =>
  side.kind === 'draft' ? drafted : side.kind === 'rules' ? side.rule !== rule && rules.includes(side.rule) : true;

/** Names a choice in a list; a revision is picked from a list of its own. */
export const nameOfChoice = (side: SideChoice): string => (side.kind === 'elsewhere' ? `source ${side.sourceId}` : side.kind === 'rules' ? `rule ${side.rule}` : side.kind);

/** Whether two sides say the same. Revisions and keys elsewhere differ in what is picked beside them. */
const isSameChoice = (a: SideChoice, b: SideChoice): boolean => nameOfChoice(a) === nameOfChoice(b) && a.kind !== 'revision' && a.kind !== 'elsewhere';

/** The sides of a pair for main, without one whose revision has still to be picked. */
export function sidesOf({ from, to }: Pair, now: RolloutSide, drafted: string | null): readonly RolloutSide[] {
  const first = sideOf(from, now, drafted);
  const second = to === null ? null : to.kind === 'rules' ? first && { ...first, profile: profileOf(to.rule) } : sideOf(to, now, drafted);
  return [first, second].filter((side) => side !== null);
}

function sideOf(side: SideChoice, now: RolloutSide, drafted: string | null): RolloutSide | null {
  if (side.kind === 'draft') return drafted === null ? null : { ...now, text: drafted };
  if (side.kind === 'revision') return side.at === null ? null : { ...now, at: String(side.at) };
  return side.kind === 'elsewhere' ? { ...now, sourceId: side.sourceId, key: side.key } : now;
}

/** Whether the second side is what the first is about to become, so that it can be said who would have to move. */
export const isLiveToDraft = ({ from, to }: Pair): boolean => from.kind === 'live' && to?.kind === 'draft';
