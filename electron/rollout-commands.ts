/** What main does for the commands that simulate rollouts, and for the populations they are simulated with. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { failed, fault, ok, type Result } from '../shared/fault';
import type { SimulationNews } from '../shared/model/rollout';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import { Populations } from './rollout/populations';
import { ask } from './rollout/question';
import { Rollouts, type ReadValue } from './rollout/rollouts';
import type { UserFile } from './rollout/user-file';
import type { Registry } from './sessions/registry';
import type { SettingsFile } from './settings/file';
import type { PopulationSettings } from './settings/populations';

/** How long a file of users may take to be read, in milliseconds. */
const MOST_READ_MS = 120_000;

type RolloutCommand = Extract<keyof Handlers, `population:${string}` | `rollout:${string}`>;

/** The parts of main that simulate. */
export interface Simulation {
  readonly populations: Populations;
  readonly rollouts: Rollouts;
}

/** Joins the parts: kept populations, the program of rollout-thread.ts, and the sources whose values are evaluated. */
export function createSimulation(kept: SettingsFile<PopulationSettings>, program: string, registry: Registry): Simulation {
  const readFile = async (path: string, keyName?: string): Promise<Result<UserFile>> => {
    const late = fault('aborted', 'users-given-up', { name: basename(path) });
    const answer = await ask(program, { kind: 'read-users', path, keyName }, { signal: AbortSignal.timeout(MOST_READ_MS), late });
    if (!answer.ok) return answer;
    return answer.value.kind === 'users' ? answer.value.result : failed(late);
  };
  const readValue: ReadValue = async (sourceId, key, at) => {
    if (at === undefined) {
      const read = await registry.read(sourceId, key);
      return read.ok ? ok(read.value.entry?.value ?? null) : read;
    }
    const held = registry.held(sourceId);
    const past = held.ok ? await held.value.session.lookBack.entryAt(key, at) : held;
    return past.ok ? ok(past.value?.value ?? null) : past;
  };
  const populations = new Populations(kept, readFile);
  // one core is left to main and the window
  return { populations, rollouts: new Rollouts(program, populations, readValue, Math.min(8, Math.max(1, availableParallelism() - 1))) };
}

/** `tell` says to the window how far a simulation has got. */
export function createRolloutHandlers({ populations, rollouts }: Simulation, dialogs: FileDialogs, tell: (news: SimulationNews) => void): Pick<Handlers, RolloutCommand> {
  return {
    'population:list': () => ok(populations.list()),
    'population:keep': ({ id, name, of }) => populations.keep(name, of, id),
    'population:remove': ({ id }) => {
      populations.remove(id);
      return ok(null);
    },
    'population:open': async ({ keyName }) => {
      const path = await dialogs.openUsers();
      return path === null ? ok(null) : populations.keepFile(path, keyName);
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
    'rollout:rewrite': ({ live, draft }) => rollouts.rewrite(live, draft),
    'rollout:explain': ({ sides, user }) => rollouts.explain(sides, user),
    'rollout:find': (search) => rollouts.find(search),
    'rollout:find-cancel': () => {
      rollouts.cancelFind();
      return ok(null);
    },
    'rollout:conformance': () => rollouts.conformance(),
  };
}
