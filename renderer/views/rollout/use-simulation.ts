import { useEffect, useLayoutEffect, useRef } from 'react';
import type { RolloutSide } from '../../../shared/model/rollout';
import { useRollout } from '../../store/hooks';
import { forgetOther, leaveSimulation, simulate } from '../../store/rollout';
import { usePopulationRevision } from './population/use-population-revision';

/** How long typing pauses before it is simulated, in milliseconds. */
export const REST_MS = 250;

/**
 * Simulates these sides in the place of what is on show, and again whenever they or the population become others. `version` names what the
 * store holds: a side without a text is read anew when it is another. `onStart` is called when a simulation begins; `texts` says what sides with a text are.
 */
export function useSimulation(sides: readonly RolloutSide[], version: string, onStart: () => void, texts: 'draft' | 'steps' = 'draft'): void {
  const { populationId } = useRollout();
  const revision = usePopulationRevision();
  const begin = useRef({ populationId, sides });
  // before anything is painted: what another view left is no answer to this one
  useLayoutEffect(() => {
    forgetOther(begin.current.populationId, begin.current.sides);
    return leaveSimulation;
  }, []);
  useEffect(() => {
    if (sides.length === 0) return undefined;
    const timer = setTimeout(() => {
      onStart();
      void simulate(populationId, sides, texts);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [sides, populationId, revision, version, onStart, texts]);
}
