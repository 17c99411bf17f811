import { useRollout } from '../../../store/hooks';

/** The revision of the users who are chosen: another one whenever they are others under the same name. */
export function usePopulationRevision(): number {
  const { populations, populationId } = useRollout();
  return populations?.find(({ id }) => id === populationId)?.revision ?? 0;
}
