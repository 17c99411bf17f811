import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { testFault, type SourceTest } from '../../../shared/model/source-answers';
import type { Result } from '../../../shared/fault';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';

/** What a test found, step by step; the step that failed says why. */
export function TestReport({ result }: { result: Result<SourceTest> }) {
  const words = useWords();
  if (!result.ok) return <Note tone="bad">{faultSentence(result.fault)}</Note>;
  const { steps, server, creates } = result.value;
  if (creates) return <Note tone="ok">{words('source.dialog.testCreates')}</Note>;
  const failure = testFault(result.value);
  const ms = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return (
    <Note tone={failure === undefined ? 'ok' : 'bad'}>
      <p>{failure === undefined ? words('source.dialog.testOk', { server, ms }) : words('source.dialog.testFailed')}</p>
      <ol className="test-steps">
        {steps.map(({ step, fault, found, endpoint, milliseconds }, index) => (
          // one step may be taken for several roots, and fail for several servers
          <li key={index} data-failed={fault !== undefined || undefined} data-aside={endpoint !== undefined || undefined}>
            {fault === undefined ? <IconCheck size={13} aria-hidden /> : endpoint === undefined ? <IconX size={13} aria-hidden /> : <IconAlertTriangle size={13} aria-hidden />}
            <span className="test-step">{words(`source.dialog.steps.${step}`)}</span>
            <span className="visually-hidden">{words(fault === undefined ? 'source.dialog.passed' : 'source.dialog.failed')}</span>
            <span className="muted test-found">{fault === undefined ? found : faultSentence(fault)}</span>
            <span className="muted num">{words('source.dialog.ms', { ms: milliseconds })}</span>
          </li>
        ))}
      </ol>
    </Note>
  );
}
