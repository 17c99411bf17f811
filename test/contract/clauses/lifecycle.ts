import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { FaultError } from '../../../shared/fault';
import { collect, until } from '../../support/wait';
import { create, faultIn, holds, plan, put, watch, type Harness } from '../harness';

/** Ends: nothing stays behind. */
export function lifecycleClauses(driver: Driver, harness: () => Harness): void {
  test('an abort ends the frames quietly and leaves no socket, timer or watch', async () => {
    const before = resources();
    const { connection, live, stop } = await watch(harness());
    await create(connection, [harness().key('flag'), 'x']);
    await live.waitFor((entries) => holds(entries, harness().key('flag'), 'x'), 'the put');

    await stop();

    expect(await live.ended).toBeUndefined();
    await nothingLeft(before);
    await until(async () => ((await harness().network?.watches()) ?? 0) === 0, 'the server counts no watch');
  });

  test('the abort of the connection ends the frames too, without a word', async () => {
    const before = resources();
    const stopping = new AbortController();
    const connection = await driver.connect({ options: harness().options, signal: stopping.signal });
    const live = collect(connection.frames({ signal: new AbortController().signal, onReceived: () => {} }));
    await until(() => live.frames.length > 0, 'the listing is in');
    stopping.abort();
    await live.ended;
    await nothingLeft(before);
    await connection.close();
  });

  test('close lets go of everything, more than once too, and what is asked afterwards gets a fault', async () => {
    const before = resources();
    const { signal } = new AbortController();
    const connection = await driver.connect({ options: harness().options, signal });
    const live = collect(connection.frames({ signal, onReceived: () => {} }));
    await until(() => live.frames.length > 0, 'the listing is in');
    await Promise.all([connection.close(), connection.close()]);
    await connection.close();
    await live.ended;

    expect(faultIn(await connection.apply(plan(put(harness().key('late'), 'x')))).message).not.toBe('');
    expect(faultIn(await connection.read(harness().key('late'))).message).not.toBe('');
    await nothingLeft(before);
  });

  test('a reader that stops reading is let go of when the connection closes', async () => {
    const before = resources();
    const { signal } = new AbortController();
    const connection = await driver.connect({ options: harness().options, signal });
    for await (const frame of connection.frames({ signal, onReceived: () => {} })) {
      expect(frame.kind).toBe('listing');
      break;
    }
    await connection.close();
    await nothingLeft(before);
  });

  test('a connect that was aborted before it began is refused as aborted', async () => {
    const before = resources();
    const outcome = driver.connect({ options: harness().options, signal: AbortSignal.abort() });
    await expect(outcome).rejects.toBeInstanceOf(FaultError);
    await expect(outcome).rejects.toMatchObject({ fault: { code: 'aborted' } });
    await nothingLeft(before);
  });

  test('the cost counts requests, and the watch while there is one', async () => {
    const { connection, live, stop } = await watch(harness());
    await create(connection, [harness().key('flag'), 'x']);
    await live.waitFor((entries) => entries.has(harness().key('flag')), 'the put');
    const { requests, watches } = connection.cost();
    expect(watches).toBe(1);
    expect(requests).toBeGreaterThan(0);
    await stop();
    expect(connection.cost().watches).toBe(0);
  });
}

/** Waits until all sockets and timers are gone; fails naming the kinds that stayed. */
async function nothingLeft(before: ReadonlyMap<string, number>): Promise<void> {
  await until(() => surplus(before) === '', 'all sockets and timers are gone').catch((error: unknown) => {
    throw new Error(`${surplus(before)} stayed`, { cause: error });
  });
}

/** What keeps this process busy, by kind. */
function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Kinds of sockets, timers and files that there are more of now than before; empty when there are none. */
export function surplus(before: ReadonlyMap<string, number>): string {
  const kinds = ['TCPSocketWrap', 'TCPConnectWrap', 'TLSWrap', 'Timeout', 'Immediate', 'FSEventWrap', 'FileHandle'];
  const now = resources();
  return kinds.filter((kind) => (now.get(kind) ?? 0) > (before.get(kind) ?? 0)).join(', ');
}
