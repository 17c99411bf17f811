/** A step of a ramp put in the draft of its key, and its review opened: nothing is written but what that agrees to. */
import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { heldDraft, replaceDraft, reviewDraft } from '../../../store/actions';
import { stampOf, type OpenEntry } from '../../detail/entry';
import type { Question } from '../use-question';

/** Applies the step of this number, from 1, of those that are to come. */
export interface Apply {
  readonly step: (number: number) => void;
  /** Why it cannot be done now; null where it can. */
  readonly hindered: 'read-only' | 'draft' | 'unread' | null;
}

interface Steps {
  readonly ramp: Ramp;
  /** Whether the key can be changed. */
  readonly editable: boolean;
  /** A step becomes the draft. */
  readonly onPut: (text: string) => void;
}

export function useApply({ sourceId, key, bytes, ready, drafted }: Question, entry: OpenEntry, { ramp, editable, onPut }: Steps): Apply {
  const step = (number: number): void => {
    const text = ramp.texts[number - 1];
    if (text === undefined) return;
    onPut(text);
    replaceDraft(sourceId, { key, text, base: stampOf(entry), before: bytes });
    const held = heldDraft(sourceId, key);
    if (held !== null) reviewDraft(sourceId, held, held.base);
  };
  // a draft that is no step of this ramp is somebody's work
  const hindered = !editable || !entry.isEntry || entry.gone ? 'read-only' : drafted !== null && !ramp.texts.includes(drafted) ? 'draft' : ready ? null : 'unread';
  return { step, hindered };
}
