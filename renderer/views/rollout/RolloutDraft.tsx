import { useMemo } from 'react';
import { useDraft } from '../../store/hooks';
import { contentOfValue } from '../detail/content';
import { DraftBar } from '../detail/DraftBar';
import type { OpenEntry } from '../detail/entry';
import { takesDraft } from '../forms/use-value';
import type { Question } from './use-question';

interface RolloutDraftProps {
  readonly question: Question;
  readonly entry: OpenEntry;
  readonly busy: boolean;
}

/** The draft that is simulated, to be reviewed or given up; nothing where there is none. */
export function RolloutDraft({ question: { sourceId, reading, bytes, ready }, entry, busy }: RolloutDraftProps) {
  const draft = useDraft(sourceId, entry.key);
  const language = useMemo(() => contentOfValue(reading.value).language, [reading.value]);
  if (draft === null || !takesDraft(reading.stored)) return null;
  return <DraftBar sourceId={sourceId} entry={entry} draft={draft} live={reading.stored.text} liveBytes={bytes} ready={ready} language={language} busy={busy} writable />;
}
