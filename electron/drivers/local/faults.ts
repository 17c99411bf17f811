/** What can be wrong with a workspace's files, as faults. */
import { detail, fault, FaultError, type Detail, type DetailReason } from '../../../shared/fault';

const explanations: Readonly<Record<string, DetailReason>> = {
  EACCES: 'file-access',
  EPERM: 'file-permission',
  EROFS: 'file-read-only',
  ENOSPC: 'file-disk-full',
  EDQUOT: 'file-quota',
  EFBIG: 'file-size',
  EIO: 'file-disk-error',
  ENOENT: 'file-gone',
  ENOTDIR: 'file-no-directory',
  EEXIST: 'file-in-place',
  EISDIR: 'file-directory',
  EMFILE: 'file-many-open',
  ENAMETOOLONG: 'file-long-path',
};

/** A file operation's error in words, its code beside. */
export function explain(error: unknown): string | Detail {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const words = code === undefined ? undefined : explanations[code];
  if (code === undefined || words === undefined) return error instanceof Error ? error.message : String(error);
  return detail('file-error', { words: detail(words), code });
}

/** The workspace cannot be opened or written. */
export const unwritable = (path: string, error: unknown): FaultError =>
  new FaultError(fault('denied', 'workspace-unwritable', { path, detail: explain(error) }));

/** The journal behind an open workspace was removed, replaced or written by somebody else. */
export const replaced = (path: string): FaultError => new FaultError(fault('unreachable', 'store-replaced', { endpoint: path }));

/** The journal has a damaged line. */
export const corrupt = (path: string, line: number, detail: string): FaultError =>
  new FaultError(fault('invalid', 'workspace-corrupt', { path, line, detail }));

/** The journal was written by a later version of this program. */
export const newer = (path: string, version: number): FaultError =>
  new FaultError(fault('not-supported', 'workspace-newer', { path, version }));

/** Another process has the workspace open. */
export const locked = (path: string, pid: string): FaultError =>
  new FaultError(fault('unreachable', 'workspace-locked', { path, pid }));
