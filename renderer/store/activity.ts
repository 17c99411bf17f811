/** What was written from here, and what changed: read from main whenever a view asks. */
import type { AuditFormat } from '../../shared/contract';
import type { Result } from '../../shared/fault';
import type { AuditFilter, AuditPage } from '../../shared/model/audit';
import type { Key } from '../../shared/model/key';
import type { RecentChange } from '../../shared/model/recent';
import type { SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { revealKey, showSource, showView } from './navigation';
import { sources, ui } from './state';
import { told } from './telling';

/** Records of the audit, the latest first; `before` is where an earlier page ended. */
export const readAudit = (filter: AuditFilter, limit: number, before?: number): Promise<Result<AuditPage>> =>
  invoke('audit:read', { filter, limit, ...(before !== undefined && { before }) });

/** Writes what the filter lets through into a file that is asked for, and says so with this sentence. */
export async function exportAudit(filter: AuditFilter, format: AuditFormat, sentence: (count: number, path: string) => string): Promise<void> {
  const result = await told('audit:export', { filter, format });
  if (result.ok && result.value !== null) ui.done = sentence(result.value.count, result.value.path);
}

/** Changes that the open sources have seen since a moment, the latest first. */
export const readRecent = (from: number): Promise<Result<readonly RecentChange[]>> => invoke('changes:recent', { from });

/** Shows a key of a source in the tree, if the source is (still) there. */
export function showKey(sourceId: SourceId, key: Key): void {
  if (sources[sourceId] === undefined) return;
  showView('keys');
  showSource(sourceId);
  revealKey(sourceId, key);
}
