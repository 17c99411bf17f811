/** What can be typed at a place of a flag document. It is worked out from the text as it stands, which may be unfinished. */
import type { Completion } from './completion';
import { jsonCursor } from './cursor';
import { featureProbeCompletions } from './featureprobe';
import { flagdCompletions } from './flagd';
import { yamlCursor } from './yaml-cursor';

/** Formats that have completions. */
export type CompletedFormat = 'flagd' | 'featureprobe';

/** A completion with the text that puts it there. */
export interface Offer extends Completion {
  readonly insert: string;
}

/** What may stand at a place, best first, and the piece of the text (UTF-16 offsets) that it takes the place of. */
export interface Offers {
  readonly from: number;
  readonly to: number;
  readonly offers: readonly Offer[];
}

/** What can be typed at an offset of a text of this format; null where nothing is known. All of the text but from `from` to `to` stays. */
export function completionsAt(text: string, offset: number, format: CompletedFormat): Offers | null {
  const cursor = /^\uFEFF?\s*[[{]/.test(text) ? jsonCursor(text, offset) : yamlCursor(text, offset);
  if (cursor === undefined) return null;
  const found = format === 'flagd' ? flagdCompletions(cursor) : featureProbeCompletions(cursor);
  const typed = text.slice(cursor.from, cursor.to);
  const offers = found.flatMap((completion): Offer[] => {
    const insert = cursor.spell(completion.value);
    // what stands there already is no offer
    return insert === undefined || insert === typed || insert === `${typed}"` ? [] : [{ ...completion, insert }];
  });
  return offers.length === 0 ? null : { from: cursor.from, to: cursor.to, offers };
}
