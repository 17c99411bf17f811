import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import type { AuditFormat } from '../../../shared/contract';
import { exportAudit } from '../../store/activity';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { auditFilter, everything, isNarrowed } from './filter';
import { FilterBar } from './FilterBar';
import { RecordDetail } from './RecordDetail';
import { RecordList } from './RecordList';
import { useAudit } from './use-audit';

/** The audit: every write that was made from here, the latest first, and one of them in full. */
export function Written() {
  const words = useWords();
  const [choice, setChoice] = useState(everything);
  const { page, fault, older } = useAudit(useDeferredValue(choice));
  const [openId, setOpenId] = useState<string | null>(null);
  const entries = page?.entries ?? [];
  const open = entries.find(({ intent }) => intent.id === openId) ?? entries[0];
  const save = (format: AuditFormat) =>
    void exportAudit(auditFilter(choice, Date.now()), format, (count, path) => words('activity.exported', { count, path }));
  return (
    <>
      <FilterBar choice={choice} onChange={setChoice}>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={13} />} disabled={entries.length === 0}>
              {words('activity.export')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save('jsonl')}>{words('activity.exportJsonl')}</Menu.Item>
            <Menu.Item onClick={() => save('csv')}>{words('activity.exportCsv')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </FilterBar>
      {fault !== null && (
        <Note tone="bad" role="alert">
          {faultSentence(fault)}
        </Note>
      )}
      {page !== null && page.broken > 0 && <Note tone="warn">{words('activity.broken', { count: page.broken })}</Note>}
      {page !== null && entries.length === 0 ? (
        <p className="activity-none muted">{words(isNarrowed(choice) ? 'activity.noMatches' : 'activity.none')}</p>
      ) : (
        <RecordList entries={entries} openId={open?.intent.id ?? null} onOpen={setOpenId} older={older} />
      )}
      {open !== undefined && <RecordDetail entry={open} />}
    </>
  );
}
