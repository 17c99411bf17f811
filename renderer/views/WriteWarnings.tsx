import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import type { Entry } from '../../shared/model/entry';
import type { PlanWarning } from '../../shared/model/plan';
import { dismissWarning } from '../store/actions';
import { useUi } from '../store/hooks';
import { IconButton } from '../ui/parts';
import { faultSentence, useWords, type Words } from '../ui/text';
import { oneLine } from './tree/name-pieces';

const MAX_SHOWN = 200;
/** A screen full of them helps nobody; the oldest are shown, and the next when one of them is dismissed. */
const MOST_AT_ONCE = 3;

/** What writes overwrote beside what was meant, until it has been read. */
export function WriteWarnings() {
  const { warnings } = useUi();
  const words = useWords();
  return warnings.slice(0, MOST_AT_ONCE).map(({ warning }, index) => {
    const key = oneLine(warning.key);
    return (
      <div className="toast" data-tone="warn" key={index}>
        <IconAlertTriangle size={15} aria-hidden />
        <div className="toast-text">
          <strong>{words(`toast.warning.${warning.kind}`)}</strong>
          <div>{toldOf(warning as PlanWarning, key, words)}</div>
        </div>
        <IconButton label={words('common.dismiss')} size={20} onClick={() => dismissWarning(index)}>
          <IconX size={14} />
        </IconButton>
      </div>
    );
  });
}

function toldOf(warning: PlanWarning, key: string, words: Words): string {
  if (warning.kind === 'replaced-recreated') return replacedText(key, warning.replaced, words);
  if (warning.kind === 'not-recorded-beside') return words('toast.told.not-recorded-beside', { key, why: faultSentence(warning.fault) });
  return words(`toast.told.${warning.kind}`, { key });
}

const replacedText = (key: string, replaced: Entry | undefined, words: Words): string =>
  replaced === undefined ? words('toast.replacedUnknown', { key }) : words('toast.replaced', { key, value: valueOf(replaced.value, words) });

/** A value within a sentence. */
function valueOf(value: Uint8Array | null, words: Words): string {
  if (value === null) return words('history.null');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(value);
    return `“${oneLine(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text)}”`;
  } catch {
    return words('history.binary', { count: value.length });
  }
}
