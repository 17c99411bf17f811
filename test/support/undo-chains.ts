/**
 * Random chains of our own writes, undos and redos, with somebody else's writes in between, against a book that knows of no stamps: it
 * gives every state of a key a number, and expects a write to be taken back exactly where each of its keys is in the state that it left.
 */
import fc from 'fast-check';
import type { Result } from '../../shared/fault';
import type { Entry } from '../../shared/model/entry';
import type { Edit, Plan } from '../../shared/model/plan';
import type { Direction } from '../../shared/model/writes';
import { bytes } from './entries';

/** A store with a writer over it. Names are the last parts of its keys. */
export interface ChainBench {
  /** Whether a key needs its parent. */
  readonly parents: boolean;
  key(name: string): string;
  read(name: string): Promise<Entry | null>;
  /** Several plans are applied one after another as one write. */
  write(plans: readonly Plan[]): Promise<Result<unknown>>;
  /** Takes the last write back, or does it again; undefined where there is none. */
  turn(direction: Direction): Promise<Result<unknown> | undefined>;
  /** Somebody else's write. */
  theirs(name: string, value: string | undefined): Promise<void>;
}

export const NAMES = ['c', 'd', 'd/a', 'd/b', 'e'] as const;
type Name = (typeof NAMES)[number];

type Act =
  | { readonly kind: 'own'; readonly names: readonly Name[]; readonly deletes: boolean; readonly steps: boolean }
  | { readonly kind: 'theirs'; readonly name: Name; readonly deletes: boolean }
  | { readonly kind: Direction };

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('own' as const), names: fc.subarray([...NAMES], { minLength: 1, maxLength: 3 }), deletes: fc.boolean(), steps: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('theirs' as const), name: fc.constantFrom(...NAMES), deletes: fc.boolean() }) },
  { weight: 6, arbitrary: fc.constant({ kind: 'undo' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'redo' as const }) },
);
export const someActs: fc.Arbitrary<Act[]> = fc.array(act, { minLength: 4, maxLength: 24 });

/** A state: its number, and the value. Null is a key that is not there: nothing tells two such states apart. */
type State = { readonly id: number; readonly value: string } | null;
interface Moved {
  readonly name: Name;
  readonly before: State;
  readonly after: State;
}
interface Written {
  readonly steps: Moved[][];
  readonly back: Moved[][];
}

const opposite = { undo: 'redo', redo: 'undo' } as const;
const parentOf = (name: Name): Name | undefined => (name.startsWith('d/') ? 'd' : undefined);

/** Plays the acts. Throws where the store does not do what the book expects. Gives how many turns went through, and how many were refused. */
export async function playChain(bench: ChainBench, acts: readonly Act[]): Promise<{ readonly turned: number; readonly refused: number }> {
  const states = new Map<Name, State>();
  const book: Record<Direction, Written[]> = { undo: [], redo: [] };
  const count = { turned: 0, refused: 0 };
  let ids = 0;
  const stateOf = (name: Name): State => states.get(name) ?? null;
  const fresh = (): State => ({ id: ++ids, value: `value ${ids}` });

  /** Whether all of these keys are as they were left, and the tree would be whole with them as they were before. */
  const canTurn = (moves: readonly Moved[]): boolean => {
    const next = new Map(states);
    for (const { name, before, after } of moves) {
      if (stateOf(name)?.id !== after?.id) return false;
      next.set(name, before);
    }
    return !bench.parents || NAMES.every((name) => !next.get(name) || parentOf(name) === undefined || next.get('d'));
  };

  const own = async (step: Extract<Act, { kind: 'own' }>): Promise<void> => {
    const within = (name: Name): boolean => step.names.some((top) => name === top || name.startsWith(`${top}/`));
    const needed = (name: Name): boolean => step.names.includes(name) || (!stateOf(name) && step.names.some((other) => parentOf(other) === name));
    const moves = NAMES.filter(step.deletes ? (name) => within(name) && stateOf(name) !== null : needed).map(
      (name): Moved => ({ name, before: stateOf(name), after: step.deletes ? null : fresh() }),
    );
    if (step.deletes) moves.reverse();
    if (moves.length === 0) return;
    const edits = await Promise.all(
      moves.map(async ({ name, after }): Promise<Edit> => {
        const base = (await bench.read(name))?.stamp;
        const key = bench.key(name);
        if (after !== null) return { kind: 'put', key, value: bytes(after.value), base: base ?? 'absent' };
        if (base === undefined) throw new Error(`${key} is not there`);
        return { kind: 'delete', key, base };
      }),
    );
    const plan = (some: readonly Edit[]): Plan => ({ title: 'a link of the chain', reason: '', edits: some });
    const result = await bench.write(step.steps ? edits.map((edit) => plan([edit])) : [plan(edits)]);
    if (!result.ok) throw new Error(`our own write was refused: ${result.fault.message}`);
    for (const { name, after } of moves) states.set(name, after);
    book.undo.push({ steps: step.steps ? moves.map((move) => [move]) : [moves], back: [] });
    book.redo = [];
  };

  const turn = async (direction: Direction): Promise<void> => {
    const result = await bench.turn(direction);
    const written = book[direction].at(-1);
    if ((result === undefined) !== (written === undefined)) throw new Error(`${direction} is ${result ? '' : 'not '}offered`);
    if (!result || !written) return;
    for (let moves = written.steps.at(-1); moves !== undefined && canTurn(moves); moves = written.steps.at(-1)) {
      for (const { name, before } of moves) states.set(name, before);
      written.steps.pop();
      written.back.push(moves.map(({ name, before, after }) => ({ name, before: after, after: before })).reverse());
    }
    const whole = written.steps.length === 0;
    if (whole !== result.ok) throw new Error(`${direction} ${result.ok ? 'went through' : `was refused: ${result.fault.message}`}`);
    count[whole ? 'turned' : 'refused']++;
    if (!whole) return;
    book[direction].pop();
    book[opposite[direction]].push({ steps: written.back, back: [] });
  };

  for (const step of acts) {
    if (step.kind === 'own') await own(step);
    else if (step.kind !== 'theirs') await turn(step.kind);
    else if (!step.deletes || (stateOf(step.name) !== null && !(step.name === 'd' && (stateOf('d/a') ?? stateOf('d/b'))))) {
      const parent = parentOf(step.name);
      for (const name of parent && !stateOf(parent) && !step.deletes ? [parent, step.name] : [step.name]) {
        const state = step.deletes ? null : fresh();
        await bench.theirs(name, state?.value);
        states.set(name, state);
      }
    }
    for (const name of NAMES) {
      const entry = await bench.read(name);
      const value = entry ? Buffer.from(entry.value ?? []).toString() : undefined;
      if (value !== stateOf(name)?.value) throw new Error(`${name} holds ${value} instead of ${stateOf(name)?.value} after ${JSON.stringify(step)}`);
    }
  }
  return count;
}
