/** What main does for each command of the window. */
import type { WindowSettings } from '../shared/contract';
import { failed, fault, ok, type Result } from '../shared/fault';
import type { SimulationNews } from '../shared/model/rollout';
import type { SourceId } from '../shared/model/source';
import { createCompareHandlers } from './compare-commands';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import type { About } from './sessions/diagnostics';
import type { HeldSource } from './sessions/held-source';
import type { Registry } from './sessions/registry';
import type { ChangeSets } from './settings/change-sets';
import type { Drafts } from './settings/drafts';
import type { PreferenceBook } from './settings/preferences';
import { createPastHandlers } from './past-commands';
import { alone } from './sessions/alone';
import { createRolloutHandlers, type Simulation } from './rollout-commands';
import { createSourceHandlers } from './source-commands';
import { createWriteHandlers, type Writes } from './write-commands';

/** Settings of the window that are to be others. */
export type SettingsChange = { -readonly [K in 'theme' | 'language' | 'populationId']?: Exclude<WindowSettings[K], undefined> };

/** The parts of main that belong to no source. */
export interface Desk {
  readonly about: About;
  readonly drafts: Drafts;
  readonly changeSets: ChangeSets;
  readonly preferences: PreferenceBook;
  /** Gives the page a new port and sends it everything. */
  connectPage(): void;
  changeSettings(change: SettingsChange): void;
  /** Remembers which source is on screen. */
  setActive(id: SourceId): void;
  /** How far a simulation has got. */
  tellSimulation(news: SimulationNews): void;
  /** The program of the thread that reads and writes files of keys. */
  readonly transferProgram: string;
}

export function createHandlers(registry: Registry, desk: Desk, dialogs: FileDialogs, { simulation, ...writes }: Writes & { readonly simulation: Simulation }): Handlers {
  return {
    'window:ready': () => {
      desk.connectPage();
      return ok(null);
    },
    ...createSourceHandlers(registry, dialogs),
    ...createWriteHandlers(registry, writes, dialogs),
    ...createPastHandlers(registry, writes.audit),
    ...createCompareHandlers(registry, dialogs, desk.transferProgram),
    ...createRolloutHandlers(simulation, dialogs, (news) => desk.tellSimulation(news)),
    'source:test': ({ source, ...from }) => registry.test(source, from),
    'source:add': ({ source, ...from }) => {
      const added = registry.add(source, from);
      if (added.ok) desk.setActive(added.value.id);
      return added;
    },
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
    'source:verify': ({ sourceId }) => withHeld(registry, sourceId, ({ verifier }) => verifier.run()),
    'source:verify-cancel': ({ sourceId }) =>
      withHeld(registry, sourceId, ({ verifier }) => {
        verifier.cancel();
        return ok(null);
      }),
    'source:resync': ({ sourceId, id }) =>
      withHeld(registry, sourceId, ({ session }) => {
        const report = session.resync(id);
        return report ? ok(report) : failed(fault('invalid', 'resync-forgotten'));
      }),
    'source:diagnostics': ({ sourceId }) => withHeld(registry, sourceId, (held) => ok(held.diagnostics(desk.about))),
    'meter:read': () => ok({ at: performance.now(), sources: registry.costs() }),
    'entry:read': async ({ sourceId, key }) => {
      const read = await registry.read(sourceId, key);
      return read.ok && read.value.entry ? ok({ ...read.value, entry: alone(read.value.entry) }) : read;
    },
    'entry:access': ({ sourceId, key }) => registry.access(sourceId, key),
    'draft:keep': (draft) => ok(desk.drafts.keep(draft)),
    'draft:drop': ({ sourceId, key }) => {
      desk.drafts.drop(sourceId, key);
      return ok(null);
    },
    'changes:keep': (changes) => ok(desk.changeSets.keep(changes)),
    'changes:recent': ({ from }) => ok(registry.recent(from)),
    'demo:set': ({ sourceId, running }) => registry.setDemo(sourceId, running),
    'preferences:set': (change) => {
      desk.preferences.change(change);
      return ok(null);
    },
    'settings:set': ({ theme, language, activeSourceId, populationId }) => {
      desk.changeSettings({ ...(theme && { theme }), ...(language && { language }), ...(populationId && { populationId }) });
      if (activeSourceId !== undefined && registry.has(activeSourceId)) desk.setActive(activeSourceId);
      return ok(null);
    },
  };
}

/** Answers with what is done with a source, or that there is none. */
function withHeld<T>(registry: Registry, id: SourceId, act: (held: HeldSource) => T): T | Result<never> {
  const held = registry.held(id);
  return held.ok ? act(held.value) : held;
}
