import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../../electron/writes/audit';
import { exportAudit } from '../../../electron/writes/export';
import { intentOf, lostOutcome, outcomeOf } from '../../../electron/writes/records';
import { fault, failed, ok } from '../../../shared/fault';
import type { AuditIntent } from '../../../shared/model/audit';
import type { Source } from '../../../shared/model/source';
import { aTarget, folder, plan, put, recorded, succeeded, textAt } from './target';

const source: Source = { id: 's', backend: 'etcd', endpoints: [{ host: 'h', port: 1 }], roots: [''], name: 'Shop', environment: 'staging', access: 'read-write' };
const intent = (key: string, value: string | Uint8Array = 'v', title = 'a test'): AuditIntent => intentOf(source, { ...plan(put(key, value)), title }, () => undefined, {});
const fileIn = (directory: string): string => path.join(directory, 'audit', 'audit.jsonl');

function logIn(directory: string): AuditLog {
  const log = new AuditLog(directory);
  onTestFinished(() => log.close());
  return log;
}

describe('the audit file', () => {
  test('is for its owner alone, in a folder for its owner alone', async () => {
    const directory = folder();
    const log = logIn(directory);
    succeeded(await log.intend(intent('/a')));
    expect([statSync(fileIn(directory)).mode & 0o777, statSync(path.dirname(fileIn(directory))).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('that cannot be written refuses the write with a sentence, and nothing is sent', async () => {
    const { target, writer, directory } = await aTarget();
    writeFileSync(path.join(directory, 'audit'), 'a file where the folder has to be');
    const result = await writer.apply(target, plan(put('/flag', 'true')), {});
    expect(result).toMatchObject({ ok: false, fault: { code: 'denied', reason: 'audit-unwritable' } });
    expect(await textAt(target, '/flag')).toBeUndefined();
    rmSync(path.join(directory, 'audit'));
    succeeded(await writer.apply(target, plan(put('/flag', 'true')), {}));
  });

  test('a line that a crash has torn stays, is counted, and spoils no other', async () => {
    const directory = folder();
    const first = logIn(directory);
    succeeded(await first.intend(intent('/a')));
    await first.close();
    appendFileSync(fileIn(directory), '{"record":"intent","id":"torn');
    const log = logIn(directory);
    succeeded(await log.intend(intent('/b')));
    const page = succeeded(await log.read({}, { limit: 10 }));
    expect(page.entries.map(({ intent: { edits } }) => edits[0]?.key)).toEqual(['/b', '/a']);
    expect(page.broken).toBe(1);
    expect(readFileSync(fileIn(directory), 'utf8')).toContain('"id":"torn\n{');
  });

  test('that was deleted is begun anew', async () => {
    const directory = folder();
    const log = logIn(directory);
    succeeded(await log.intend(intent('/a')));
    rmSync(fileIn(directory));
    succeeded(await log.intend(intent('/b')));
    expect((await recorded(log)).map(({ intent: { edits } }) => edits[0]?.key)).toEqual(['/b']);
  });

  test('is read back no further than what is asked for, but for what clocks may have mixed up', async () => {
    const log = logIn(folder());
    const at = (key: string, time: string): AuditIntent => ({ ...intent(key), at: `2026-01-01T${time}:00.000Z` });
    for (const one of [at('/long ago, by a wrong clock', '12:00'), at('/old', '10:00'), at('/new', '12:01'), at('/mixed up', '11:55'), at('/newest', '12:02')]) succeeded(await log.intend(one));
    const page = succeeded(await log.read({ from: '2026-01-01T12:00:00.000Z' }, { limit: 10 }));
    expect(page.entries.map(({ intent: { edits } }) => edits[0]?.key)).toEqual(['/newest', '/new']);
    expect(page.next).toBeUndefined();
  });

  test('an outcome that could not be written goes before the next record, also where another was waiting already', async () => {
    const directory = folder();
    const log = logIn(directory);
    const of = intent('/a');
    const blocked = path.join(directory, 'audit');
    writeFileSync(blocked, 'a file where the folder has to be');
    let waiting: Promise<unknown> | undefined;
    const first = log.intend(intent('/first')).then(() => (waiting = log.intend(of)));
    const concluded = log.conclude(outcomeOf(of.id, ok(undefined)));
    // the record that waits is written at once when these two could not be
    const refused = log.intend(intent('/refused')).then((result) => {
      rmSync(blocked);
      return result;
    });
    await first;
    expect(await refused).toMatchObject({ ok: false, fault: { reason: 'audit-unwritable' } });
    await concluded;
    expect(await waiting).toMatchObject({ ok: true });
    succeeded(await log.intend(intent('/last')));
    const entries = await recorded(log);
    expect(entries.map(({ intent: { edits }, state }) => [edits[0]?.key, state])).toEqual([['/last', 'pending'], ['/a', 'applied']]);
  });

  test('lines of two processes stand beside each other whole', async () => {
    const directory = folder();
    const logs = [logIn(directory), logIn(directory)];
    const long = 'x'.repeat(60_000);
    await Promise.all(logs.flatMap((log, i) => Array.from({ length: 50 }, (_, j) => log.intend(intent(`/${i}/${j}`, long)))));
    const page = succeeded(await (logs[0] as AuditLog).read({}, { limit: 1000 }));
    expect([page.entries.length, page.broken]).toEqual([100, 0]);
  });
});

describe('a value in the audit', () => {
  const after = (key: string, value: string | Uint8Array) => intent(key, value).edits[0]?.after;

  test('is its text, or base64, or from 64 KiB on a hash', () => {
    expect(after('/a', 'héllo')).toEqual({ text: 'héllo' });
    expect(after('/a', Uint8Array.of(0xff, 0))).toEqual({ base64: '/wA=' });
    expect(after('/a', 'x'.repeat(65_537))).toMatchObject({ size: 65_537, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(intentOf(source, plan({ kind: 'put', key: '/a', value: null, base: 'absent' }), () => undefined, {}).edits[0]?.after).toBeNull();
  });

  test('of a key that holds a secret is nowhere in the file', async () => {
    const directory = folder();
    const log = logIn(directory);
    succeeded(await log.intend(intent('/db/password', 'hunter2')));
    expect(readFileSync(fileIn(directory), 'utf8')).not.toContain('hunter2');
    expect((await recorded(log))[0]?.intent.edits[0]?.after).toEqual({ masked: true, size: 7 });
  });
});

describe('a start', () => {
  test('records as unknown what a killed process left without an outcome, once', async () => {
    const directory = folder();
    const killed = logIn(directory);
    const [answered, lost, unknown] = [intent('/answered'), intent('/lost'), intent('/unknown')];
    for (const one of [answered, lost, unknown]) succeeded(await killed.intend(one));
    await killed.conclude(outcomeOf(answered.id, ok({ at: 7n, inverse: plan(), warnings: [] })));
    await killed.conclude(outcomeOf(unknown.id, failed(fault('outcome-unknown', 'outcome-unknown', {}, { key: '/unknown' }))));

    const log = logIn(directory);
    expect((await log.recover()).map(({ id }) => id)).toEqual([lost.id, unknown.id]);
    expect((await recorded(log)).map(({ intent: { id }, state }) => [id, state])).toEqual([
      [unknown.id, 'unknown'],
      [lost.id, 'unknown'],
      [answered.id, 'applied'],
    ]);
    const lines = readFileSync(fileIn(directory), 'utf8').split('\n').length;
    await logIn(directory).recover();
    expect(readFileSync(fileIn(directory), 'utf8').split('\n')).toHaveLength(lines);
  });

  test('an answer that comes after another start took it for lost stands', async () => {
    const directory = folder();
    const [one, other] = [logIn(directory), logIn(directory)];
    const sent = intent('/a');
    succeeded(await one.intend(sent));
    await other.recover();
    await one.conclude(outcomeOf(sent.id, ok({ at: 7n, inverse: plan(), warnings: [] })));
    await one.conclude(lostOutcome(sent.id));
    expect((await recorded(one))[0]).toMatchObject({ state: 'applied', outcome: { revision: '7' } });
  });
});

describe('reading the audit', () => {
  async function filled(count: number): Promise<{ log: AuditLog; directory: string; ids: string[] }> {
    const directory = folder();
    const log = logIn(directory);
    const intents = Array.from({ length: count }, (_, i) => intent(`/k/${i}`, 'v'.repeat((i * 977) % 9000), i % 2 === 0 ? 'Even' : 'Odd'));
    for (const one of intents) succeeded(await log.intend(one));
    // outcomes far behind their intents
    await Promise.all(intents.map((one, i) => log.conclude(outcomeOf(one.id, i % 3 === 0 ? failed(fault('conflict', 'conflict', {}, { key: `/k/${i}` })) : ok({ at: BigInt(i), inverse: plan(), warnings: [] })))));
    return { log, directory, ids: intents.map(({ id }) => id).reverse() };
  }

  test('gives pages from the end that together are all of it, each entry with its outcome', async () => {
    const { log, ids } = await filled(100);
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = succeeded(await log.read({}, { limit: 7, before }));
      expect(page.entries.every(({ state }) => state === 'applied' || state === 'refused')).toBe(true);
      seen.push(...page.entries.map(({ intent: { id } }) => id));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(ids);
  });

  test('finds by source, key, text, time and outcome', async () => {
    const { log } = await filled(30);
    const count = async (filter: Parameters<typeof recorded>[1]) => (await recorded(log, filter)).length;
    expect(await count({ sourceId: 's' })).toBe(30);
    expect(await count({ sourceId: 't' })).toBe(0);
    expect(await count({ key: '/k/2' })).toBe(11);
    expect(await count({ text: 'eVEN' })).toBe(15);
    expect(await count({ text: 'somebody else' })).toBe(10);
    expect(await count({ states: ['refused'] })).toBe(10);
    expect(await count({ states: ['refused'], text: 'odd' })).toBe(5);
    const middle = (await recorded(log))[14]?.intent.at ?? '';
    expect((await count({ to: middle })) + (await count({ from: middle }))).toBeGreaterThan(30);
    expect(await count({ from: new Date(Date.now() + 60_000).toISOString() })).toBe(0);
  });

  test('exports what the filter lets through: every line as it is, or a table that no spreadsheet runs', async () => {
    const { log, directory } = await filled(600);
    succeeded(await log.intend(intent('=HYPERLINK("x")', 'a,"b"\nc')));
    const [lines, table] = [path.join(directory, 'a.jsonl'), path.join(directory, 'a.csv')];
    expect(await exportAudit(log, { states: ['applied', 'pending'] }, 'jsonl', lines)).toEqual({ ok: true, value: { path: lines, count: 401 } });
    const parsed = readFileSync(lines, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { state: string });
    expect(parsed).toHaveLength(401);
    expect(succeeded(await exportAudit(log, { key: '=HYPER' }, 'csv', table)).count).toBe(1);
    expect(readFileSync(table, 'utf8').split('\r\n')[1]).toContain('"put","\'=HYPERLINK(""x"")","","a,""b""\nc","pending"');
  });

  test('of a file that cannot be read says so', async () => {
    const directory = folder();
    mkdirSync(fileIn(directory), { recursive: true });
    expect(await logIn(directory).read({}, { limit: 1 })).toMatchObject({ ok: false, fault: { reason: 'audit-unreadable' } });
  });
});
