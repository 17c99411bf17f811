/** Which sides the simulation on show is of: those that are chosen may be others by now, whose answer has not come yet. */
import { useCallback, useRef, useState } from 'react';
import type { RolloutSide } from '../../../../shared/model/rollout';
import { useRollout } from '../../../store/hooks';
import { freshnessOf, type Freshness } from '../freshness';
import type { Pair } from './sides';

interface Asked {
  readonly pair: Pair;
  readonly sides: readonly RolloutSide[];
}

interface Shown {
  /** The sides that the simulation on show is of. */
  readonly pair: Pair;
  readonly freshness: Freshness;
  /** To be called when a simulation of the chosen sides begins. */
  readonly onStart: () => void;
}

/** What holds until another question is answered; the rest is soon over when one is about to be asked. */
const lasting: ReadonlySet<Freshness> = new Set<Freshness>(['before-mistake', 'alone']);

export function useShown(chosen: Asked): Shown {
  const state = useRollout();
  const { news, ticket } = state;
  const latest = useRef(chosen);
  latest.current = chosen;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState(chosen);
  if (news !== null && news.ticket === ticket && asked !== null && shown !== asked) setShown(asked);
  const onStart = useCallback(() => setAsked(latest.current), []);
  const found = freshnessOf(state);
  return { pair: shown.pair, freshness: lasting.has(found) || asked?.sides === chosen.sides ? found : 'waiting', onStart };
}
