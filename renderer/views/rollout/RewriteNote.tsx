import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { fewestMoves, type Rewritten } from '../../../shared/rollout/rewrite';
import { editDraft } from '../../store/actions';
import { Note } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { stampOf, type OpenEntry } from '../detail/entry';
import type { Question } from './use-question';
import { REST_MS } from './use-simulation';

/** Offers to rewrite the draft's splits where users move who need not. */
export function RewriteNote({ question, entry }: { question: Question; entry: OpenEntry }) {
  const words = useWords();
  const { sourceId, key, bytes, reading, flag, drafted } = question;
  const [rewritten, setRewritten] = useState<(Rewritten & { readonly of: Question['reading']; readonly flag: string }) | null>(null);
  useEffect(() => {
    if (drafted === null) return undefined;
    const timer = setTimeout(() => setRewritten({ ...fewestMoves(reading.stored, reading.value, flag), of: reading, flag }), REST_MS);
    return () => clearTimeout(timer);
  }, [drafted, reading, flag]);
  // what was worked out for another draft would undo what was typed since
  if (drafted === null || rewritten === null || rewritten.of !== reading || rewritten.flag !== flag || rewritten.rewrites.length === 0) return null;
  return (
    <Note tone="info">
      {words(rewritten.rewrites.some(({ several }) => several) ? 'rollout.rewriteSeveral' : 'rollout.rewrite')}{' '}
      <Button size="compact-xs" variant="default" onClick={() => editDraft(sourceId, key, rewritten.text, { base: stampOf(entry), before: bytes })}>
        {words('rollout.rewriteDo')}
      </Button>
    </Note>
  );
}
