import { useEffect } from 'react';
import type { RolloutSide } from '../../../shared/model/rollout';
import { useRollout } from '../../store/hooks';
import { forgetSimulation, simulate } from '../../store/rollout';

/** How long typing pauses before it is simulated, in milliseconds. */
export const REST_MS = 250;

/**
 * Simulates these sides in the place of what is on show, and again whenever they or the population become others. `version` names what the
 * store holds: a side without a text is read anew when it is another. `onStart` is called when a simulation begins.
 */
export function useSimulation(sides: readonly RolloutSide[], version: bigint, onStart: () => void): void {
  const { populations, populationId } = useRollout();
  const revision = populations?.find((each) => each.id === populationId)?.revision ?? 0;
  useEffect(() => forgetSimulation, []);
  useEffect(() => {
    if (sides.length === 0) return undefined;
    const timer = setTimeout(() => {
      onStart();
      void simulate(populationId, sides);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [sides, populationId, revision, version, onStart]);
}
