/** What main does for the commands that simulate rollouts, and for the populations they are simulated with. */
import { availableParallelism } from 'node:os';
import { ok } from '../shared/fault';
import type { SimulationNews, UsersReading } from '../shared/model/rollout';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import { readCounts } from './rollout/counts-file';
import { Populations } from './rollout/populations';
import { Rollouts, type ReadValue } from './rollout/rollouts';
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
}

/** Joins the parts: kept populations, the program of rollout-thread.ts, and the sources whose values are evaluated. `tell` hears which files are being read. */
export function createSimulation(kept: SettingsFile<PopulationSettings>, program: string, registry: Registry, tell: (readings: readonly UsersReading[]) => void): Simulation {
  const files = new UserFiles(program, tell);
  const readValue: ReadValue = async (sourceId, key) => {
    const read = await registry.read(sourceId, key);
    return read.ok ? ok(read.value.entry?.value ?? null) : read;
  };
  const populations = new Populations(kept, (path, keyName) => files.read(path, keyName));
  // one core is left to main and the window
  return { files, populations, rollouts: new Rollouts(program, populations, readValue, Math.min(8, Math.max(1, availableParallelism() - 1))) };
}

/** `tell` says to the window how far a simulation has got. */
export function createRolloutHandlers({ files, populations, rollouts }: Simulation, dialogs: FileDialogs, tell: (news: SimulationNews) => void): Pick<Handlers, RolloutCommand> {
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
    'rollout:segments': (asked) => rollouts.segments(asked),
    'rollout:open-counts': async () => {
      const path = await dialogs.openUsers();
      return path === null ? ok(null) : readCounts(path);
    },
    'rollout:explain': ({ sides, user }) => rollouts.explain(sides, user),
    'rollout:find': (search) => rollouts.find(search),
    'rollout:find-cancel': () => {
      rollouts.cancelFind();
      return ok(null);
    },
    'rollout:conformance': () => rollouts.conformance(),
  };
}
