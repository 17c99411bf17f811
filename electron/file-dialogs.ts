/** The system's own dialogs for files. The page only ever gets the path that a person chose. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import type { AuditFormat, ChosenFile } from '../shared/contract';
import type { TransferFormat } from '../shared/model/comparison';

/** How files are asked for. Null where none was chosen. */
export interface FileDialogs {
  /** A file that a source names, or a workspace's directory. */
  choose(what: ChosenFile): Promise<string | null>;
  /** A file of exported sources to read. */
  openProfiles(): Promise<string | null>;
  /** A file to export sources into. */
  saveProfiles(): Promise<string | null>;
  /** A file to export the audit into. */
  saveAudit(format: AuditFormat): Promise<string | null>;
  /** A file of keys to read. */
  openKeys(): Promise<string | null>;
  /** A file of users to read. */
  openUsers(): Promise<string | null>;
  /** A file to export keys into. */
  saveKeys(format: TransferFormat): Promise<string | null>;
}

const json = [{ name: 'JSON', extensions: ['json'] }];
const yaml = { name: 'YAML', extensions: ['yaml', 'yml'] };

export const systemDialogs: FileDialogs = {
  choose: (what) => open(what === 'workspace' ? { properties: ['openDirectory', 'createDirectory'] } : { properties: ['openFile', 'showHiddenFiles'] }),
  openProfiles: () => open({ properties: ['openFile'], filters: json }),
  saveProfiles: () => save({ defaultPath: 'flagscope-sources.json', filters: json }),
  saveAudit: (format) => save({ defaultPath: `flagscope-audit.${format}`, filters: [{ name: format === 'csv' ? 'CSV' : 'JSON Lines', extensions: [format] }] }),
  openKeys: () => open({ properties: ['openFile'], filters: [{ name: 'JSON, YAML', extensions: ['json', 'yaml', 'yml'] }] }),
  openUsers: () => open({ properties: ['openFile'], filters: [{ name: 'CSV, JSON Lines', extensions: ['csv', 'tsv', 'txt', 'jsonl', 'ndjson', 'json'] }] }),
  saveKeys: (format) =>
    save(format === 'yaml' ? { defaultPath: 'keys.yaml', filters: [yaml] } : { defaultPath: format === 'flagd' ? 'flags.json' : 'keys.json', filters: json }),
};

async function save(options: SaveDialogOptions): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return canceled || !filePath ? null : filePath;
}

async function open(options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  const [chosen] = filePaths;
  if (canceled || chosen === undefined || !path.isAbsolute(chosen)) return null;
  // some systems let one type a name that is not there
  const found = await stat(chosen).catch(() => undefined);
  return found === undefined || found.isDirectory() !== (options.properties?.includes('openDirectory') === true) ? null : chosen;
}
