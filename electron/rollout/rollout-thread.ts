/**
 * A thread of rollouts. It makes a job's engines once and evaluates the parts that it is given until the job is given up; or it answers one
 * question: how a user comes to an answer, or who the users of a file are.
 */
import { parentPort } from 'node:worker_threads';
import { readValue } from '../../shared/flags/value';
import { setKeyRules } from '../../shared/model/key-rules';
import type { Explained } from '../../shared/model/rollout';
import { engineAsRead } from '../../shared/rollout/as-read';
import { makeEngine } from '../../shared/rollout/make-engine';
import { noEngine } from '../../shared/rollout/nothing';
import { synthetic } from '../../shared/rollout/population/synthetic';
import { tabled } from '../../shared/rollout/population/table';
import type { Population, User } from '../../shared/rollout/population/user';
import { evaluatePart, outcomesOf, type Part, type Side, type SideColumns } from '../../shared/rollout/simulation';
import type { FromThread, Job, PopulationSource, SideSource, ToThread, UnreadSource } from './messages';
import { readUsers } from './user-file';

/** Users between two looks at whether the job is given up. */
const LOOK_EVERY = 256;

const tell = (message: FromThread): void => parentPort?.postMessage(message);

const populationOf = (source: PopulationSource): Population => (source.kind === 'synthetic' ? synthetic(source.spec) : tabled(source.table));
const madeOf = (side: SideSource | UnreadSource): Side => ('profile' in side ? { engine: makeEngine(side.document, side.profile, side.flag), flag: side.flag } : readOf(side));

function readOf({ document, key, separator, formatRules, keyRules, flag }: UnreadSource): Side {
  setKeyRules(keyRules);
  const engine = engineAsRead(readValue(key, document, { rules: formatRules, separator }), key.split(separator).at(-1) ?? key) ?? noEngine({ name: 'plain' }, []);
  return { engine, flag: flag ?? (engine.flags.length === 1 ? (engine.flags[0] as string) : '') };
}

let current: { readonly id: string; run(part: Part, columns: readonly SideColumns[]): number } | undefined;

function begin({ id, population: source, sides: sources, givenUp, at }: Job): void {
  const population = populationOf(source);
  const sides = sources.map((side) => ({ ...madeOf(side), clock: side.clock }));
  current = {
    id,
    run: (part, columns) =>
      evaluatePart(population, sides.map((side, index) => ({ ...side, columns: columns[index] as SideColumns })), part, (index) => {
        at[0] = index;
        return index % LOOK_EVERY !== 0 || Atomics.load(givenUp, 0) === 0;
      }),
  };
  tell({ kind: 'made', job: id, sides: sides.map(({ engine }) => ({ problems: engine.problems, flags: engine.flags })), outcomes: outcomesOf(sides) });
}

function explained(sources: readonly SideSource[], user: User): Explained {
  const sides = sources.map(madeOf);
  const { list, places } = outcomesOf(sides);
  return {
    sides: sides.map(({ engine, flag }, side) => {
      const explanation = engine.explain(flag, user, (sources[side] as SideSource).clock);
      return { explanation, problems: engine.problems, outcome: list[places[side]?.[explanation.index] ?? -1] ?? null };
    }),
  };
}

async function answer(message: ToThread): Promise<FromThread | undefined> {
  switch (message.kind) {
    case 'job':
      begin(message.job);
      return undefined;
    case 'part':
      return current?.id === message.job ? { kind: 'part-done', job: message.job, end: current.run(message.part, message.columns) } : undefined;
    case 'explain':
      return { kind: 'explained', explained: explained(message.sides, message.user) };
    case 'read-users':
      return { kind: 'users', result: await readUsers(message.path, { keyName: message.keyName, onProgress: (bytes, of) => tell({ kind: 'progress', bytes, of }) }) };
    default:
      return message satisfies never;
  }
}

parentPort?.on('message', (message: ToThread) => {
  const fail = (error: unknown): void => {
    const detail = error instanceof Error ? error.message : String(error);
    const job = message.kind === 'job' ? message.job.id : message.kind === 'part' ? message.job : undefined;
    tell(job === undefined ? { kind: 'no-answer', detail } : { kind: 'failed', job, detail });
  };
  answer(message).then((said) => said && tell(said), fail);
});
