/** Values of a report as text, on the screen and on the clipboard. */
import type { Key } from '../../../shared/model/key';
import type { ResyncItem, ResyncValue } from '../../../shared/model/resync';
import { hidesValue } from '../../store/secrets';
import type { Words } from '../../ui/text';
import { contentOf } from '../detail/content';
import { oneLine } from '../tree/name-pieces';

/** Characters of a value in a row. */
const IN_A_ROW = 160;

export interface ValueText {
  readonly text: string;
  /** It describes the value (null, empty, binary) and is not what is stored. */
  readonly described: boolean;
}

/** A value in one line, cut after `most` characters; hidden where the key, cut by the separator of its source, looks like a secret. */
export function valueText(key: Key, value: ResyncValue | undefined, separator: string, words: Words, most = IN_A_ROW): ValueText {
  if (value === undefined) return { text: words('resync.absent'), described: true };
  if (value.beginning === null) return { text: words('history.null'), described: true };
  if (value.size === 0) return { text: words('history.empty'), described: true };
  const whole = value.beginning.length === value.size;
  const { text } = contentOf(key, value.beginning, whole, separator);
  if (hidesValue(key, text, separator)) return { text: words('secret.hidden'), described: true };
  if (text === null) return { text: words('history.binary', { count: value.size }), described: true };
  const shown = oneLine(text.slice(0, most));
  return { text: whole && text.length <= most ? shown : `${shown}…`, described: false };
}

/** What a change was from and to, in one line. */
export const stepText = ({ key, before, after }: ResyncItem, separator: string, words: Words): string =>
  `${valueText(key, before, separator, words).text} → ${valueText(key, after, separator, words).text}`;

/** Changes as text to be pasted, one a line, the columns parted by tabs. */
export const asText = (items: readonly ResyncItem[], separator: string, words: Words): string =>
  items.map((item) => `${words(`resync.kind.${item.kind}`)}\t${oneLine(item.key)}\t${stepText(item, separator, words)}\n`).join('');
