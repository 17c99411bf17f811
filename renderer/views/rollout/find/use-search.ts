/** A search for users: asked for at a press, given up when it is about something else. */
import { useEffect, useRef, useState } from 'react';
import type { Fault } from '../../../../shared/fault';
import type { UserSearch, UsersFound } from '../../../../shared/model/rollout';
import { cancelFind, findUsers } from '../../../store/rollout';

/** What a search came to. */
type Answer = { readonly of: string } & ({ readonly found: UsersFound } | { readonly fault: Fault });

export interface Searching {
  readonly running: boolean;
  readonly answer: Answer | null;
  /** Whether the answer is about what is asked now. */
  readonly stale: boolean;
  readonly run: () => void;
  readonly giveUp: () => void;
}

/** `search` is null while it cannot be asked; `version` names what the store holds, and which users are meant. */
export function useSearch(search: UserSearch | null, version: string): Searching {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const latest = useRef<string | null>(null);
  const question = search === null ? '' : JSON.stringify([search, version]);
  const giveUp = () => {
    if (latest.current === null) return;
    latest.current = null;
    setAsking(null);
    cancelFind();
  };
  useEffect(() => giveUp, [question]);
  const run = () => {
    if (search === null) return;
    latest.current = question;
    setAsking(question);
    void findUsers(search).then((result) => {
      if (latest.current !== question) return;
      latest.current = null;
      setAsking(null);
      setAnswer(result.ok ? { of: question, found: result.value } : { of: question, fault: result.fault });
    });
  };
  return { running: asking === question, answer, stale: answer !== null && answer.of !== question, run, giveUp };
}
