/** The simulation that stands in a ramp: of its steps, or of earlier ones at the same times while theirs is on its way. */
import { useCallback, useRef, useState } from 'react';
import type { RolloutSide, SimulationNews } from '../../../../shared/model/rollout';
import type { Station } from '../../../../shared/rollout/ramp/timeline';
import { useRollout } from '../../../store/hooks';
import { freshnessOf, type Freshness } from '../freshness';

interface Asked {
  readonly sides: readonly RolloutSide[];
  readonly stations: readonly Station[];
}

interface Standing {
  readonly news: SimulationNews | null;
  readonly freshness: Freshness;
  /** To be called when a simulation of these sides begins. */
  readonly onStart: () => void;
}

const refusals: ReadonlySet<Freshness> = new Set<Freshness>(['before-mistake', 'alone']);

export function useStanding(sides: readonly RolloutSide[], stations: readonly Station[]): Standing {
  const state = useRollout();
  const { news, ticket } = state;
  const latest = useRef({ sides, stations });
  latest.current = { sides, stations };
  const [asked, setAsked] = useState<Asked | null>(null);
  const [answered, setAnswered] = useState<Asked | null>(null);
  if (news !== null && news.ticket === ticket && asked !== null && answered !== asked) setAnswered(asked);
  const onStart = useCallback(() => setAsked(latest.current), []);
  const found = freshnessOf(state);
  const freshness = refusals.has(found) || asked?.sides === sides ? found : 'waiting';
  // steps that cannot be evaluated are of no plan that could be applied
  const stands = answered !== null && !refusals.has(freshness) && isSameTimes(answered.stations, stations);
  return { news: stands ? (news as SimulationNews | null) : null, freshness, onStart };
}

/** Whether two rows of stations have the same happen at the same times, so that what was counted at one can stand at the other. */
export const isSameTimes = (a: readonly Station[], b: readonly Station[]): boolean =>
  a.length === b.length && a.every(({ at, step, applied, moment }, index) => at === b[index]?.at && step === b[index].step && applied === b[index].applied && moment === b[index].moment);
