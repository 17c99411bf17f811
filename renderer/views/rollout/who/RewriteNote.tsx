import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Rewritten } from '../../../../shared/rollout/rewrite';
import { editDraft } from '../../../store/actions';
import { rewrite } from '../../../store/rollout';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';
import { stampOf, type OpenEntry } from '../../detail/entry';
import type { Question } from '../use-question';
import { REST_MS } from '../use-simulation';

/** Offers to rewrite the draft's splits where users move who need not. It is found out beside the window: large documents take seconds. */
export function RewriteNote({ question: { sourceId, key, bytes, ready, live, drafted }, entry }: { question: Question; entry: OpenEntry }) {
  const words = useWords();
  const [found, setFound] = useState<{ readonly rewritten: Rewritten; readonly live: Question['live']; readonly drafted: string; readonly bytes: Question['bytes'] } | null>(null);
  useEffect(() => {
    if (drafted === null) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void rewrite(live, { ...live, text: drafted }).then((rewritten) => {
        if (current && rewritten !== null) setFound({ rewritten, live, drafted, bytes });
      });
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [live, drafted, bytes]);
  // what was worked out for another draft would undo what was typed since, and for another version what was written
  if (!ready || found === null || found.drafted !== drafted || found.live !== live || found.bytes !== bytes || found.rewritten.rewrites.length === 0) return null;
  const { text, rewrites } = found.rewritten;
  return (
    <Note tone="info">
      {words(rewrites.some(({ several }) => several) ? 'rollout.rewriteSeveral' : 'rollout.rewrite')}{' '}
      <Button size="compact-xs" variant="default" onClick={() => editDraft(sourceId, key, text, { base: stampOf(entry), before: bytes })}>
        {words('rollout.rewriteDo')}
      </Button>
    </Note>
  );
}
