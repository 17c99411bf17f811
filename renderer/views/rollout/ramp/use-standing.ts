/** The simulation that stands in a ramp: of its steps, or of earlier ones of the same variant at the same times while theirs is on its way. */
import { useCallback, useRef, useState } from 'react';
import type { RolloutSide, SimulationNews } from '../../../../shared/model/rollout';
import type { Station } from '../../../../shared/rollout/ramp/timeline';
import { useRollout } from '../../../store/hooks';
import { freshnessOf, type Freshness } from '../freshness';
import { isSameTimes } from './exposure';

interface Asked {
  readonly sides: readonly RolloutSide[];
  readonly stations: readonly Station[];
  /** Which variant is ramped; undefined for none. */
  readonly variant: string | undefined;
}

interface Standing {
  readonly news: SimulationNews | null;
  readonly freshness: Freshness;
  /** To be called when a simulation of these sides begins. */
  readonly onStart: () => void;
}

const refusals: ReadonlySet<Freshness> = new Set<Freshness>(['before-mistake', 'alone']);

export function useStanding(now: Asked): Standing {
  const state = useRollout();
  const { news, ticket } = state;
  const latest = useRef(now);
  latest.current = now;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [answered, setAnswered] = useState<Asked | null>(null);
  if (news !== null && news.ticket === ticket && asked !== null && answered !== asked) setAnswered(asked);
  const onStart = useCallback(() => setAsked(latest.current), []);
  const found = freshnessOf(state);
  const freshness = refusals.has(found) || asked?.sides === now.sides ? found : 'waiting';
  // steps that cannot be evaluated are of no plan that could be applied
  const stands = answered !== null && !refusals.has(freshness) && answered.variant === now.variant && isSameTimes(answered.stations, now.stations);
  return { news: stands ? (news as SimulationNews | null) : null, freshness, onStart };
}
