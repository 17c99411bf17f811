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

/** How long an answer holds, whatever changes meanwhile: faster than that nobody reads it. */
const REST_MS = 250;

/**
 * Asks when `subject` appears or `version` changes, one question at a time: a key that changes a thousand times a second is read
 * again only when the last answer has come and has been there for a moment. Answers to an older subject are dropped.
 */
export function useReading<T>(subject: string | null, version: string, ask: () => Promise<Result<T>>): Reading<T> {
  const [state, setState] = useState<{ subject: string | null; version: string; value: T | null; fault: Fault | null }>({
    subject: null,
    version: '',
    value: null,
    fault: null,
  });
  const [attempt, setAttempt] = useState(0);
  const wanted = `${attempt} ${version}`;
  const latest = useRef({ subject, version, wanted, ask });
  const running = useRef<string | null>(null);
  latest.current = { subject, version, wanted, ask };

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
        await new Promise((resolve) => setTimeout(resolve, REST_MS));
        if (latest.current.subject !== subject || latest.current.wanted === asked.wanted) break;
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
