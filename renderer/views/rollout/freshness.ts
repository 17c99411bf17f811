/** Whether what is on show is what was asked for last: an answer to an earlier question is never shown as if it were this one's. */
import type { SimulationNews } from '../../../shared/model/rollout';

/** What of the store says it. */
interface Shown {
  readonly ticket: string | null;
  readonly running: boolean;
  readonly news: Pick<SimulationNews, 'ticket' | 'done' | 'size'> | null;
  readonly refused: { readonly ticket: string } | null;
}

/**
 * `waiting`: the answer is on its way and the one before it still stands; `before-mistake`: the draft cannot be evaluated, and what it was before
 * stands; `alone`: it cannot, and never could; `earlier`: the question came to nothing; `unfinished`: it was stopped on the way.
 */
export type Freshness = 'now' | 'waiting' | 'before-mistake' | 'alone' | 'earlier' | 'unfinished';

export function freshnessOf({ ticket, running, news, refused }: Shown): Freshness {
  const answered = news?.ticket === ticket;
  if (isRefused({ ticket, running, news, refused })) return answered || news === null ? 'alone' : 'before-mistake';
  if (news === null) return 'now';
  if (!answered) return running ? 'waiting' : 'earlier';
  return !running && news.done < news.size ? 'unfinished' : 'now';
}

/** Whether the draft cannot be evaluated. While another question is on its way, what was said of the one before holds. */
export const isRefused = ({ ticket, running, news, refused }: Shown): boolean => refused !== null && (refused.ticket === ticket || (running && news?.ticket !== ticket));
