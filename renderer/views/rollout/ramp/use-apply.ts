/** A step of a ramp put in the draft of its key, and its review opened: nothing is written but what that agrees to. */
import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { heldDraft, replaceDraft, reviewDraft } from '../../../store/actions';
import { stampOf, type OpenEntry } from '../../detail/entry';
import { takesDraft } from '../../forms/use-value';
import type { Question } from '../use-question';
import type { WhyFixed } from '../why-fixed';

/** How far the simulation of the steps is: nothing is applied of which nobody has seen what it does. */
export type Seen = 'refused' | 'simulating' | 'unsimulated' | 'simulated';

/** Why a step cannot be applied. */
export type Hindrance = WhyFixed | 'packed' | 'draft' | 'unread' | Exclude<Seen, 'simulated'>;

/** Applies the step of this number, from 1, of those that are to come. */
export interface Apply {
  readonly step: (number: number) => void;
  /** Why it cannot be done now; null where it can. */
  readonly hindered: Hindrance | null;
}

interface Steps {
  readonly ramp: Ramp;
  /** Why the key cannot be changed; null where it can. */
  readonly whyFixed: WhyFixed | null;
  readonly seen: Seen;
  /** A step becomes the draft. */
  readonly onPut: (text: string) => void;
}

export function useApply({ sourceId, key, bytes, ready, reading, drafted }: Question, entry: OpenEntry, { ramp, whyFixed, seen, onPut }: Steps): Apply {
  const step = (number: number): void => {
    const text = ramp.texts[number - 1];
    if (text === undefined) return;
    onPut(text);
    replaceDraft(sourceId, { key, text, base: stampOf(entry), before: bytes });
    const held = heldDraft(sourceId, key);
    if (held !== null) reviewDraft(sourceId, held, held.base);
  };
  const hindered = (): Hindrance | null => {
    if (whyFixed !== null) return whyFixed;
    if (!takesDraft(reading.stored)) return 'packed';
    // a draft that is no step of this ramp is somebody's work
    if (drafted !== null && !ramp.texts.includes(drafted)) return 'draft';
    if (!ready) return 'unread';
    return seen === 'simulated' ? null : seen;
  };
  return { step, hindered: hindered() };
}
