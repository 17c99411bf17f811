/** Reads everything under the root as of one revision, page by page. */
import type { IRangeResponse, IResponseHeader } from 'etcd3';
import { fault, FaultError } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { EtcdClient } from './client';
import { entriesOf } from './entry';
import { isTooLargeToReceive } from './faults';
import { keyAfter, type KeyRange } from './range';

/** A page is decoded in one go, which blocks the event loop: some 10 ms for these many keys. */
const MAX_PAGE_KEYS = 2_000;
const FIRST_PAGE_KEYS = 500;
const PAGE_BYTES = 1024 * 1024;
/** Long, because a page may be large and the link slow; a dead link is noticed by the pings. */
const PAGE_TIMEOUT_MS = 30_000;

/** The entries under the root, and the header that tells as of when. */
export interface ListedRoot {
  readonly entries: Entry[];
  readonly header: IResponseHeader;
}

/** Reads the range. Throws FaultErrors and gRPC errors, a compaction of the revision in the middle among them. */
export async function list(
  client: EtcdClient,
  range: KeyRange,
  { signal, onReceived }: { signal: AbortSignal; onReceived(count: number): void },
): Promise<ListedRoot> {
  const entries: Entry[] = [];
  let limit = FIRST_PAGE_KEYS;
  const fetch = async (from: Buffer, revision: string): Promise<IRangeResponse> => {
    for (;;) {
      try {
        const deadline = Date.now() + PAGE_TIMEOUT_MS;
        return await client.kv.range({ key: from, range_end: range.range_end, limit, revision }, { deadline });
      } catch (error) {
        if (!isTooLargeToReceive(error) || limit === 1) throw error;
        limit = Math.max(1, Math.floor(limit / 8));
      }
    }
  };

  let page = await fetch(range.key, '0');
  const { header } = page;
  for (;;) {
    if (signal.aborted) throw new FaultError(fault('aborted', 'aborted'));
    const { kvs, more } = page;
    const last = kvs.at(-1);
    limit = nextLimit(page, limit);
    // the server works on the next page while this one is converted
    const next = more && last ? fetch(keyAfter(last.key), header.revision) : undefined;
    next?.catch(() => {});
    for (const entry of entriesOf(kvs)) entries.push(entry);
    onReceived(entries.length);
    if (!next) return { entries, header };
    page = await next;
  }
}

/** As many keys as fill a page at the size of those just read, and at most twice as many as before. */
export function nextLimit({ kvs }: Pick<IRangeResponse, 'kvs'>, limit: number): number {
  if (kvs.length === 0) return limit;
  const bytes = kvs.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  const fitting = Math.floor(PAGE_BYTES / Math.max(1, bytes / kvs.length));
  return Math.max(1, Math.min(fitting, limit * 2, MAX_PAGE_KEYS));
}
