import { Button, Loader, SegmentedControl } from '@mantine/core';
import { IconTextWrap } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { PREVIEW_BYTES } from '../../../shared/model/columns';
import type { SourceId } from '../../../shared/model/source';
import { useDraft } from '../../store/hooks';
import { CodeView } from '../../ui/CodeView';
import { formatBytes } from '../../ui/format';
import { CopyButton, IconButton, Note } from '../../ui/parts';
import { useRemembered } from '../../ui/remember';
import { faultSentence, useWords } from '../../ui/text';
import { contentOf, indented } from './content';
import type { EntryFacts } from './reading';
import type { OpenEntry } from './entry';

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

// it brings the schemas of flags with it, which nobody needs at launch
const ValueEditor = lazy(() => import('./ValueEditor').then((room) => ({ default: room.ValueEditor })));

interface ValueTabProps {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  readonly facts: EntryFacts;
  readonly separator: string;
  /** Whether its write is under way. */
  readonly busy: boolean;
  /** Whether it can be written now. */
  readonly writable: boolean;
}

/** The value as it is stored: text with colours, bytes as a dump, and nothing (empty, null) in words. */
export function ValueTab({ sourceId, entry, facts, separator, busy, writable }: ValueTabProps) {
  const words = useWords();
  const [wrap, setWrap] = useRemembered('wrap', false, isBoolean);
  const [formatted, setFormatted] = useState(false);
  const draft = useDraft(sourceId, entry.key);
  const full = entry.complete ? entry.value : (facts.value?.entry?.value ?? null);
  const ready = entry.complete || full !== null;
  const bytes = ready ? full : entry.value;
  const content = useMemo(() => contentOf(entry.key, bytes, ready, separator), [entry.key, bytes, ready, separator]);

  const asFormatted = formatted && content.canBeFormatted && draft === null;
  const text = useMemo(() => (asFormatted ? indented(content.shown) : content.shown), [asFormatted, content]);

  const editable = draft !== null || (writable && entry.isEntry && ready && content.text !== null);
  if (entry.size === null && !editable) return <Emptiness title={words('value.null')} note={words('value.nullNote')} />;
  if (entry.size === 0 && !editable) return <Emptiness title={words('value.empty')} note={words('value.emptyNote')} />;

  return (
    <div className="value-tab">
      <div className="value-bar">
        <span className="value-kind">{words(`value.kind.${content.kind}`)}</span>
        <span className="muted num">{formatBytes(entry.size ?? 0)}</span>
        {(entry.size ?? 0) === 0 && <span className="muted clip">{words(entry.size === null ? 'value.nullNote' : 'value.emptyNote')}</span>}
        {content.kind === 'binary' && <span className="muted clip">{words('value.binaryNote')}</span>}
        {content.plain && <span className="muted clip">{words('value.plainNote')}</span>}
        {asFormatted && <span className="muted clip">{words('value.formattedNote')}</span>}
        <span className="spacer" />
        {content.canBeFormatted && draft === null && (
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
              {words('value.loading', { size: formatBytes(entry.size ?? 0) })}
            </>
          ) : (
            <Note tone="warn">
              {words('value.failed')} {facts.fault !== null && faultSentence(facts.fault)}{' '}
              {words('value.cut', { shown: formatBytes(PREVIEW_BYTES), size: formatBytes(entry.size ?? 0) })}{' '}
              <Button variant="default" onClick={facts.again}>
                {words('value.again')}
              </Button>
            </Note>
          )}
        </div>
      )}
      {editable && !asFormatted ? (
        <Suspense fallback={<div className="code-view" />}>
          <ValueEditor
            sourceId={sourceId}
            entry={entry}
            live={content.text ?? ''}
            liveBytes={bytes}
            language={content.language}
            separator={separator}
            wrap={wrap}
            busy={busy}
            writable={writable}
          />
        </Suspense>
      ) : (
      <CodeView
        key={entry.key}
        text={text}
        language={content.language}
        label={words('names.value')}
        wrap={wrap && content.kind !== 'binary'}
      />
      )}
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
