/** What main does for each command of the window. */
import type { WindowSettings } from '../shared/contract';
import { ok } from '../shared/fault';
import type { Entry } from '../shared/model/entry';
import type { SourceId } from '../shared/model/source';
import type { Handlers } from './ipc';
import type { Registry } from './sessions/registry';

/** The parts of main that belong to no source. */
export interface Desk {
  /** Gives the page a new port and sends it everything. */
  connectPage(): void;
  changeSettings(change: { theme?: WindowSettings['theme']; language?: WindowSettings['language'] }): void;
  /** Remembers which source is on screen. */
  setActive(id: SourceId): void;
}

export function createHandlers(registry: Registry, desk: Desk): Handlers {
  return {
    'window:ready': () => {
      desk.connectPage();
      return ok(null);
    },
    'source:test': ({ source, secrets }) => registry.test(source, secrets),
    'source:add': ({ source, secrets }) => {
      const added = registry.add(source, secrets);
      if (added.ok) desk.setActive(added.value.id);
      return added;
    },
    'source:remove': ({ sourceId }) => registry.remove(sourceId),
    'source:open': ({ sourceId }) => {
      const opened = registry.open(sourceId);
      if (opened.ok) desk.setActive(sourceId);
      return opened;
    },
    'source:close': ({ sourceId }) => registry.close(sourceId),
    'source:retry': ({ sourceId }) => registry.retry(sourceId),
    'source:set-loading': ({ sourceId, loading }) => registry.setLoading(sourceId, loading),
    'source:expand': ({ sourceId, key }) => registry.expand(sourceId, key),
    'source:collapse': ({ sourceId, key }) => registry.collapse(sourceId, key),
    'source:create-root': ({ sourceId }) => registry.createRoot(sourceId),
    'entry:read': async ({ sourceId, key }) => {
      const read = await registry.read(sourceId, key);
      return read.ok && read.value.entry ? ok({ ...read.value, entry: alone(read.value.entry) }) : read;
    },
    'entry:history': ({ sourceId, key }) => {
      const history = registry.history(sourceId, key);
      return history.ok ? ok(history.value.map((item) => (item.entry ? { ...item, entry: alone(item.entry) } : item))) : history;
    },
    'plan:apply': ({ sourceId, plan }) => registry.apply(sourceId, plan),
    'demo:set': ({ sourceId, running }) => registry.setDemo(sourceId, running),
    'settings:set': ({ theme, language, activeSourceId }) => {
      desk.changeSettings({ ...(theme && { theme }), ...(language && { language }) });
      if (activeSourceId !== undefined && registry.has(activeSourceId)) desk.setActive(activeSourceId);
      return ok(null);
    },
  };
}

/** An entry whose value stands alone: with a view of a listing's block, IPC would send the whole block. */
const alone = (entry: Entry): Entry => (entry.value === null ? entry : { ...entry, value: new Uint8Array(entry.value) });
