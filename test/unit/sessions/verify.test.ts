import { describe, expect, test } from 'vitest';
import { agrees, suspectsOf, verify, type VerifyRequest } from '../../../electron/sessions/verify';
import { failed, fault, FaultError, ok, type Result } from '../../../shared/fault';
import type { Reading } from '../../../electron/drivers/driver';
import type { Entry } from '../../../shared/model/entry';
import type { Verification, VerifyProgress } from '../../../shared/model/verification';
import { anEntry } from '../../support/entries';

const mapOf = (...entries: Entry[]) => new Map(entries.map((entry) => [entry.key, entry]));

/** A store that lists once and answers reads, and a mirror that a test moves. */
function compared(listed: Entry[], mirror: Map<string, Entry>, read: (key: string) => Result<Entry | null>) {
  const listeners = new Set<() => void>();
  const progress: VerifyProgress[] = [];
  const stop = new AbortController();
  const request: VerifyRequest = {
    connection: {
      frames: async function* () {
        yield { kind: 'listing', seq: 0, at: 1n, entries: listed };
      },
      read: (key): Promise<Result<Reading>> => {
        const result = read(key);
        return Promise.resolve(result.ok ? ok({ entry: result.value, native: [] }) : result);
      },
    },
    mirror: { entries: mirror },
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    onProgress: (step) => progress.push(step),
    signal: stop.signal,
    graceMs: 20,
  };
  return { request, progress, stop, tell: () => listeners.forEach((changed) => changed()), listeners };
}

const kindsOf = ({ mismatches }: Verification) => Object.fromEntries(mismatches.map(({ key, kind }) => [key, kind]));

describe('comparing', () => {
  test('a mirror that is right finds nothing and reads nothing again', async () => {
    const entries = [anEntry('/a', '1'), anEntry('/b', null)];
    const { request, progress } = compared(entries, mapOf(...entries), () => {
      throw new Error('nothing is to be read');
    });
    expect(await verify(request)).toMatchObject({ compared: 2, count: 0, mismatches: [] });
    expect(progress.some(({ step }) => step === 'checking')).toBe(false);
  });

  test('a mirror that is wrong is found out, each key with what is wrong with it', async () => {
    const store = mapOf(anEntry('/other', '1', { modified: 5n }), anEntry('/missing', '1'), anEntry('/same', '1'));
    const mirror = mapOf(anEntry('/other', '0'), anEntry('/same', '1'), anEntry('/extra', '1'), anEntry('/secret', '1'), anEntry('/secret/inner', '1'), anEntry('/secrets', '1'));
    const { request, listeners } = compared([...store.values()], mirror, (key) => (key === '/secret' ? failed(fault('denied', 'denied', {}, { key })) : ok((/^\/secret./.test(key) ? mirror : store).get(key) ?? null)));
    const found = await verify(request);
    expect(kindsOf(found)).toEqual({ '/other': 'differs', '/missing': 'missing', '/extra': 'extra', '/secret': 'denied', '/secret/inner': 'hidden' });
    expect(found).toMatchObject({ compared: 7, count: 5 });
    expect(listeners.size).toBe(0);
  });

  test('a value of the same version that differs is found out', async () => {
    const { request } = compared([anEntry('/a', 'true')], mapOf(anEntry('/a', 'TRUE')), () => ok(anEntry('/a', 'true')));
    expect(kindsOf(await verify(request))).toEqual({ '/a': 'differs' });
  });

  test('what the watch brings in the meantime is no mismatch', async () => {
    const mirror = mapOf(anEntry('/a', '0'));
    const { request, tell } = compared([anEntry('/a', '1', { modified: 5n }), anEntry('/b', '1')], mirror, (key) => {
      queueMicrotask(() => {
        mirror.set('/a', anEntry('/a', '2', { modified: 9n }));
        mirror.set('/b', anEntry('/b', '1'));
        tell();
      });
      return ok(key === '/a' ? anEntry('/a', '1', { modified: 5n }) : anEntry('/b', '1'));
    });
    expect((await verify({ ...request, graceMs: 60_000 })).count).toBe(0);
  });

  test('what the store changes between listing and reading is judged by the reading', async () => {
    const { request } = compared([anEntry('/gone', '1')], new Map(), () => ok(null));
    expect((await verify(request)).count).toBe(0);
  });

  test('a fault of the store ends it', async () => {
    const { request } = compared([anEntry('/a', '1')], new Map(), () => failed(fault('unreachable', 'link-lost', { endpoint: 'x:1' })));
    await expect(verify(request)).rejects.toThrow(FaultError);
  });

  test('it can be given up while it waits', async () => {
    const { request, stop } = compared([anEntry('/a', '1')], new Map(), () => {
      queueMicrotask(() => stop.abort());
      return ok(anEntry('/a', '1'));
    });
    await expect(verify({ ...request, graceMs: 60_000 })).rejects.toThrow();
  });
});

test('a mirror agrees with what was read, or with what came after it', () => {
  const read = anEntry('/a', '1', { created: 1n, modified: 5n });
  expect(agrees(read, read)).toBe(true);
  expect(agrees(anEntry('/a', '2', { created: 1n, modified: 6n }), read)).toBe(true);
  expect(agrees(anEntry('/a', '0', { created: 1n, modified: 4n }), read)).toBe(false);
  expect(agrees(undefined, read)).toBe(false);
  expect(agrees(undefined, null)).toBe(true);
  expect(agrees(read, 'denied')).toBe(false);
  expect(suspectsOf(mapOf(read), mapOf(read))).toEqual([]);
});
