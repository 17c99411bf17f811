import { useEffect } from 'react';
import { usePreferences, useRollout } from '../../../store/hooks';
import { seekSharesAgain } from '../../../store/shares';

/** Has the bars of flags counted anew whenever the users are others, or values are read in another way. */
export function useSharesAgain(): void {
  const { populations, populationId } = useRollout();
  const revision = populations?.find(({ id }) => id === populationId)?.revision ?? 0;
  const preferences = usePreferences();
  useEffect(() => seekSharesAgain(), [populationId, revision, preferences]);
}
