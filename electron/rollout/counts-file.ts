/** A file of counts that were observed: a name and a number a line, which the window reads as what is pasted. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, fault, ok, type Result } from '../../shared/fault';

/** Most bytes: a line for each thing that a flag serves. */
const MOST_BYTES = 64 * 1024;

/** The text of a file. Refused where it is none but a folder, a pipe or a device, larger than counts can be, or no text of UTF-8; the sentence names the file and no folder. */
export async function readCounts(path: string): Promise<Result<string>> {
  const name = basename(path);
  try {
    // a pipe is not even opened before somebody writes to it
    if (!(await stat(path)).isFile()) return failed(fault('invalid', 'counts-no-file', { name }));
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MOST_BYTES + 1) });
      if (bytesRead > MOST_BYTES) return failed(fault('too-large', 'counts-too-large', { name }));
      const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
      return text.includes('\0') ? failed(fault('invalid', 'counts-no-text', { name })) : ok(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return failed(fault('invalid', 'counts-no-text', { name }));
    return failed(fault('denied', 'users-unreadable', { name, detail: code ?? String(error) }));
  }
}
