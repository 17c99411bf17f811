/** What can be typed in a document of flags, in words. */
import { completionsAt, type CompletedFormat, type Offer } from '../../../shared/flags/completion/completions';
import type { Suggestion, Suggestions } from '../../ui/completion';
import { completionSentence } from '../../ui/text';
import { shortJson } from '../forms/pieces';

/** What can be typed at an offset of a text. */
export function suggestionsAt(text: string, offset: number, format: CompletedFormat): Suggestions | null {
  const found = completionsAt(text, offset, format);
  return found && { from: found.from, to: found.to, options: found.offers.map(suggestionOf) };
}

const suggestionOf = ({ value, insert, kind, about, means }: Offer): Suggestion => ({
  label: String(value),
  insert,
  kind,
  detail: means === undefined ? undefined : shortJson(means, 40),
  info: about === null ? undefined : completionSentence(about, String(value)),
});
