import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connection, ResumePoint } from '../../../electron/drivers/driver';
import { local } from '../../../electron/drivers/local/index';
import { faultOf } from '../../../shared/fault';
import type { Frame } from '../../../shared/model/frame';
import { bundleForNode, runProgram } from '../../support/child';
import { collect } from '../../support/wait';
import { accepted, directory, journalOf, openConnection, openStore, planOf, put, refused } from './workspace';

const never = new AbortController().signal;
const framesOf = (connection: Connection): AsyncIterator<Frame> =>
  connection.frames({ signal: never, onReceived: () => {} })[Symbol.asyncIterator]();

async function next(frames: AsyncIterator<Frame>): Promise<Frame> {
  const { value, done } = await frames.next();
  if (done === true) throw new Error('the frames have ended');
  return value;
}

const resumed = (root: string, resume: ResumePoint | undefined): Promise<Connection> =>
  local.connect({ options: { backend: 'local', endpoints: [], roots: [root] }, signal: never, ...(resume ? { resume } : {}) });

describe('watching a workspace', { timeout: 60_000 }, () => {
  it('shows every transaction as one delta, to every connection, at the reader\'s own pace', async () => {
    const root = directory();
    const [writer, reader] = [await openConnection(root), await openConnection(root)];
    const frames = framesOf(reader);
    expect(await next(frames)).toMatchObject({ kind: 'listing', seq: 0, at: 0n, entries: [] });
    for (let i = 0; i < 50; i++) accepted(await writer.apply(planOf(put(`/a/${i}`, 'a'), put(`/b/${i}`, null))));
    for (let i = 0; i < 50; i++) {
      const frame = await next(frames);
      expect(frame).toMatchObject({ kind: 'delta', seq: i + 1, at: BigInt(i + 1), changes: [{ entry: { key: `/a/${i}` } }, { entry: { key: `/b/${i}` } }] });
    }
  });

  it('gives a listing to a reader whose place has been compacted away meanwhile', async () => {
    const root = directory();
    const [writer, reader] = [await openConnection(root), await openConnection(root)];
    const frames = framesOf(reader);
    await next(frames);
    for (let i = 0; i < 20; i++) accepted(await writer.apply(planOf(put(`/large/${i}`, new Uint8Array(1_200_000).fill(97)))));
    const frame = await next(frames);
    expect(frame).toMatchObject({ kind: 'listing', seq: 1, at: 20n });
    expect(frame.kind === 'listing' && frame.entries.length).toBe(20);
    accepted(await writer.apply(planOf(put('/after', '1'))));
    expect(await next(frames)).toMatchObject({ kind: 'delta', seq: 2, at: 21n });
    expect(refused(await writer.read('/large/0', 1n))).toMatchObject({ code: 'compacted' });
  });

  it('goes on after a cut with what was missed, and says so when nothing was', async () => {
    const root = directory();
    const first = await openConnection(root);
    await next(framesOf(first));
    const place = first.resumePoint();
    await first.close();
    const nothing = await resumed(root, place);
    expect(await next(framesOf(nothing))).toEqual({ kind: 'delta', seq: 1, at: 0n, changes: [], present: 0n });
    await nothing.close();
    const writer = await openConnection(root);
    for (const key of ['/x', '/y']) accepted(await writer.apply(planOf(put(key, '1'))));
    const frames = framesOf(await resumed(root, place));
    expect(await next(frames)).toMatchObject({ kind: 'delta', seq: 1, at: 1n, present: 2n, changes: [{ entry: { key: '/x' } }] });
    expect(await next(frames)).toMatchObject({ kind: 'delta', seq: 2, at: 2n, present: 2n, changes: [{ entry: { key: '/y' } }] });
  });

  it('lists again when the directory was put back to an earlier state and written on to the same revision', async () => {
    const root = directory();
    const first = await openConnection(root);
    accepted(await first.apply(planOf(put('/flag', 'kept'))));
    const backup = fs.readFileSync(journalOf(root));
    accepted(await first.apply(planOf(put('/flag-2', 'lost with the restore'))));
    await next(framesOf(first));
    const place = first.resumePoint();
    await first.close();
    fs.writeFileSync(journalOf(root), backup);
    const store = await openStore(root);
    accepted(await store.apply(planOf(put('/flag-2', 'written after the restore'))));
    expect(store.history.revision).toBe(2n);
    await store.close();
    const again = await resumed(root, place);
    expect(await next(framesOf(again))).toMatchObject({ kind: 'listing', at: 2n });
    await again.close();
  });

  it('ends quietly when it is aborted, in the middle of waiting', async () => {
    const stopping = new AbortController();
    const connection = await openConnection(directory());
    const live = collect(connection.frames({ signal: stopping.signal, onReceived: () => {} }));
    await live.waitFor(() => live.frames.length > 0, 'the listing');
    expect(connection.cost().watches).toBe(1);
    stopping.abort();
    expect(await live.ended).toBeUndefined();
    expect(connection.cost().watches).toBe(0);
  });
});

