import { useEffect } from 'react';
import { usePreferences, useRollout } from '../../../store/hooks';
import { seekSharesAgain } from '../../../store/shares';
import { usePopulationRevision } from '../population/use-population-revision';

/** Has the bars of flags counted anew whenever the users are others, or values are read in another way. */
export function useSharesAgain(): void {
  const { populationId } = useRollout();
  const revision = usePopulationRevision();
  const preferences = usePreferences();
  useEffect(() => seekSharesAgain(), [populationId, revision, preferences]);
}
