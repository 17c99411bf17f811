/** What can be wrong with a workspace's files, as faults. */
import { fault, FaultError } from '../../../shared/fault';
import { explain } from '../file-words';

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
