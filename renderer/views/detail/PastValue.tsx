import { useMemo } from 'react';
import type { Entry } from '../../../shared/model/entry';
import { sameBytes, type Key } from '../../../shared/model/key';
import { CodeView } from '../../ui/CodeView';
import { useWords } from '../../ui/text';
import { ValueDiff } from '../diff/ValueDiff';
import { contentOf } from './content';
import { Emptiness } from './ValueTab';

interface PastValueProps {
  readonly name: Key;
  readonly separator: string;
  /** Accessible name. */
  readonly label: string;
  /** Undefined where only `after` is to be seen; null where there was nothing. */
  readonly before: Pick<Entry, 'value'> | null | undefined;
  readonly after: Pick<Entry, 'value'> | null;
  /** What to say where there is no difference, or nothing to compare with. */
  readonly same: string;
}

/** A value, or what was changed from one to another. */
export function PastValue({ name, separator, label, before, after, same }: PastValueProps) {
  const words = useWords();
  const from = before?.value ?? null;
  const to = after?.value ?? null;
  const content = useMemo(() => contentOf(name, to, true, separator), [name, to, separator]);
  if (before !== undefined) {
    if (before !== null && after !== null && sameBytes(from, to)) return <p className="padded muted">{same}</p>;
    if (before === null && after !== null) {
      return (
        <>
          <p className="padded muted">{same}</p>
          <CodeView text={content.shown} language={content.language} label={label} wrap />
        </>
      );
    }
    return <ValueDiff name={name} separator={separator} label={label} before={before === null ? 'absent' : from} after={after === null ? 'absent' : to} />;
  }
  if (after !== null && to === null) return <Emptiness title={words('value.null')} note={words('value.nullNote')} />;
  if (to !== null && to.length === 0) return <Emptiness title={words('value.empty')} note={words('value.emptyNote')} />;
  return <CodeView text={content.shown} language={content.language} label={label} wrap />;
}
