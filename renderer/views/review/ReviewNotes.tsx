import type { Capabilities } from '../../../shared/model/capabilities';
import type { PreparedPlan } from '../../../shared/plans/prepared';
import { formatBytes } from '../../ui/format';
import { Note } from '../../ui/parts';
import { faultSentence, useWords, warningSentence } from '../../ui/text';

/** Notes that are read; more of them are counted. */
const MOST_SHOWN = 5;

/** How much a plan writes. */
export function Counts({ plan: { totals, unchanged } }: { plan: PreparedPlan }) {
  const words = useWords();
  const { created, changed, deleted, bytes } = totals;
  if (created + changed + deleted === 0) return <p className="muted">{words('review.nothing')}</p>;
  const counts = [
    created > 0 && words('review.counts.created', { count: created }),
    changed > 0 && words('review.counts.changed', { count: changed }),
    deleted > 0 && words('review.counts.deleted', { count: deleted }),
    bytes > 0 && words('review.counts.bytes', { size: formatBytes(bytes) }),
    unchanged > 0 && words('review.counts.unchanged', { count: unchanged }),
  ];
  return <p className="muted num">{counts.filter(Boolean).join(' · ')}</p>;
}

/** What stands in the way of a plan, and what to know before it is applied. */
export function ReviewNotes({ plan }: { plan: PreparedPlan }) {
  const words = useWords();
  const { problems, problemCount, warnings, warningCount, transactions } = plan;
  return (
    <>
      {problemCount > 0 && <Notes tone="bad" title={words('review.problems', { count: problemCount })} count={problemCount} sentences={problems.map(({ fault }) => faultSentence(fault))} />}
      {warningCount > 0 && <Notes tone="warn" title={words('review.warnings', { count: warningCount })} count={warningCount} sentences={warnings.map(warningSentence)} />}
      {transactions > 1 && <Note tone="warn">{words('review.steps', { count: transactions })}</Note>}
    </>
  );
}

function Notes({ tone, title, sentences, count }: { tone: 'bad' | 'warn'; title: string; sentences: readonly string[]; count: number }) {
  const words = useWords();
  const shown = sentences.slice(0, MOST_SHOWN);
  // one says by itself that it is one
  if (tone === 'warn' && count === 1) return <Note tone={tone}>{shown[0]}</Note>;
  return (
    <Note tone={tone}>
      <strong>{title}</strong>
      <ul className="review-notes">
        {shown.map((sentence, index) => (
          <li key={index}>{sentence}</li>
        ))}
        {count > shown.length && <li className="muted">{words('review.others', { count: count - shown.length })}</li>}
      </ul>
    </Note>
  );
}

/** What the guard of this store covers. */
export function GuardNote({ guard }: { guard: Capabilities['guard'] }) {
  const words = useWords();
  return <span className="review-guard muted">{words(guard === 'exact' ? 'review.exact' : 'review.versionOnly')}</span>;
}