describe('a workspace whose files are taken away', { timeout: 60_000 }, () => {
  const ways: Record<string, (root: string) => void> = {
    'its journal is deleted': (root) => fs.rmSync(journalOf(root)),
    'its directory is deleted': (root) => fs.rmSync(root, { recursive: true }),
    'its directory is moved away': (root) => fs.renameSync(root, `${root}.moved`),
    'its journal is replaced by a copy': (root) => {
      fs.copyFileSync(journalOf(root), `${root}/copy`);
      fs.renameSync(`${root}/copy`, journalOf(root));
    },
    'somebody else writes into its journal': (root) => fs.appendFileSync(journalOf(root), 'not ours\n'),
  };
  for (const [way, take] of Object.entries(ways)) {
    it(`ends its watches and takes no more plans when ${way}`, async () => {
      const root = path.join(directory(), 'workspace');
      const connection = await openConnection(root);
      accepted(await connection.apply(planOf(put('/flag', 'true'))));
      const live = collect(connection.frames({ signal: never, onReceived: () => {} }));
      await live.waitFor((entries) => entries.has('/flag'), 'the flag');
      take(root);
      expect(refused(await connection.apply(planOf(put('/lost', '1'))))).toMatchObject({ reason: 'store-replaced' });
      expect(faultOf(await live.ended)).toMatchObject({ reason: 'store-replaced' });
    });
  }

  it('notices a deleted journal without a write, and the next connection lists what is there now', async () => {
    const root = directory();
    const connection = await openConnection(root);
    accepted(await connection.apply(planOf(put('/flag', 'true'))));
    const live = collect(connection.frames({ signal: never, onReceived: () => {} }));
    await live.waitFor((entries) => entries.has('/flag'), 'the flag');
    fs.rmSync(journalOf(root));
    expect(faultOf(await live.ended)).toMatchObject({ reason: 'store-replaced' });
    const again = await resumed(root, connection.resumePoint());
    expect(await next(framesOf(again))).toMatchObject({ kind: 'listing', at: 0n, entries: [] });
    await again.close();
  });
});

describe('a workspace that cannot be written', { timeout: 60_000 }, () => {
  it('says why its directory cannot be made', async () => {
    const root = path.join(directory(), 'file');
    fs.writeFileSync(root, '');
    const fault = faultOf(await openConnection(path.join(root, 'below')).catch((error: unknown) => error));
    expect(fault).toMatchObject({ reason: 'workspace-unwritable', params: { detail: 'a part of the path is not a directory (ENOTDIR)' } });
  });

  it('refuses a transaction whose write fails half way, keeps every other, and takes the next that fits', async () => {
    const folder = directory();
    const program = await bundleForNode(new URL('./programs/filler.ts', import.meta.url).pathname);
    const child = runProgram(program, [folder], { maxFileBytes: 64 * 1024 });
    expect(await child.ended).toBe('');
    const answers = child.lines.map((line) => line.split(' '));
    const large = answers.length - 2;
    expect(large).toBeGreaterThan(5);
    expect(answers.at(-2)).toEqual([`/large/${large}`, 'workspace-unwritable', 'false']);
    expect(answers.at(-1)).toEqual(['/small', String(large + 1)]);
    const store = await openStore(folder);
    expect([...store.history.entries.keys()]).toEqual(answers.filter(([, , kept]) => kept === undefined).map(([key]) => key));
  });
});

