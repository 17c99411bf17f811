/** Copies of the audit for other programs. JSON lines hold everything; a table has a row for each edit, as spreadsheets take it. */
import { open, rename, rm } from 'node:fs/promises';
import type { AuditFormat } from '../../shared/contract';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { AuditEdit, AuditEntry, AuditFilter, AuditValue } from '../../shared/model/audit';
import type { AuditLog } from './audit';

const PAGE_ENTRIES = 500;

const columns = ['at', 'user', 'host', 'source', 'backend', 'environment', 'title', 'reason', 'kind', 'key', 'before', 'after', 'state', 'revision', 'message', 'id', 'undoes'] as const;

/** Writes the entries that the filter lets through into a file, the latest first. The file is there when it is complete. */
export async function exportAudit(log: AuditLog, filter: AuditFilter, format: AuditFormat, path: string): Promise<Result<{ path: string; count: number }>> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    let count = 0;
    try {
      if (format === 'csv') await file.appendFile(row(columns));
      for (let before: number | undefined; ; ) {
        const page = await log.read(filter, { limit: PAGE_ENTRIES, before });
        if (!page.ok) return page;
        const { entries, next } = page.value;
        await file.appendFile(entries.map((entry) => (format === 'csv' ? rowsOf(entry) : `${JSON.stringify(entry)}\n`)).join(''));
        count += entries.length;
        if (next === undefined) break;
        before = next;
      }
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return ok({ path, count });
  } catch (error) {
    return failed(fault('denied', 'export-unwritable', { path, detail: error instanceof Error ? error.message : String(error) }));
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

function rowsOf({ intent, outcome, state }: AuditEntry): string {
  const { at, who, source, title, reason, id, undoes = '' } = intent;
  const rowOf = ({ kind, key, before, after }: AuditEdit): string =>
    row([
      ...[at, who.user, who.host, source.name, source.backend, source.environment, title, reason, kind, key],
      ...[textOf(before), textOf(after), state, outcome?.revision ?? '', outcome?.fault?.message ?? '', id, undoes],
    ]);
  return intent.edits.map(rowOf).join('');
}

function textOf(value: AuditValue | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'null';
  if ('text' in value) return value.text;
  if ('base64' in value) return `base64:${value.base64}`;
  return 'masked' in value ? `masked (${value.size} bytes)` : `sha256:${value.sha256} (${value.size} bytes)`;
}

/** RFC 4180. A spreadsheet would carry out what begins like a formula: a quote before it keeps it text. */
const row = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
