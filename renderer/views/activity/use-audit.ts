import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../../../shared/fault';
import type { AuditEntry, AuditPage } from '../../../shared/model/audit';
import { readAudit } from '../../store/activity';
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

/** The records that a choice lets through, read anew whenever there are more. Answers to an older choice are dropped. */
export function useAudit(choice: Choice): Audit {
  const { auditGrown } = useUi();
  const [wanted, setWanted] = useState({ choice, count: PAGE });
  if (wanted.choice !== choice) setWanted({ choice, count: PAGE });
  const [state, setState] = useState<{ choice: Choice; page: AuditPage | null; fault: Fault | null }>({ choice, page: null, fault: null });
  const { count } = wanted;

  useEffect(() => {
    let current = true;
    void readAsMany(choice, count).then((result) => {
      if (current) setState((before) => ({ choice, page: result.ok ? result.value : before.page, fault: result.ok ? null : result.fault }));
    });
    return () => {
      current = false;
    };
  }, [choice, count, auditGrown]);

  const older = useCallback(() => setWanted((now) => ({ ...now, count: now.count + PAGE })), []);
  const { page, fault } = state;
  return { page, fault, ...(page?.next !== undefined && page.entries.length >= count && { older }) };
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
