/** Simulated rollouts: main evaluates, the window asks and shows. A simulation never writes. */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { Result } from '../../shared/fault';
import type { Explained, Moves, PopulationDraft, PopulationInfo, RolloutSide, SimulationNews, UserSearch, UsersFound, UsersPage } from '../../shared/model/rollout';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { User } from '../../shared/rollout/population/user';
import type { Rewritten } from '../../shared/rollout/rewrite';
import type { Segment } from '../../shared/rollout/segments';
import type { TypedRamp } from '../../shared/rollout/ramp/typed';
import { invoke } from '../bridge';
import { revealKey, showSource, showView } from './navigation';
import { firstQuestion, questionName, type RolloutQuestion } from './rollout-question';
import { rollout } from './state';
import { showDone, showFault, told } from './telling';

let tickets = 0;
/** The last population that could be simulated. */
let simulated: string | undefined;
/** What was asked for last, but for the time, the draft's text and what stores hold; and its number. */
let subject = { text: '', number: 0 };

/** Asks for the populations that there are. */
export async function loadPopulations(): Promise<void> {
  const result = await told('population:list', {});
  if (!result.ok) return;
  rollout.populations = ref(result.value);
  const [first] = result.value;
  if (first !== undefined && !result.value.some(({ id }) => id === rollout.populationId)) choosePopulation(first.id);
}

/** Chooses who is simulated, also after a restart. */
export function choosePopulation(id: string): void {
  rollout.populationId = id;
  void told('settings:set', { populationId: id });
}

/** Keeps a population under a name, and chooses it. What cannot be kept is told by the caller. */
export async function keepPopulation(name: string, of: PopulationDraft, id?: string): Promise<Result<PopulationInfo>> {
  const result = await invoke('population:keep', { name, of, ...(id !== undefined && { id }) });
  if (result.ok) await chooseNew(result.value);
  return result;
}

/** Asks for a file of users, and chooses it. */
export const openUsers = async (): Promise<void> => chooseRead(await invoke('population:open', {}));

/** Reads the file of a population anew, by another key. */
export const rereadUsers = async (id: string, keyName: string): Promise<void> => chooseRead(await invoke('population:reread', { id, keyName }));

/** Asks for a file of observed counts: its text, null where there is none. */
export async function openCounts(): Promise<string | null> {
  const result = await told('rollout:open-counts', {});
  return result.ok ? result.value : null;
}

/** Gives up reading a file: what was chosen before stays. */
export function cancelReading(reading: string): void {
  void invoke('population:cancel', { reading });
}

async function chooseRead(result: Result<PopulationInfo | null>): Promise<void> {
  if (result.ok && result.value !== null) await chooseNew(result.value);
  else if (!result.ok && result.fault.code !== 'aborted') showFault(result.fault);
}

export async function removePopulation(id: string): Promise<void> {
  if ((await told('population:remove', { id })).ok) await loadPopulations();
}

async function chooseNew({ id }: PopulationInfo): Promise<void> {
  await loadPopulations();
  choosePopulation(id);
}

/** A ticket begins with the number of what it is about: of two that begin the same, the later is about another text of the same draft, or a later value. */
function ticketFor(populationId: string, sides: readonly RolloutSide[]): string {
  const text = subjectText(populationId, sides);
  if (text !== subject.text) subject = { text, number: subject.number + 1 };
  return `${subject.number}.${++tickets}`;
}

const subjectText = (populationId: string, sides: readonly RolloutSide[]): string =>
  JSON.stringify([populationId, sides.map((side) => ({ ...side, text: side.text !== undefined, clock: 0 }))]);

const isAboutSame = (a: string | null, b: string | null): boolean => a !== null && b !== null && a.split('.')[0] === b.split('.')[0];

/**
 * Simulates in the place of what is on show. The answer of another simulation that was asked for before is not shown any more. Where the draft
 * cannot be evaluated, what it was before stays, and where it never could, what stands beside it is simulated alone; texts that are steps of a
 * ramp are nothing without one another.
 */
export async function simulate(populationId: string, sides: readonly RolloutSide[], texts: 'draft' | 'steps'): Promise<void> {
  const ticket = ticketFor(populationId, sides);
  rollout.ticket = ticket;
  rollout.running = true;
  const ask = (of: readonly RolloutSide[]): Promise<Result<SimulationNews>> => invoke('rollout:simulate', { ticket, populationId, sides: [...of] });
  let result = await ask(sides);
  if (rollout.ticket !== ticket) return;
  if (result.ok && isRefused(result.value, sides)) {
    rollout.refused = ref({ ticket, sides: result.value.sides });
    const others = sides.filter(({ text }) => text === undefined);
    const isKept = isAboutSame(rollout.news?.ticket ?? null, ticket) && rollout.news?.sides.length === sides.length;
    if (isKept || others.length === 0 || texts === 'steps') {
      rollout.running = false;
      rollout.fault = null;
      return dropStale();
    }
    // given up meanwhile
    if (!rollout.running) return;
    result = await ask(others);
    if (rollout.ticket !== ticket) return;
  }
  rollout.running = false;
  if (result.ok) simulated = populationId;
  // its file was not read: whoever was chosen before is
  else if (result.fault.reason === 'users-given-up' && rollout.populationId === populationId) choosePopulation(simulated ?? 'everybody');
  rollout.fault = result.ok || result.fault.code === 'aborted' ? null : ref(result.fault);
  if (result.ok) rollout.news = ref(result.value);
  else dropStale();
  // its file is read now
  if (rollout.populations?.some(({ id, size }) => id === populationId && size === null)) await loadPopulations();
}

