import { detail, type Detail, type DetailReason } from '../../shared/fault';

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
