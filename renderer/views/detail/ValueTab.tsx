import { Button, Loader, SegmentedControl } from '@mantine/core';
import { IconTextWrap } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { PREVIEW_BYTES } from '../../../shared/model/columns';
import { CodeView } from '../../ui/CodeView';
import { formatBytes } from '../../ui/format';
import { CopyButton, IconButton, Note } from '../../ui/parts';
import { useRemembered } from '../../ui/remember';
import { faultSentence, useWords } from '../../ui/text';
import { contentOf, indented } from './content';
import type { EntryFacts } from './reading';
import type { OpenEntry } from './entry';

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** The value as it is stored: text with colours, bytes as a dump, and nothing (empty, null) in words. */
export function ValueTab({ entry, facts, separator }: { entry: OpenEntry; facts: EntryFacts; separator: string }) {
  const words = useWords();
  const [wrap, setWrap] = useRemembered('wrap', false, isBoolean);
  const [formatted, setFormatted] = useState(false);
  const full = entry.complete ? entry.value : (facts.value?.entry?.value ?? null);
  const ready = entry.complete || full !== null;
  const bytes = ready ? full : entry.value;
  const content = useMemo(() => contentOf(entry.key, bytes, ready, separator), [entry.key, bytes, ready, separator]);

  const asFormatted = formatted && content.canBeFormatted;
  const text = useMemo(() => (asFormatted ? indented(content.shown) : content.shown), [asFormatted, content]);

  if (entry.size === null) return <Emptiness title={words('value.null')} note={words('value.nullNote')} />;
  if (entry.size === 0) return <Emptiness title={words('value.empty')} note={words('value.emptyNote')} />;

  return (
    <div className="value-tab">
      <div className="value-bar">
        <span className="value-kind">{words(`value.kind.${content.kind}`)}</span>
        <span className="muted num">{formatBytes(entry.size)}</span>
        {content.kind === 'binary' && <span className="muted clip">{words('value.binaryNote')}</span>}
        {content.plain && <span className="muted clip">{words('value.plainNote')}</span>}
        {asFormatted && <span className="muted clip">{words('value.formattedNote')}</span>}
        <span className="spacer" />
        {content.canBeFormatted && (
          <SegmentedControl
            value={formatted ? 'formatted' : 'stored'}
            onChange={(value) => setFormatted(value === 'formatted')}
            data={[
              { value: 'stored', label: words('value.asStored') },
              { value: 'formatted', label: words('value.formatted') },
            ]}
          />
        )}
        {content.kind !== 'binary' && (
          <IconButton label={words('value.wrap')} size={22} aria-pressed={wrap} onClick={() => setWrap(!wrap)}>
            <IconTextWrap size={15} />
          </IconButton>
        )}
        <CopyButton label={words('value.copy')} text={() => content.text ?? content.shown} />
      </div>
      {!ready && (
        <div className="value-loading" role="status">
          {facts.fault === null && facts.loading ? (
            <>
              <Loader size={12} />
              {words('value.loading', { size: formatBytes(entry.size) })}
            </>
          ) : (
            <Note tone="warn">
              {words('value.failed')} {facts.fault !== null && faultSentence(facts.fault)}{' '}
              {words('value.cut', { shown: formatBytes(PREVIEW_BYTES), size: formatBytes(entry.size) })}{' '}
              <Button variant="default" onClick={facts.again}>
                {words('value.again')}
              </Button>
            </Note>
          )}
        </div>
      )}
      <CodeView
        key={entry.key}
        text={text}
        language={content.language}
        label={words('names.value')}
        wrap={wrap && content.kind !== 'binary'}
      />
    </div>
  );
}

/** That there is no value to show, in words. */
export function Emptiness({ title, note }: { title: string; note: string }) {
  return (
    <div className="emptiness">
      <p>
        <strong>{title}</strong>
      </p>
      <p className="muted">{note}</p>
    </div>
  );
}
