/** What the user can do to bring keys into files. */
import i18next from 'i18next';
import { ok, type Result } from '../../shared/fault';
import type { ExportPreview, Scope, TransferFormat } from '../../shared/model/comparison';
import type { SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { openDialog } from './navigation';
import { ui } from './state';

/** Opens what keys of a source are exported with. */
export const openExport = (sourceId: SourceId): void => openDialog('export-keys', { sourceId });

/** What an export would hold. */
export const previewExport = (sourceId: SourceId, scope: Scope): Promise<Result<ExportPreview>> => invoke('keys:export-preview', { sourceId, scope });

/** Asks for a file, and writes keys into it; says so. False where none was chosen. The dialog shows what went wrong. */
export async function exportKeys(sourceId: SourceId, scope: Scope, format: TransferFormat, secrets: boolean): Promise<Result<boolean>> {
  const result = await invoke('keys:export', { sourceId, scope, format, secrets });
  if (!result.ok) return result;
  if (result.value === null) return ok(false);
  const { count, path, skipped } = result.value;
  const left = skipped > 0 ? ` ${i18next.t('compare.export.skipped', { count: skipped })}` : '';
  ui.done = `${i18next.t('compare.export.done', { count, path })}${left}`;
  return ok(true);
}
