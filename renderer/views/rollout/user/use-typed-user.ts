import { useState } from 'react';
import type { User } from '../../../../shared/rollout/population/user';

/** A user as somebody types one. */
export interface TypedUser {
  readonly key: string;
  /** JSON. */
  readonly attributes: string;
}

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

export function useTypedUser(): Typing {
  const [user, setUser] = useState<TypedUser>({ key: 'user-1', attributes: '{}' });
  const [asked, setAsked] = useState(0);
  const ask = () => setAsked(asked + 1);
  const explain = ({ key, attributes }: User) => {
    setUser({ key, attributes: JSON.stringify(attributes) });
    ask();
  };
  return { user, setUser, asked, ask, explain };
}
