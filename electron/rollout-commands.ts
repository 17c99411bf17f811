/** What main does for the commands that simulate rollouts, and for the populations they are simulated with. */
import { availableParallelism } from 'node:os';
import type { FormatRule } from '../shared/flags/format';
import { ok } from '../shared/fault';
import type { SimulationNews, UsersReading } from '../shared/model/rollout';
import { separatorOf } from '../shared/model/source';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import { readCounts } from './rollout/counts-file';
import { Populations } from './rollout/populations';
import { Rollouts } from './rollout/rollouts';
import { Shares } from './rollout/shares';
import type { ReadValue } from './rollout/sources';
import { UserFiles } from './rollout/user-files';
import type { Registry } from './sessions/registry';
import type { SettingsFile } from './settings/file';
import type { PopulationSettings } from './settings/populations';

type RolloutCommand = Extract<keyof Handlers, `population:${string}` | `rollout:${string}`>;

/** The parts of main that simulate. */
export interface Simulation {
  readonly files: UserFiles;
  readonly populations: Populations;
  readonly rollouts: Rollouts;
  readonly shares: Shares;
}

/** What they need of the rest of main. */
export interface SimulationParts {
  /** The sources whose values are evaluated. */
  readonly registry: Registry;
  readonly formatRules: () => readonly FormatRule[];
  /** Hears which files are being read. */
  readonly tell: (readings: readonly UsersReading[]) => void;
}

/** Joins the parts with kept populations and the program of rollout-thread.ts. */
export function createSimulation(kept: SettingsFile<PopulationSettings>, program: string, { registry, formatRules, tell }: SimulationParts): Simulation {
  const files = new UserFiles(program, tell);
  const readValue: ReadValue = async (sourceId, key, at) => {
    if (at === undefined) {
      const read = await registry.read(sourceId, key);
      return read.ok ? ok(read.value.entry?.value ?? null) : read;
    }
    const held = registry.held(sourceId);
    const past = held.ok ? await held.value.session.lookBack.entryAt(key, at) : held;
    return past.ok ? ok(past.value?.value ?? null) : past;
  };
  const populations = new Populations(kept, (path, keyName) => files.read(path, keyName));
  const shares = new Shares(program, populations, {
    entry: (sourceId, key) => {
      const held = registry.held(sourceId);
      return held.ok ? held.value.session.mirror.get(key) : undefined;
    },
    separator: (sourceId) => {
      const held = registry.held(sourceId);
      return held.ok ? separatorOf(held.value.source) : '/';
    },
    formatRules,
  });
  // one core is left to main and the window
  return { files, populations, shares, rollouts: new Rollouts(program, populations, readValue, Math.min(8, Math.max(1, availableParallelism() - 1))) };
}

/** `tell` says to the window how far a simulation has got. */
export function createRolloutHandlers({ files, populations, rollouts, shares }: Simulation, dialogs: FileDialogs, tell: (news: SimulationNews) => void): Pick<Handlers, RolloutCommand> {
  return {
    // asked when the tab of a rollout is opened
    'population:list': () => {
      rollouts.prepare();
      return ok(populations.list());
    },
    'population:keep': ({ id, name, of }) => populations.keep(name, of, id),
    'population:remove': ({ id }) => {
      populations.remove(id);
      return ok(null);
    },
    'population:open': async () => {
      const path = await dialogs.openUsers();
      return path === null ? ok(null) : populations.keepFile(path);
    },
    'population:reread': ({ id, keyName }) => populations.reread(id, keyName),
    'population:cancel': ({ reading }) => {
      files.cancel(reading);
      return ok(null);
    },
    'population:users': async ({ id, start, limit }) => {
      const users = await populations.users(id);
      if (!users.ok) return users;
      const { population } = users.value;
      const end = Math.min(population.size, start + limit);
      const page = Array.from({ length: Math.max(0, end - start) }, (_, at) => ({ index: start + at, ...population.at(start + at) }));
      return ok({ users: page, next: end < population.size ? end : null });
    },
    'rollout:simulate': ({ ticket, populationId, sides }) => rollouts.simulate(ticket, populationId, sides, tell),
    'rollout:cancel': () => {
      rollouts.cancel();
      return ok(null);
    },
    'rollout:users': ({ start, limit, ...cell }) => rollouts.users(cell, start, limit),
    'rollout:moves': (cell) => rollouts.moves(cell),
    'rollout:open-counts': async () => {
      const path = await dialogs.openUsers();
      return path === null ? ok(null) : readCounts(path);
    },
    'rollout:segments': (asked) => rollouts.segments(asked),
    'rollout:rewrite': ({ live, draft }) => rollouts.rewrite(live, draft),
    'rollout:explain': ({ sides, user }) => rollouts.explain(sides, user),
    'rollout:find': (search) => rollouts.find(search),
    'rollout:find-cancel': () => {
      rollouts.cancelFind();
      return ok(null);
    },
    'rollout:conformance': () => rollouts.conformance(),
    'rollout:shares': async (request) => ok(await shares.ask(request)),
  };
}
