import { useState } from 'react';
import type { User } from '../../../../shared/rollout/population/user';
import { useRolloutQuestion } from '../../../store/hooks';
import { keepQuestion } from '../../../store/rollout';
import type { TypedUser } from '../../../store/rollout-question';
import type { Question } from '../use-question';

/** The user of "As a user", which tables fill in. */
export interface Typing {
  readonly user: TypedUser;
  readonly setUser: (user: TypedUser) => void;
  /** How often somebody asked for an answer; from the first time on the answer follows what is typed. */
  readonly asked: number;
  readonly ask: () => void;
  /** Asks for a user of a table. */
  readonly explain: (user: User) => void;
}

export function useTypedUser({ sourceId, key }: Pick<Question, 'sourceId' | 'key'>): Typing {
  const { user } = useRolloutQuestion(sourceId, key);
  const setUser = (user: TypedUser) => keepQuestion(sourceId, key, { user });
  const [asked, setAsked] = useState(0);
  const ask = () => setAsked(asked + 1);
  const explain = (of: User) => {
    setUser({ key: of.key, attributes: JSON.stringify(of.attributes) });
    ask();
  };
  return { user, setUser, asked, ask, explain };
}
