import { useCallback, useEffect, useRef, useState } from 'react';
import type { Fault } from '../../../shared/fault';
import type { AuditEntry, AuditPage } from '../../../shared/model/audit';
import { readAudit } from '../../store/activity';
import { oneAtATime } from '../../store/one-at-a-time';
import { useUi } from '../../store/hooks';
import { auditFilter, type Choice } from './filter';

const PAGE = 100;
/** As many as main gives at once. */
const MOST = 1000;

export interface Audit {
  /** Null until the first answer. */
  readonly page: AuditPage | null;
  readonly fault: Fault | null;
  /** Reads further back; absent at the beginning of the file. */
  readonly older?: () => void;
}

/** The records that a choice lets through, read anew whenever there are more, one read after the other. Answers to an older choice are dropped. */
export function useAudit(choice: Choice): Audit {
  const { auditGrown } = useUi();
  const [wanted, setWanted] = useState({ choice, count: PAGE });
  if (wanted.choice !== choice) setWanted({ choice, count: PAGE });
  const [state, setState] = useState<{ page: AuditPage | null; fault: Fault | null }>({ page: null, fault: null });
  const [ask] = useState(oneAtATime);
  const latest = useRef(wanted);

  useEffect(() => {
    latest.current = wanted;
    ask(async () => {
      const result = await readAsMany(wanted.choice, wanted.count);
      if (latest.current === wanted) setState((before) => ({ page: result.ok ? result.value : before.page, fault: result.ok ? null : result.fault }));
    });
  }, [ask, wanted, auditGrown]);

  const older = useCallback(() => setWanted((now) => ({ ...now, count: now.count + PAGE })), []);
  const { page, fault } = state;
  return { page, fault, ...(page?.next !== undefined && page.entries.length >= wanted.count && { older }) };
}

/** Pages one behind the other, until there are as many or the file begins. */
async function readAsMany(choice: Choice, count: number) {
  const filter = auditFilter(choice, Date.now());
  const entries: AuditEntry[] = [];
  let broken = 0;
  for (let before: number | undefined; ; ) {
    const result = await readAudit(filter, Math.min(MOST, count - entries.length), before);
    if (!result.ok) return result;
    entries.push(...result.value.entries);
    broken += result.value.broken;
    before = result.value.next;
    if (before === undefined || entries.length >= count) return { ok: true, value: { entries, broken, ...(before !== undefined && { next: before }) } } as const;
  }
}
