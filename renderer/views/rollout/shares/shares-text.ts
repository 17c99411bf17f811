/** Whom a flag serves what, in a sentence. */
import type { FlagShares, NoShares } from '../../../../shared/model/shares';
import { formatNumber } from '../../../ui/format';
import { faultSentence, type Words } from '../../../ui/text';
import { EVERYBODY } from '../population/everybody';
import { nameText } from '../outcome-text';
import { share } from '../share';

/** More parts are not named. */
const MOST_NAMED = 8;

/** What a bar shows: parts in percent, of whom; or why there is none. */
export function sharesText(words: Words, of: FlagShares | NoShares): string {
  if (of.kind === 'failed') return faultSentence(of.fault);
  const { parts, users, population, disabled } = of;
  const named = parts.slice(0, MOST_NAMED).map((part) => `${part.label === null ? words('rollout.appDefault') : nameText(part.label)} ${share(part.users, users)}`);
  const params = { parts: [...named, ...(parts.length > MOST_NAMED ? ['…'] : [])].join(', '), of: of.of, population: population.id === EVERYBODY ? words('rollout.everybody') : population.name };
  const shares = users < of.of ? words('rollout.sharesOfSample', { ...params, users }) : words('rollout.sharesOf', { ...params, users: words('rollout.users', { count: users, shown: formatNumber(users) }) });
  return disabled ? words('rollout.sharesDisabled', { shares }) : shares;
}
