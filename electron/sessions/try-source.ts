import { readdir } from 'node:fs/promises';
import type { Connection, Driver } from '../drivers/driver';
import type { SourceTest } from '../../shared/contract';
import { fault, faultOf, failed, ok, type Result } from '../../shared/fault';
import { formatEndpoint, type ConnectOptions, type SourceSecrets } from '../../shared/model/source';

const PATIENCE_MS = 10_000;

/** Connects to a source, reads the beginning of what is there, and lets go again. Nothing is kept or written; `count` may count what it costs. */
export async function trySource(
  driver: Driver,
  options: ConnectOptions,
  secrets?: SourceSecrets,
  count?: (connection: Connection) => () => void,
): Promise<Result<SourceTest>> {
  // connecting would create it, and a test leaves nothing behind
  if (options.backend === 'local' && (await isVacant(options.roots[0] ?? ''))) return ok({ steps: [], server: '', creates: true });
  const stop = new AbortController();
  let impatient = false;
  const timer = setTimeout(() => {
    impatient = true;
    stop.abort();
  }, PATIENCE_MS);
  const startedAt = performance.now();
  try {
    const connection = await driver.connect({ options, signal: stop.signal, ...(secrets && { secrets }) });
    const counted = count?.(connection);
    try {
      await beginning(connection.frames.bind(connection), stop.signal);
      const steps = [{ step: 'watch' as const, milliseconds: Math.round(performance.now() - startedAt) }];
      const test = { steps, server: connection.server, creates: false };
      return impatient ? failed(silence(options)) : ok(test);
    } finally {
      stop.abort();
      await connection.close();
      counted?.();
    }
  } catch (error) {
    return failed(impatient ? silence(options) : faultOf(error));
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** Whether there is no directory, or an empty one. A directory that cannot be read is not vacant: connecting tells why. */
async function isVacant(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Resolves once the first entries, or a whole first frame, are there: the root exists and may be read. */
function beginning(
  frames: (request: { signal: AbortSignal; onReceived(count: number): void }) => AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const watching = frames({ signal, onReceived: (count) => count > 0 && resolve() });
    (async () => {
      for await (const _ of watching) break;
      resolve();
    })().catch(reject);
  });
}

const silence = (options: ConnectOptions): ReturnType<typeof fault> =>
  fault('unreachable', 'silent', { endpoint: options.endpoints.map(formatEndpoint).join(','), backend: options.backend });
