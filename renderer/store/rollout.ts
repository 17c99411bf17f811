/** Simulated rollouts: main evaluates, the window asks and shows. A simulation never writes. */
import { ref } from 'valtio';
import type { Result } from '../../shared/fault';
import type { Explained, Moves, PopulationDraft, PopulationInfo, RolloutSide, UserSearch, UsersFound, UsersPage } from '../../shared/model/rollout';
import type { User } from '../../shared/rollout/population/user';
import type { Segment } from '../../shared/rollout/segments';
import type { TypedRamp } from '../../shared/rollout/ramp/typed';
import { invoke } from '../bridge';
import { rollout } from './state';
import { showFault, told } from './telling';

let tickets = 0;
/** The last population that could be simulated. */
let simulated: string | undefined;

/** Asks for the populations that there are, once. */
export async function loadPopulations(): Promise<void> {
  const result = await told('population:list', {});
  if (!result.ok) return;
  rollout.populations = ref(result.value);
  if (!result.value.some(({ id }) => id === rollout.populationId)) rollout.populationId = result.value[0]?.id ?? rollout.populationId;
}

/** Chooses who is simulated. */
export function choosePopulation(id: string): void {
  rollout.populationId = id;
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

/** Simulates in the place of what is on show. The answer of another simulation that was asked for before is not shown any more. */
export async function simulate(populationId: string, sides: readonly RolloutSide[]): Promise<void> {
  const ticket = `s${++tickets}`;
  rollout.ticket = ticket;
  rollout.running = true;
  const result = await invoke('rollout:simulate', { ticket, populationId, sides: [...sides] });
  if (rollout.ticket !== ticket) return;
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

/** Gives up what is running; what is known of it stays. */
export function cancelSimulation(): void {
  rollout.running = false;
  dropStale();
  void invoke('rollout:cancel', {});
}

/** What an earlier simulation said is not left to stand for one that came to nothing. */
function dropStale(): void {
  if (rollout.news?.ticket !== rollout.ticket) rollout.news = null;
}

/** Forgets the simulation on show: another key is open. */
export function forgetSimulation(): void {
  if (rollout.running) cancelSimulation();
  rollout.ticket = null;
  rollout.news = null;
  rollout.fault = null;
}

/** Keeps what was typed of a ramp, by the name of what it is a ramp of. */
export function keepRamp(name: string, typed: TypedRamp): void {
  rollout.ramps[name] = ref(typed);
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
