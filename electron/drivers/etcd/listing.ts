/** Reads everything under the root as of one revision, page by page. */
import { fault, FaultError } from '../../../shared/fault';
import type { Entry, Revision } from '../../../shared/model/entry';
import { untilAborted } from './abort';
import type { EtcdClient } from './client';
import { isTooLargeToReceive } from './faults';
import { keyAfter, type KeyRange } from './range';
import { RangePage, type PageHeader } from './range-page';

/** etcd walks over everything that is left of the range for each page, so that many small pages cost it far more than a few. */
const MAX_PAGE_KEYS = 10_000;
const FIRST_PAGE_KEYS = 1_000;
const PAGE_BYTES = 2 * 1024 * 1024;
/** Entries that are made before others have a turn: a few milliseconds' worth. */
const SLICE_KEYS = 2_000;
/** Long, because a page may be large and the link slow; a dead link is noticed by the pings. */
const PAGE_TIMEOUT_MS = 30_000;

/** The entries under the root, and the header that tells as of when. */
export interface ListedRoot {
  readonly entries: Entry[];
  readonly header: PageHeader;
}

/** Reads the range, as of a revision if one is given. Throws FaultErrors and gRPC errors, a compaction of the revision in the middle among them. */
export async function list(
  client: EtcdClient,
  range: KeyRange,
  { signal, onReceived, revision = 0n }: { signal: AbortSignal; onReceived(count: number): void; revision?: Revision },
): Promise<ListedRoot> {
  const entries: Entry[] = [];
  let limit = FIRST_PAGE_KEYS;
  const fetch = async (from: Buffer, at: Revision): Promise<RangePage> => {
    for (;;) {
      try {
        const deadline = Date.now() + PAGE_TIMEOUT_MS;
        const request = { key: from, range_end: range.range_end, limit, revision: String(at) };
        return new RangePage(await client.rangeBytes(request, { deadline }));
      } catch (error) {
        if (!isTooLargeToReceive(error) || limit === 1) throw error;
        limit = Math.max(1, Math.floor(limit / 8));
      }
    }
  };

  let page = await untilAborted(signal, fetch(range.key, revision));
  const header = revision === 0n ? page.header : { ...page.header, revision };
  for (;;) {
    const last = page.lastKey();
    limit = nextLimit(page, limit);
    // the server works on the next page while this one is read
    const next = page.more && last ? fetch(keyAfter(last), header.revision) : undefined;
    next?.catch(() => {});
    for (let from = 0; from < page.count; from += SLICE_KEYS) {
      if (from > 0) await new Promise(setImmediate);
      if (signal.aborted) throw new FaultError(fault('aborted', 'aborted'));
      for (const entry of page.entries(from, from + SLICE_KEYS)) entries.push(entry);
    }
    onReceived(entries.length);
    if (!next) return { entries, header };
    page = await untilAborted(signal, next);
  }
}

/** As many keys as fill a page at the size of those just read, and at most twice as many as before. */
export function nextLimit({ count, byteLength }: Pick<RangePage, 'count' | 'byteLength'>, limit: number): number {
  if (count === 0) return limit;
  const fitting = Math.floor(PAGE_BYTES / (byteLength / count));
  return Math.max(1, Math.min(fitting, limit * 2, MAX_PAGE_KEYS));
}
