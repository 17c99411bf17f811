/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { backends } from '../../shared/model/source';
import { cases } from './cases';
import type { Target } from './schedule';

/** Seeds of one kind of store, run one after another in a process of their own. */
export interface Job {
  readonly target: Target;
  /** Seeds that come first, whatever the time. */
  readonly kept: readonly number[];
  readonly first: number;
  /** Seed that is not run any more. */
  readonly end: number;
  /** From one seed to the next: the others are another process's. */
  readonly stride: number;
  /** When no further seed is begun. */
  readonly minutes: number;
}

/** Seeds that `npm test` runs: on single servers, and on three that make one store. */
const SEEDS = { 1: 20, 3: 3 } as const;

/** Processes that share the seeds of a store: seeds mostly wait. */
const LANES = 2;

/** The seed that a job runs at this place, from 0 on; undefined when it has come to its end. */
export function seedAt({ kept, first, stride, end }: Job, place: number): number | undefined {
  const seed = kept[place] ?? first + (place - kept.length) * stride;
  return place < kept.length || seed < end ? seed : undefined;
}

/** Reads the switches; gives the jobs, those of one kind of store together. Throws where the switches make no sense. */
export function jobsOf(args: readonly string[]): { readonly jobs: Job[][]; readonly report: string | undefined } {
  const names = ['seeds', 'minutes', 'backend', 'members', 'seed', 'report'] as const;
  const { values } = parseArgs({ args: [...args], options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) });
  const given = values as Partial<Record<(typeof names)[number], string>>;
  const number = (name: (typeof names)[number]): number | undefined => {
    const value = given[name];
    if (value !== undefined && !(Number(value) > 0)) throw new Error(`--${name}=${value} is not a number above 0`);
    return value === undefined ? undefined : Number(value);
  };
  const seed = number('seed');
  const minutes = number('minutes');
  const chosen = targets.filter(
    ({ backend, members }) => (given.backend ?? backend) === backend && (number('members') ?? members) === members,
  );
  if (chosen.length === 0) throw new Error(`There is no ${given.backend ?? 'store'} of ${given.members ?? 'any'} members: local has one, zookeeper and etcd one or three`);
  const isPlain = seed === undefined && minutes === undefined && given.seeds === undefined;
  const first = seed ?? 1;
  const jobs = chosen.map((target) => {
    const seeds = number('seeds') ?? (minutes !== undefined ? Number.MAX_SAFE_INTEGER : seed !== undefined ? 1 : SEEDS[target.members]);
    const kept = isPlain ? cases.filter(({ backend, members }) => backend === target.backend && members === target.members).map((one) => one.seed) : [];
    const stride = target.backend === 'local' || target.members === 3 || seeds < LANES ? 1 : LANES;
    const shared = { target, end: first + seeds, stride, minutes: minutes ?? Number.MAX_SAFE_INTEGER };
    return Array.from({ length: stride }, (_, lane) => ({ ...shared, first: first + lane, kept: kept.filter((_, i) => i % stride === lane) }));
  });
  return { jobs, report: given.report };
}

const targets: readonly Target[] = backends.flatMap((backend) =>
  ([1, 3] as const).filter((members) => members === 1 || backend !== 'local').map((members) => ({ backend, members })),
);
