import { Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId } from 'react';
import type { SourceId } from '../../../shared/model/source';
import { setFlag } from '../../store/actions';
import { useWords } from '../../ui/text';
import { Toggle } from '../../ui/Toggle';
import { useHiddenValue } from '../SecretGate';
import { stampOf, type OpenEntry } from './entry';

export type WhyNot = 'read-only' | 'notLive' | 'deleted';

interface FlagPanelProps {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  readonly busy: boolean;
  readonly whyNot: WhyNot | null;
  /** Whether a change is looked at before it is written. */
  readonly reviewed: boolean;
}

/** The switch of a boolean flag. It shows what the store holds, never what was asked of it. */
export function FlagPanel({ sourceId, entry, busy, whyNot, reviewed }: FlagPanelProps) {
  const words = useWords();
  const id = useId();
  const { decoded } = entry;
  const on = decoded.on === true;
  const hidden = useHiddenValue(sourceId, entry.key, decoded.text);
  const value = hidden ? words('secret.hidden') : JSON.stringify((decoded.text ?? '').slice(0, 60));
  const odd = decoded.text === null || (decoded.text !== 'true' && decoded.text !== 'false');
  return (
    <div className="flag-panel" data-state={on ? 'on' : 'off'}>
      <Toggle
        label={words('names.enabled')}
        on={on}
        busy={busy}
        disabled={whyNot !== null}
        describedBy={`${id}-note`}
        onChange={(next) => void setFlag(sourceId, entry.key, next, stampOf(entry))}
      />
      <strong className="flag-state">{on ? words('flag.on') : words('flag.off')}</strong>
      {busy && <Loader size={13} />}
      <div className="flag-notes" id={`${id}-note`}>
        {busy && <p>{words('flag.turning')}</p>}
        {!busy && whyNot !== null && <p className="muted">{words(`flag.why.${whyNot}`)}</p>}
        {!busy && whyNot === null && reviewed && <p className="muted">{words('flag.reviewed')}</p>}
        {odd && (
          <p className={decoded.suspicious === true ? 'flag-suspicious' : 'muted'}>
            {decoded.suspicious === true && <IconAlertTriangle size={14} aria-hidden />}
            {decoded.suspicious === true
              ? words('flag.suspicious', { value })
              : (entry.size ?? 0) === 0
                ? words('flag.absentValue')
                : words('flag.other', { value: decoded.text === null ? words('value.kind.binary') : value })}
          </p>
        )}
      </div>
    </div>
  );
}
