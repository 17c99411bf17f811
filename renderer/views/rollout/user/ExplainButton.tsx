import type { User } from '../../../../shared/rollout/population/user';
import { useWords } from '../../../ui/text';

/** In a row of a user, in any table: asks how it comes to its answer. */
export function ExplainButton({ user, onExplain }: { user: User; onExplain: (user: User) => void }) {
  const words = useWords();
  return (
    <button type="button" className="rollout-explain" aria-label={words('rollout.explainUser', { key: user.key })} onClick={() => onExplain(user)}>
      {words('rollout.explain')}
    </button>
  );
}
