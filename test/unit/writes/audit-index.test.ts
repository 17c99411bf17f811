import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AuditIndex } from '../../../electron/writes/audit-index';
import { intentOf, outcomeOf } from '../../../electron/writes/records';
import { ok } from '../../../shared/fault';
import type { Source } from '../../../shared/model/source';
import { folder, plan, put } from './target';

const source: Source = { id: 's', backend: 'etcd', endpoints: [], roots: ['/'], name: 'S', environment: 'development', access: 'read-write' };

/** The lines of a write that made this revision. */
function linesOf(key: string, revision: number, by: Source = source): string {
  const intent = intentOf(by, { ...plan(put(key, 'x'.repeat(200))), title: `made ${revision}` }, () => undefined, {});
  const outcome = outcomeOf(intent.id, ok({ at: BigInt(revision), inverse: plan(), warnings: [] }));
  return `${JSON.stringify(intent)}\n${JSON.stringify(outcome)}\n`;
}

/** The file, and how many bytes have been read of it. */
async function counted(file: string) {
  const handle = await open(file, 'r');
  const count = { bytes: 0 };
  const counting = new Proxy(handle, {
    get: (target, name: keyof FileHandle) => {
      if (name !== 'read') return (target[name] as () => unknown).bind(target);
      return async (...given: [Buffer, number, number, number]) => {
        const read = await target.read(...given);
        count.bytes += read.bytesRead;
        return read;
      };
    },
  });
  return { handle: counting, count };
}

test('a page of a key\'s history costs the lines that it shows, and what was added since the last one', async () => {
  const file = path.join(folder(), 'audit.jsonl');
  const lines = Array.from({ length: 4000 }, (_, i) => linesOf(i % 1000 === 0 ? '/mine' : `/other/${i}`, i));
  writeFileSync(file, lines.join(''));
  const { handle, count } = await counted(file);
  const index = new AuditIndex();
  const titles = async (...revisions: number[]) => [...(await index.intentsAt(handle, 's', '/mine', revisions.map(String))).values()].map(({ title }) => title);
  const cost = async (work: () => Promise<unknown>) => {
    const before = count.bytes;
    await work();
    return count.bytes - before;
  };
  expect(await titles(3000, 2000)).toEqual(['made 3000', 'made 2000']);
  // the oldest page costs no more than the latest one
  expect(await cost(async () => expect(await titles(1000, 0)).toEqual(['made 1000', 'made 0']))).toBeLessThan(10_000);
  appendFileSync(file, linesOf('/mine', 4000));
  expect(await cost(async () => expect(await titles(4000)).toEqual(['made 4000']))).toBeLessThan(10_000);
  // another key's write, and another source's of the same revision
  appendFileSync(file, linesOf('/mine', 5000, { ...source, id: 'other' }));
  expect(await titles(1, 5000)).toEqual([]);
  await handle.close();
});

test('a file that was put in the place of the last one is read anew, and one that is torn tells what is whole', async () => {
  const file = path.join(folder(), 'audit.jsonl');
  writeFileSync(file, linesOf('/a', 1));
  const index = new AuditIndex();
  const title = async (revision: number) => {
    const { handle } = await counted(file);
    const found = (await index.intentsAt(handle, 's', '/a', [String(revision)])).get(String(revision))?.title;
    await handle.close();
    return found;
  };
  expect(await title(1)).toBe('made 1');
  writeFileSync(`${file}.new`, `${linesOf('/a', 2)}{"record":"intent","id":"torn`);
  renameSync(`${file}.new`, file);
  expect([await title(1), await title(2)]).toEqual([undefined, 'made 2']);
  appendFileSync(file, `\n${linesOf('/a', 3)}`);
  expect(await title(3)).toBe('made 3');
});
