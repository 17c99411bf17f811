/** A history of writes as plain data, and back. States that writes share are numbered, so that they are shared again. */
import { z } from 'zod';
import type { Stamp } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import { baseSchema, keySchema, stampSchema, valueSchema, type Edit } from '../../shared/model/plan';
import type { BackEdit, State } from './chain';
import { History, type Step, type Write } from './history';

interface SavedStep {
  readonly id: string;
  readonly edits: readonly { readonly edit: Edit; readonly at?: number | undefined; readonly from?: number | undefined }[];
}

export interface SavedWrite {
  readonly id: string;
  readonly title: string;
  readonly order: number;
  readonly steps: readonly SavedStep[];
  readonly back: readonly SavedStep[];
}

export interface SavedHistory {
  readonly states: readonly { readonly key: Key; readonly stamp: Stamp }[];
  readonly undo: readonly SavedWrite[];
  readonly redo: readonly SavedWrite[];
}

const restoreSchema = z.union([
  z.strictObject({ lease: z.string() }),
  z.strictObject({ acl: z.array(z.strictObject({ bits: z.number().int(), scheme: z.string(), id: z.string() })) }),
]);
const editSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put'), key: keySchema, value: valueSchema, base: baseSchema, restore: restoreSchema.optional() }),
  z.object({ kind: z.literal('delete'), key: keySchema, base: stampSchema }),
]);
const stateNumber = z.number().int().min(0).optional();
const stepSchema = z.object({ id: z.string(), edits: z.array(z.object({ edit: editSchema, at: stateNumber, from: stateNumber })) });
const writeSchema = z.object({ id: z.string(), title: z.string(), order: z.number().int(), steps: z.array(stepSchema), back: z.array(stepSchema) });

/** Checks a history that came from a file. */
export const savedHistorySchema = z
  .object({ states: z.array(z.object({ key: keySchema, stamp: stampSchema })), undo: z.array(writeSchema), redo: z.array(writeSchema) })
  .refine(
    ({ states, undo, redo }) =>
      [...undo, ...redo].every(({ steps, back }) => [...steps, ...back].every(({ edits }) => edits.every(({ at = 0, from = 0 }) => Math.max(at, from) < Math.max(states.length, 1)))),
    'it names a state that is not there',
  ) as unknown as z.ZodType<SavedHistory>;

/** What there is of a history in the writes that are to be kept. */
export function savedHistory(history: History, keeps: (write: Write) => boolean): SavedHistory {
  const states: { key: Key; stamp: Stamp }[] = [];
  const numbers = new Map<State, number>();
  const numberOf = (key: Key, state: State): number => {
    const known = numbers.get(state);
    if (known !== undefined) return known;
    numbers.set(state, states.length);
    return states.push({ key, stamp: state.stamp }) - 1;
  };
  const savedStep = ({ id, edits }: Step): SavedStep => ({
    id,
    edits: edits.map(({ edit, at, from }) => ({ edit, ...(at && { at: numberOf(edit.key, at) }), ...(from && { from: numberOf(edit.key, from) }) })),
  });
  const savedWrite = ({ id, title, order, steps, back }: Write): SavedWrite => ({ id, title, order, steps: steps.map(savedStep), back: back.map(savedStep) });
  const { undo, redo } = history.writes;
  return { undo: undo.filter(keeps).map(savedWrite), redo: redo.filter(keeps).map(savedWrite), states };
}

/** The history that was saved. What became of an attempt that was never answered is not known any more: its guard lets it through once at most. */
export function restoredHistory({ states, undo, redo }: SavedHistory): History {
  const restored = states.map(({ stamp }): State => ({ stamp }));
  const history = new History();
  states.forEach(({ key }, number) => history.adopt(key, restored[number] as State));
  const back = ({ edit, at, from }: SavedStep['edits'][number]): BackEdit => {
    const [stands, made] = [at, from].map((number) => (number === undefined ? undefined : restored[number]));
    return { edit, ...(stands && { at: stands }), ...(made && { from: made }) };
  };
  const step = ({ id, edits }: SavedStep): Step => ({ id, edits: edits.map(back) });
  const write = (saved: SavedWrite): Write => ({ ...saved, steps: saved.steps.map(step), back: saved.back.map(step) });
  for (const saved of undo) history.keep('undo', write(saved));
  for (const saved of redo) history.keep('redo', write(saved));
  return history;
}