describe('plans for a workspace', { timeout: 60_000 }, () => {
  it('are guarded one after the other, though they share a write', async () => {
    const connection = await openConnection(directory());
    const before = accepted(await connection.apply(planOf(put('/flag', 'false'))));
    expect(before.at).toBe(1n);
    const entry = accepted(await connection.read('/flag')).entry ?? undefined;
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => connection.apply(planOf(put('/flag', `writer ${i}`, entry)))));
    expect(answers.map(({ ok }) => ok)).toEqual([true, ...Array<boolean>(9).fill(false)]);
    const [, second] = answers;
    expect(second && refused(second)).toMatchObject({ reason: 'conflict', key: '/flag', actual: { stamp: { modified: 2n, version: 2 } } });
  });

  it('change nothing when one of their edits is refused', async () => {
    const connection = await openConnection(directory());
    const result = await connection.apply(planOf(put('/first', '1'), { kind: 'check', key: '/missing', base: { created: 1n, modified: 1n, version: 1 } }));
    expect(refused(result)).toMatchObject({ reason: 'conflict-absent', key: '/missing', actual: null });
    expect(accepted(await connection.read('/first')).entry).toBeNull();
  });

  it('are taken back by their receipt', async () => {
    const connection = await openConnection(directory());
    accepted(await connection.apply(planOf(put('/changed', 'old'), put('/deleted', null))));
    const changed = accepted(await connection.read('/changed')).entry ?? undefined;
    const deleted = accepted(await connection.read('/deleted')).entry;
    const receipt = accepted(
      await connection.apply(planOf(put('/changed', 'new', changed), put('/created', '1'), { kind: 'delete', key: '/deleted', base: deleted?.stamp ?? { created: 0n, modified: 0n, version: 0 } })),
    );
    accepted(await connection.apply(receipt.inverse));
    expect(accepted(await connection.read('/changed')).entry?.value).toEqual(new TextEncoder().encode('old'));
    expect(accepted(await connection.read('/created')).entry).toBeNull();
    expect(accepted(await connection.read('/deleted')).entry).toMatchObject({ value: null, stamp: { version: 1 } });
    expect(refused(await connection.apply(receipt.inverse)).code).toBe('conflict');
  });

  it('do not notice when their sender goes on writing into the buffer', async () => {
    const connection = await openConnection(directory());
    const buffer = new TextEncoder().encode('sent');
    const answer = connection.apply(planOf(put('/flag', buffer)));
    await answer;
    buffer.fill(0);
    expect(accepted(await connection.read('/flag')).entry?.value).toEqual(new TextEncoder().encode('sent'));
  });

  it('of the largest size are taken, and one byte or one edit more is refused by name', async () => {
    const connection = await openConnection(directory());
    const { maxValueBytes, maxPlanEdits } = local.capabilities;
    accepted(await connection.apply(planOf(put('/largest', new Uint8Array(maxValueBytes)))));
    expect(refused(await connection.apply(planOf(put('/larger', new Uint8Array(maxValueBytes + 1)))))).toMatchObject({ reason: 'value-too-large', key: '/larger' });
    const many = (count: number) => planOf(...Array.from({ length: count }, (_, i) => put(`/many/${i}`, '')));
    accepted(await connection.apply(many(maxPlanEdits)));
    expect(refused(await connection.apply(many(maxPlanEdits + 1)))).toMatchObject({ reason: 'plan-too-large', params: { unit: 'edits' } });
    const heavy = planOf(...Array.from({ length: 7 }, (_, i) => put(`/heavy/${i}`, new Uint8Array(1_400_000))));
    expect(refused(await connection.apply(heavy))).toMatchObject({ reason: 'plan-too-large', params: { unit: 'bytes' } });
    expect(refused(await connection.apply(planOf(put('/twice', '1'), put('/\\x74wice', '2'))))).toMatchObject({ reason: 'duplicate-key', key: '/twice' });
  });
});
