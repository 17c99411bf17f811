import { Button } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Key } from '../../shared/model/key';
import { separatorOf, type SourceId } from '../../shared/model/source';
import { usePreferences, useSource } from '../store/hooks';
import { hidesValue, showSecret } from '../store/secrets';
import { useWords } from '../ui/text';

/** Whether the value of this key is hidden now. `text` is the value, as far as it is one. */
export function useHiddenValue(sourceId: SourceId, key: Key, text: string | null): boolean {
  const state = useSource(sourceId);
  // by the rules in force, which may change while it is on show
  usePreferences();
  return state !== null && !state.shownSecrets.includes(key) && hidesValue(key, text, separatorOf(state.info.source));
}

interface SecretGateProps {
  readonly sourceId: SourceId;
  readonly entryKey: Key;
  readonly text: string | null;
  readonly children: ReactNode;
}

/** What shows the value of a key, behind a press where the key looks like a secret: also to copy it, it has to be shown first. */
export function SecretGate({ sourceId, entryKey, text, children }: SecretGateProps) {
  const words = useWords();
  if (!useHiddenValue(sourceId, entryKey, text)) return children;
  return (
    <div className="secret-gate">
      <p>
        <IconEyeOff size={15} stroke={1.6} aria-hidden />
        {words('secret.note')}
      </p>
      <Button variant="default" onClick={() => showSecret(sourceId, entryKey)}>
        {words('secret.show')}
      </Button>
    </div>
  );
}
