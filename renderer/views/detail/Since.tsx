import { Time } from '../../ui/parts';
import { useWords } from '../../ui/text';

/** From when on the changes of a source are known: `since` with what that means, `none` where no change was seen. */
export function Since({ at, text }: { at: number | undefined; text: 'since' | 'none' }) {
  const words = useWords();
  if (at === undefined) return null;
  // the moment is an element of its own, with UTC on hover
  const [before, after = ''] = words(`history.${text}`, { time: '\n' }).split('\n');
  return (
    <>
      {before}
      <Time at={at} />
      {after}
    </>
  );
}