const isRefused = ({ sides: found }: SimulationNews, sides: readonly RolloutSide[]): boolean => found.some(({ evaluable }, side) => !evaluable && sides[side]?.text !== undefined);

/** Gives up what is running; what is known of it stays. */
export function cancelSimulation(): void {
  rollout.running = false;
  dropStale();
  void invoke('rollout:cancel', {});
}

/** What an earlier simulation said stays, marked as such, where it is about the same; what is about something else is not left to stand for it. */
function dropStale(): void {
  if (!isAboutSame(rollout.news?.ticket ?? null, rollout.ticket)) rollout.news = null;
}

/** Gives up what is running because nobody looks any more. What is known stays for who comes back, marked until it is asked for anew. */
export function leaveSimulation(): void {
  if (rollout.running) cancelSimulation();
}

/** Forgets the simulation on show where it is about something else than this. */
export function forgetOther(populationId: string, sides: readonly RolloutSide[]): void {
  if (subjectText(populationId, sides) === subject.text) return;
  rollout.ticket = null;
  rollout.news = null;
  rollout.refused = null;
  rollout.fault = null;
}

/** Keeps what was typed of a ramp, by the name of what it is a ramp of. */
export function keepRamp(name: string, typed: TypedRamp): void {
  rollout.ramps[name] = ref(typed);
}

/** Keeps what is asked of a key from now on. */
export function keepQuestion(sourceId: SourceId, key: Key, part: Partial<RolloutQuestion>): void {
  const name = questionName(sourceId, key);
  rollout.questions[name] = ref({ ...(rollout.questions[name] ?? firstQuestion), ...part });
}

/** Opens a key with who is served what by one elsewhere and by it. */
export function openRollout(sourceId: SourceId, key: Key, other: { readonly sourceId: SourceId; readonly key: Key }): void {
  keepQuestion(sourceId, key, { sides: { from: { kind: 'elsewhere', ...other }, to: null } });
  openRolloutView(sourceId, key, 'who');
  showSource(sourceId);
  revealKey(sourceId, key);
}

/** Shows a view of the rollout of a key, which is open or is about to be. */
export function openRolloutView(sourceId: SourceId, key: Key, view: RolloutQuestion['view']): void {
  keepQuestion(sourceId, key, { view });
  rollout.wanted = ref({ sourceId, key });
  showView('keys');
}

/** The tab that was wanted is on show. */
export function gotWanted(): void {
  rollout.wanted = null;
}

/** A cell of the matrix between a side and the next one. */
export interface RolloutCell {
  readonly id: string;
  readonly side: number;
  readonly from: number;
  readonly to: number;
}

export const usersIn = (cell: RolloutCell, start: number, limit: number): Promise<Result<UsersPage>> => told('rollout:users', { ...cell, start, limit });
export const movesIn = (cell: RolloutCell): Promise<Result<Moves>> => told('rollout:moves', cell);

/** Who is served the outcome of a place, by the values of an attribute. What cannot be counted is told by the caller. */
export const segmentsIn = (id: string, attribute: string, place: number): Promise<Result<readonly Segment[]>> => invoke('rollout:segments', { id, attribute, place });
/** A draft with its splits rewritten so that fewer users move. Null where that cannot be said, or another draft was asked about since. */
export async function rewrite(live: RolloutSide, draft: RolloutSide): Promise<Rewritten | null> {
  const result = await invoke('rollout:rewrite', { live, draft });
  return result.ok ? result.value : null;
}

/** How a user comes to an answer on each side. What cannot be said is told by the caller. */
export const explain = (sides: readonly RolloutSide[], { key, attributes }: User): Promise<Result<Explained>> =>
  invoke('rollout:explain', { sides: [...sides], user: { key, attributes: attributes as Record<string, never> } });

/** Looks for users who land somewhere, in the place of the search that runs. What cannot be found is told by the caller. */
export const findUsers = (search: UserSearch): Promise<Result<UsersFound>> => invoke('rollout:find', search);

/** Gives up the search that runs. */
export const cancelFind = (): void => void invoke('rollout:find-cancel', {});

/** Runs the vectors that come with the app on its engines. */
export async function checkConformance(): Promise<void> {
  if (rollout.checking) return;
  rollout.checking = true;
  const result = await invoke('rollout:conformance', {});
  rollout.checking = false;
  rollout.checkFault = result.ok ? null : ref(result.fault);
  if (result.ok) rollout.suites = ref(result.value);
}

/** Runs the vectors, and tells what they came to. */
export async function runVectors(): Promise<void> {
  await checkConformance();
  if (rollout.checkFault !== null) return showFault(rollout.checkFault);
  const passed = rollout.suites?.reduce((sum, suite) => sum + suite.passed, 0) ?? 0;
  const failed = rollout.suites?.reduce((sum, suite) => sum + suite.failed, 0) ?? 0;
  if (rollout.suites !== null) showDone(i18next.t('rollout.vectors.told', { passed, all: passed + failed }));
}
