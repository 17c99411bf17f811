/** Files of observed counts: read as a text, or refused with a sentence that names the file. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCounts } from '../../../electron/rollout/counts-file';
import { scratch, unwrap } from '../compare/workspaces';

const written = (content: string | Uint8Array): string => {
  const file = path.join(scratch(), 'counts.csv');
  writeFileSync(file, content);
  return file;
};

test('a file of counts is its text', async () => {
  expect(unwrap(await readCounts(written('on,510\noff,490\n')))).toBe('on,510\noff,490\n');
});

test.each([
  ['one that is too large', () => written('x'.repeat(70_000)), 'counts-too-large'],
  ['one of another encoding', () => written(Buffer.from('on,1', 'utf16le')), 'counts-no-text'],
  ['bytes that are no text', () => written(Uint8Array.of(0xff, 0xfe, 0xff)), 'counts-no-text'],
  ['one that there is not', () => path.join(scratch(), 'counts.csv'), 'users-unreadable'],
  ['a folder', scratch, 'counts-no-file'],
  ['a device that never ends', () => '/dev/zero', 'counts-no-file'],
  [
    'a pipe that nobody writes to',
    () => {
      const file = path.join(scratch(), 'counts.csv');
      execFileSync('mkfifo', [file]);
      return file;
    },
    'counts-no-file',
  ],
])('%s is refused', async (_, make, reason) => {
  const file = make();
  expect(await readCounts(file)).toMatchObject({ ok: false, fault: { reason, message: expect.stringContaining(path.basename(file)) as string } });
});
