/**
 * A thread of rollouts. It makes a job's engines once and evaluates the parts that it is given until the job is given up; or it answers one
 * question: how a user comes to an answer, who gets what by an attribute, how a draft moves fewer users, who lands somewhere, whether the
 * vectors hold, or who the users of a file are.
 */
import { parentPort } from 'node:worker_threads';
import type { Explained, SideMade, UsersFound } from '../../shared/model/rollout';
import type { AttributeUse } from '../../shared/rollout/attribute-use';
import { conformance } from '../../shared/rollout/conformance/conformance';
import { candidates } from '../../shared/rollout/find/candidates';
import { find } from '../../shared/rollout/find/find';
import { Noticing, type Noticed } from '../../shared/rollout/noticing';
import { synthetic } from '../../shared/rollout/population/synthetic';
import { tabled } from '../../shared/rollout/population/table';
import type { Population, User } from '../../shared/rollout/population/user';
import { documentOf } from '../../shared/rollout/reading';
import { fewestMoves } from '../../shared/rollout/rewrite';
import { segmentsOf } from '../../shared/rollout/segments';
import { problemsFor } from '../../shared/rollout/side-problems';
import { attributesReadBy, evaluatePart, outcomesOf, type Part, type Side, type SideColumns } from '../../shared/rollout/simulation';
import { Engines } from './engines';
import type { FromThread, Job, PopulationSource, SearchSource, SegmentsSource, SideOfJob, SideSource, ToThread, UnreadSource } from './messages';
import { readUsers } from './user-file';

/** Users between two looks at whether the job is given up. */
const LOOK_EVERY = 256;
/** How long users are looked for, in milliseconds. */
const MOST_LOOK_MS = 3000;

const tell = (message: FromThread): void => parentPort?.postMessage(message);

const populationOf = (source: PopulationSource, wanted?: ReadonlySet<string>): Population =>
  source.kind === 'synthetic' ? synthetic(source.spec, wanted) : tabled(source.table, wanted);
const engines = new Engines();

const sideMade = ({ engine, flag }: Side): SideMade => ({ problems: problemsFor(engine, flag), flags: engine.flags, otherwise: engine.otherwise(flag) });

let current: { readonly id: string; run(part: Part, columns: readonly SideColumns[]): { readonly end: number; readonly noticed: readonly Noticed[] } } | undefined;

function begin({ id, population: source, sides: sources, givenUp, at }: Job): void {
  const sides = engines.sidesOf(sources).map((side, index) => ({ ...side, clock: (sources[index] as SideSource | UnreadSource).clock, uses: side.engine.uses(side.flag) }));
  // making what no rule looks at would take as long as the rules do
  const population = populationOf(source, attributesReadBy(sides));
  current = {
    id,
    run: (part, columns) => {
      const noticings = sides.map(({ uses }) => new Noticing(uses));
      const noticed = sides.map((side, index) => ({ ...side, columns: columns[index] as SideColumns, noticing: noticings[index] as Noticing }));
      const end = evaluatePart(population, noticed, part, (index) => {
        at[0] = index;
        return index % LOOK_EVERY !== 0 || Atomics.load(givenUp, 0) === 0;
      });
      return { end, noticed: noticings.map(({ found }) => found) };
    },
  };
  tell({ kind: 'made', job: id, sides: sides.map(sideOfJob), outcomes: outcomesOf(sides) });
}

function sideOfJob({ uses, ...side }: Side & { readonly uses: readonly AttributeUse[] }): SideOfJob {
  // what reads them stays here: functions do not travel
  const told = uses.map(({ name, place, wanted }) => ({ name, place, wanted }));
  return { ...sideMade(side), evaluable: side.engine.find(side.flag)?.evaluable ?? true, uses: told };
}

function explained(sources: readonly SideSource[], user: User): Explained {
  const sides = engines.sidesOf(sources);
  tell({ kind: 'begun' });
  const { list, places } = outcomesOf(sides);
  return {
    sides: sides.map((made, side) => {
      const explanation = made.engine.explain(made.flag, user, (sources[side] as SideSource).clock);
      return { ...sideMade(made), explanation, outcome: list[places[side]?.[explanation.index] ?? -1] ?? null };
    }),
  };
}

const segments = ({ population, attribute, columns, outcomes, place }: SegmentsSource) =>
  segmentsOf(populationOf(population, new Set([attribute])), attribute, columns, outcomes, place);

function found({ side, target, among, count }: SearchSource): UsersFound {
  const [made] = engines.sidesOf([side]) as [Side];
  tell({ kind: 'begun' });
  const users = among.kind === 'users' ? populationOf(among.users) : candidates(among.pattern, among.kind === 'typed' ? among : populationOf(among.users));
  const until = performance.now() + MOST_LOOK_MS;
  return { ...sideMade(made), ...find({ ...made, clock: side.clock, target, users, count }, () => performance.now() < until) };
}

async function answer(message: ToThread): Promise<FromThread | undefined> {
  switch (message.kind) {
    case 'job':
      begin(message.job);
      return undefined;
    case 'part':
      return current?.id === message.job ? { kind: 'part-done', job: message.job, ...current.run(message.part, message.columns) } : undefined;
    case 'explain':
      return { kind: 'explained', explained: explained(message.sides, message.user) };
    case 'segments':
      return { kind: 'segments', segments: segments(message.of) };
    case 'rewrite': {
      const { live, draft } = message;
      return { kind: 'rewritten', rewritten: fewestMoves(documentOf(live.document, live.profile), documentOf(draft.document, draft.profile), draft.flag) };
    }
    case 'find':
      return { kind: 'found', found: found(message.search) };
    case 'conformance':
      return { kind: 'suites', suites: conformance() };
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
