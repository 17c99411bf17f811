/**
 * What our own writes leave each other. Taking a write back brings a key to the state it was made from, but under a new stamp, and what
 * takes back the write before it is guarded by the old one. So a state is kept by itself, shared by the writes before and after it, and
 * moves to the stamp that the receipt names. Only a guard that held moves it: what somebody else wrote in between is never stepped over.
 */
import { sameStamp, type Stamp } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import type { Edit, Plan, Receipt } from '../../shared/model/plan';

/** A state of a key that one of our writes was made from or has left, and the stamp under which it stood last. */
export interface State {
  stamp: Stamp;
}

/** An edit of an inverse. `at` is the state that it takes back, absent where that was nothing; `from` the one that it restores, where it is known to be whole. */
export interface BackEdit {
  readonly edit: Edit;
  readonly at?: State;
  readonly from?: State;
}

export class Chain {
  readonly #states = new Map<Key, State[]>();

  /** A state that was kept from another run. */
  adopt(key: Key, state: State): void {
    this.#states.set(key, [...(this.#states.get(key) ?? []), state]);
  }

  /** What takes back a plan that was applied. */
  applied({ edits }: Plan, { inverse, warnings }: Receipt): BackEdit[] {
    const bases = new Map(edits.map(({ key, base }) => [key, base]));
    const replaced = replacedBy(warnings);
    return inverse.edits.map((edit) => {
      const { key } = edit;
      const base = bases.get(key);
      const from = base === undefined || base === 'absent' || replaced.has(key) ? undefined : this.#state(key, base);
      return backEdit(edit, edit.base === 'absent' ? undefined : this.#state(key, edit.base), from);
    });
  }

  /** What takes back that these edits were taken back. The states that they were made from stand again, where the receipt says. */
  turned(sent: readonly BackEdit[], { inverse, warnings }: Receipt): BackEdit[] {
    const byKey = new Map(sent.map((back) => [back.edit.key, back]));
    const replaced = replacedBy(warnings);
    return inverse.edits.map((edit) => {
      const { key, base } = edit;
      const back = replaced.has(key) ? undefined : byKey.get(key);
      if (base !== 'absent' && back?.from) back.from.stamp = base;
      return backEdit(edit, base === 'absent' ? undefined : (back?.from ?? this.#state(key, base)), back?.at);
    });
  }

  /** These are not taken back any more. */
  forget(edits: readonly BackEdit[]): void {
    for (const { edit, from } of edits) {
      const left = this.#states.get(edit.key)?.filter((state) => state !== from) ?? [];
      if (left.length > 0) this.#states.set(edit.key, left);
      else this.#states.delete(edit.key);
    }
  }

  #state(key: Key, stamp: Stamp): State {
    const known = this.#states.get(key);
    const found = known?.find((state) => sameStamp(state.stamp, stamp));
    if (found) return found;
    const state = { stamp };
    if (known) known.push(state);
    else this.#states.set(key, [state]);
    return state;
  }
}

/** The edit, guarded by the stamp under which its state stands now. */
export const presentEdit = ({ edit, at }: BackEdit): Edit => (at === undefined || at.stamp === edit.base ? edit : { ...edit, base: at.stamp });

const backEdit = (edit: Edit, at: State | undefined, from: State | undefined): BackEdit => ({ edit, ...(at && { at }), ...(from && { from }) });

/** Keys whose guard let through what somebody else had put there: what was replaced is not the state that the edit was made from. */
const replacedBy = (warnings: Receipt['warnings']): ReadonlySet<Key> => new Set(warnings.flatMap(({ kind, key }) => (kind === 'replaced-recreated' ? [key] : [])));
