/** What main does for the commands that look back. */
import type { Handlers } from './ipc';
import { alone } from './sessions/alone';
import type { HeldSource } from './sessions/held-source';
import { PastViews } from './sessions/past-views';
import type { Registry } from './sessions/registry';
import type { AuditLog } from './writes/audit';
import { ok, type Result } from '../shared/fault';
import type { AuditEntry, AuditIntent } from '../shared/model/audit';
import type { HistoryItem, HistoryPage } from '../shared/model/history';
import type { Key } from '../shared/model/key';
import type { SourceId } from '../shared/model/source';

/** Marks on a timeline: more would not be told apart. */
const MOST_MARKS = 400;
/** Writes that are looked for in the audit. */
const MOST_WRITES = 200;

type PastCommand = 'entry:history' | 'entry:seen' | 'entry:at' | 'source:timeline' | 'past:open' | 'past:difference' | 'past:read' | 'past:restore' | 'past:close';

export function createPastHandlers(registry: Registry, audit: AuditLog): Pick<Handlers, PastCommand> {
  const on = async <T>(id: SourceId, act: (held: HeldSource) => Promise<Result<T>>): Promise<Result<T>> => {
    const held = registry.held(id);
    return held.ok ? act(held.value) : held;
  };
  /** What was written through this app since then and took effect; nothing where the audit cannot be read, which says so elsewhere. */
  const writes = async (sourceId: SourceId, from: string): Promise<readonly AuditEntry[]> => {
    const page = await audit.read({ sourceId, states: ['applied'], from }, { limit: MOST_WRITES });
    return page.ok ? page.value.entries : [];
  };
  /** The page with the writes that made its items. */
  const withWrites = async (sourceId: SourceId, key: Key, page: HistoryPage): Promise<HistoryPage> => {
    const own = await audit.writesAt(sourceId, key, page.items.flatMap(({ at }) => (at === undefined ? [] : [String(at)])));
    return own.size === 0 ? page : { ...page, items: page.items.map((item) => withWrite(item, own)) };
  };
  const pasts = new PastViews();
  return {
    'entry:history': ({ sourceId, key, before }) =>
      on(sourceId, async ({ session }) => {
        const page = await session.lookBack.history(key, before);
        return page.ok ? ok(await withWrites(sourceId, key, page.value)) : page;
      }),
    'entry:seen': ({ sourceId, key }) =>
      on(sourceId, async ({ session }) => ok(await withWrites(sourceId, key, session.lookBack.seen(key)))),
    'entry:at': ({ sourceId, key, at }) =>
      on(sourceId, async ({ session }) => {
        const read = await session.lookBack.entryAt(key, at);
        return read.ok && read.value ? ok(alone(read.value)) : read;
      }),
    'source:timeline': ({ sourceId }) =>
      on(sourceId, async ({ session: { lookBack, mirror }, capabilities }) => {
        const { timeline } = lookBack;
        const now = Date.now();
        const since = timeline.since ?? now;
        const own = await writes(sourceId, new Date(since).toISOString());
        return ok({
          since,
          now,
          at: mirror.at,
          marks: timeline.marks(MOST_MARKS),
          away: timeline.outages(now),
          byRevision: capabilities.history === 'every-revision',
          writes: own.map(({ intent }) => ({ time: Date.parse(intent.at), title: intent.title, user: intent.who.user })),
        });
      }),
    'past:open': ({ sourceId, moment }) => on(sourceId, ({ session }) => pasts.open(session, moment)),
    'past:difference': ({ id }) => pasts.difference(id),
    'past:read': ({ id, key }) => pasts.read(id, key),
    'past:restore': ({ id, keys, title }) => pasts.restore(id, keys, title),
    'past:close': ({ id }) => {
      pasts.close(id);
      return ok(null);
    },
  };
}

/** The item with the write that made it, if that was ours. */
function withWrite(item: HistoryItem, own: ReadonlyMap<string, AuditIntent>): HistoryItem {
  const intent = item.at === undefined ? undefined : own.get(String(item.at));
  return intent ? { ...item, write: { title: intent.title, user: intent.who.user } } : item;
}
