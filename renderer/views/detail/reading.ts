import { useEffect, useRef, useState } from 'react';
import type { EntryReading } from '../../../shared/contract';
import type { Fault, Result } from '../../../shared/fault';

/** What a command answered for one version of an entry. */
export interface Reading<T> {
  /** The last answer; it may belong to an older version while a newer one is on its way. */
  readonly value: T | null;
  readonly fault: Fault | null;
  readonly loading: boolean;
  readonly again: () => void;
}

/**
 * Asks when `subject` appears or `version` changes, one question at a time: a key that changes a thousand times a second is read
 * again only when the last answer has come. Answers to an older subject are dropped.
 */
export function useReading<T>(subject: string | null, version: string, ask: () => Promise<Result<T>>): Reading<T> {
  const [state, setState] = useState<{ subject: string | null; version: string; value: T | null; fault: Fault | null }>({
    subject: null,
    version: '',
    value: null,
    fault: null,
  });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ subject, version, ask });
  const running = useRef<string | null>(null);
  latest.current = { subject, version, ask };
  const wanted = `${attempt} ${version}`;

  useEffect(() => {
    if (subject === null || running.current === subject) return;
    const run = async (): Promise<void> => {
      running.current = subject;
      for (;;) {
        const asked = latest.current;
        const result = await asked.ask();
        if (latest.current.subject !== subject) break;
        setState({
          subject,
          version: asked.version,
          value: result.ok ? result.value : null,
          fault: result.ok ? null : result.fault,
        });
        if (latest.current.version === asked.version) break;
      }
      if (running.current === subject) running.current = null;
    };
    void run();
  }, [subject, wanted]);

  const current = state.subject === subject && subject !== null;
  return {
    value: current ? state.value : null,
    fault: current ? state.fault : null,
    loading: subject !== null && (!current || state.version !== version),
    again: () => setAttempt(attempt + 1),
  };
}

export type EntryFacts = Reading<EntryReading>;
