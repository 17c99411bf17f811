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

/** What was worked out for a draft over what is live. */
interface Found extends Pick<Question, 'live' | 'bytes'> {
  readonly rewritten: Rewritten;
  readonly drafted: string;
}

/** Offers to rewrite the draft's splits where users move who need not, and to take that back. It is found out beside the window: large documents take seconds. */
export function RewriteNote({ question: { sourceId, key, bytes, ready, live, drafted }, entry }: { question: Question; entry: OpenEntry }) {
  const words = useWords();
  const [found, setFound] = useState<Found | null>(null);
  const [done, setDone] = useState<Found | null>(null);
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
  // what was worked out for another draft would undo what was typed since
  const isOver = (of: Found, text: string): boolean => text === drafted && of.bytes === bytes && JSON.stringify(of.live) === JSON.stringify(live);
  const undoable = done !== null && isOver(done, done.rewritten.text);
  const offered = [found, done].find((of) => of !== null && isOver(of, of.drafted) && of.rewritten.rewrites.length > 0) ?? null;
  const put = (text: string) => editDraft(sourceId, key, text, { base: stampOf(entry), before: bytes });
  const press = () => {
    if (undoable) put(done.drafted);
    else if (offered !== null) {
      setDone(offered);
      put(offered.rewritten.text);
    }
  };
  if (!ready || (!undoable && offered === null)) return null;
  return (
    <Note tone="info">
      {words(undoable ? 'rollout.rewritten' : offered?.rewritten.rewrites.some(({ several }) => several) ? 'rollout.rewriteSeveral' : 'rollout.rewrite')}{' '}
      {/* one button, which keeps the focus */}
      <Button size="compact-xs" variant="default" onClick={press}>
        {words(undoable ? 'rollout.rewriteUndo' : 'rollout.rewriteDo')}
      </Button>
    </Note>
  );
}
