import { expect, onTestFinished, test } from 'vitest';
import { FaultError, type Fault } from '../../../shared/fault';
import type { SizeLimits } from '../../../shared/model/loading';
import { collect } from '../../support/wait';
import { create, connect, type Harness } from '../harness';

/** Listings that would be too large. */
export function sizeClauses(harness: () => Harness): void {
  /** How a connection with these limits ends, or how many entries it lists. */
  const outcome = async (limits: SizeLimits): Promise<Fault | number> => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const connection = await harness().driver.connect({ options: harness().options, signal, limits });
    onTestFinished(() => connection.close());
    const live = collect(connection.frames({ signal, onReceived: () => {} }));
    const error = await Promise.race([live.ended, live.waitFor(() => live.frames.length > 0, 'a listing').then(() => undefined, () => live.ended)]);
    stopping.abort();
    if (error instanceof FaultError) return error.fault;
    if (error !== undefined) throw error as Error;
    return live.replica.entries.size;
  };

  test('a listing of more keys than the limit does not start, and says how many there are', async () => {
    const { key } = harness();
    const names = Array.from({ length: 120 }, (_, i) => String(i).padStart(3, '0'));
    const connection = await connect(harness());
    await create(connection, ...names.map((name) => [key(name), 'x'.repeat(1000)] as const));
    const all = await outcome({ keys: 1_000_000, bytes: 1024 ** 3 });
    expect(all).toBeGreaterThanOrEqual(120);
    expect(await outcome({ keys: Number(all), bytes: 1024 ** 3 })).toBe(all);

    const refused = await outcome({ keys: 119, bytes: 1024 ** 3 });
    expect(refused).toMatchObject({ code: 'too-large', reason: 'too-many-keys', params: { limit: '119' } });
    const { count = '', bytes = '' } = (refused as Fault).params;
    // ZooKeeper counts its own nodes too, which may lie outside the listing's reach
    expect(Math.abs(Number(count) - Number(all))).toBeLessThanOrEqual(2);
    expect(Number(bytes) / Number(count)).toBeGreaterThan(900);
    expect(Number(bytes) / Number(count)).toBeLessThan(1100);
  });

  test('a listing of more bytes than the limit is given up, and says how far it came', async () => {
    const { key } = harness();
    const connection = await connect(harness());
    await create(connection, ...['a', 'b', 'c', 'd'].map((name) => [key(name), 'x'.repeat(10_000)] as const));
    const stopped = await outcome({ keys: 1_000_000, bytes: 25_000 });
    expect(stopped).toMatchObject({ code: 'too-large', reason: 'too-much-data', params: { limit: '25000' } });
    const { received, keys, count } = (stopped as Fault).params;
    expect(Number(received)).toBeGreaterThan(25_000);
    expect(Number(keys)).toBeLessThanOrEqual(Number(count));
    expect(await outcome({ keys: 1_000_000, bytes: 100_000 })).toBeGreaterThanOrEqual(4);
  });
}
