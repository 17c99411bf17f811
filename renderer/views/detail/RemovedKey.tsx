import { useMemo } from 'react';
import type { Capabilities } from '../../../shared/model/capabilities';
import type { OutageChange, ResyncValue } from '../../../shared/model/resync';
import { CodeView } from '../../ui/CodeView';
import { formatBytes, formatTime } from '../../ui/format';
import { CopyButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { contentOf } from './content';
import { Notice } from './Notice';
import { Emptiness } from './ValueTab';

interface RemovedKeyProps {
  readonly change: OutageChange;
  readonly ownership: Capabilities['ownership'];
  readonly separator: string;
}

/** A key that went while its source was away, with what the list of that outage knows of it. */
export function RemovedKey({ change, ownership, separator }: RemovedKeyProps) {
  const words = useWords();
  const { key, before } = change;
  const times = { from: formatTime(change.from), until: formatTime(change.until) };
  return (
    <>
      <Notice tone="bad">{words(change.kind === 'passed' ? 'resync.passed' : 'resync.removed', times)}</Notice>
      {before !== undefined && (
        <div className="value-panel">
          <LastValue name={key} value={before} ownership={ownership} separator={separator} />
        </div>
      )}
    </>
  );
}

interface LastValueProps extends Omit<RemovedKeyProps, 'change'> {
  readonly name: string;
  readonly value: ResyncValue;
}

function LastValue({ name, value: { beginning, size, owner }, ownership, separator }: LastValueProps) {
  const words = useWords();
  const whole = beginning !== null && beginning.length === size;
  const content = useMemo(() => contentOf(name, beginning, whole, separator), [name, beginning, whole, separator]);
  if (beginning === null) return <Emptiness title={words('value.null')} note={words('value.nullNote')} />;
  if (size === 0) return <Emptiness title={words('value.empty')} note={words('value.emptyNote')} />;
  return (
    <div className="value-tab">
      <div className="value-bar">
        <span className="value-kind">{words(`value.kind.${content.kind}`)}</span>
        <span className="muted num">{whole ? formatBytes(size) : words('resync.cutAt', { shown: formatBytes(beginning.length), size: formatBytes(size) })}</span>
        {owner !== undefined && <span className="muted clip">{words(ownership === 'lease' ? 'resync.lease' : 'resync.ephemeral', { owner })}</span>}
        <span className="spacer" />
        <CopyButton label={words('value.copy')} text={content.text ?? content.shown} />
      </div>
      <CodeView text={content.shown} language={content.language} label={words('names.value')} wrap={false} />
    </div>
  );
}
