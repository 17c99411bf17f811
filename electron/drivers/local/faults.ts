/** What can be wrong with a workspace's files, as faults. */
import { fault, FaultError } from '../../../shared/fault';

const explanations: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would grow beyond the size allowed',
  EIO: 'the disk reports an error',
  ENOENT: 'the file or directory is gone',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'there is a file in the place of the directory',
  EISDIR: 'there is a directory in the place of the file',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
};

/** A file operation's error in words, its code beside. */
export function explain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const words = code === undefined ? undefined : explanations[code];
  return words === undefined ? (error instanceof Error ? error.message : String(error)) : `${words} (${code})`;
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
