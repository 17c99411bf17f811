import { Button, Loader, SegmentedControl } from '@mantine/core';
import { IconTextWrap } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { CompletedFormat } from '../../../shared/flags/completion/completions';
import { readJson } from '../../../shared/flags/syntax/json';
import type { Value } from '../../../shared/flags/value';
import { PREVIEW_BYTES } from '../../../shared/model/columns';
import type { SourceId } from '../../../shared/model/source';
import { editDraft } from '../../store/actions';
import { useDraft, useFormatRules } from '../../store/hooks';
import { CodeView } from '../../ui/CodeView';
import { formatBytes } from '../../ui/format';
import { CopyButton, IconButton, Note } from '../../ui/parts';
import { useRemembered } from '../../ui/remember';
import { faultSentence, useWords } from '../../ui/text';
import { flagsOf } from '../forms/form';
import { ReadAs } from '../forms/ReadAs';
import { takesDraft, useValue, type Reading } from '../forms/use-value';
import { isValueView, ViewChoice, type ValueView } from '../forms/ViewChoice';
import { contentOf, contentOfValue, laidOut, unpacked, type BytesAs } from './content';
import { IdleDraft } from './IdleDraft';
import type { EntryFacts } from './reading';
import { knownValue, stampOf, type OpenEntry } from './entry';

const FlagsForm = lazy(() => import('../forms/FlagsForm').then((module) => ({ default: module.FlagsForm })));
const NumberField = lazy(() => import('../forms/NumberField').then((module) => ({ default: module.NumberField })));

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

/** The value: flags as a form, text that can be edited, bytes written out, and nothing (empty, null) in words. */
export function ValueTab({ sourceId, entry, facts, separator, busy, writable }: ValueTabProps) {
  const words = useWords();
  const [wrap, setWrap] = useRemembered('wrap', false, isBoolean);
  const [formatted, setFormatted] = useState(false);
  const [view, setView] = useRemembered<ValueView>('value-view', 'form', isValueView);
  const [bytesAs, setBytesAs] = useState<BytesAs>('hex');
  const known = knownValue(entry, facts.value?.entry ?? null);
  const { bytes, whole } = known;
  const draft = useDraft(sourceId, entry.key);
  const rules = useFormatRules();
  const reading = useValue(entry.key, whole ? bytes : null, draft?.text ?? null, { rules, separator });
  const value = reading?.value;
  const content = useMemo(
    () => (value === undefined ? contentOf(entry.key, bytes, whole, separator) : contentOfValue(value, bytesAs)),
    [value, bytesAs, entry.key, bytes, whole, separator],
  );
  const ready = known.ready && reading !== null;
  const flags = value && flagsOf(value);
  const asForm = flags !== undefined && view === 'form';
  // what was compressed would be written as it is typed
  const packed = reading !== null && !takesDraft(reading.stored);
  const live = reading === null ? content.text : reading.stored.text;
  const editable = !packed && (draft !== null || (writable && entry.isEntry && whole && live !== null));
  const changeable = editable && writable && !busy && ready;
  const document = { sourceId, key: entry.key, version: entry.modified };
  const edit = (text: string) => editDraft(sourceId, entry.key, text, { base: stampOf(entry), before: bytes });

  const asFormatted = formatted && content.canBeFormatted && draft === null;
  const text = useMemo(() => (asFormatted ? (laidOut(readJson(content.shown).structure) ?? content.shown) : content.shown), [asFormatted, content]);

  if (entry.size === null && !editable) return <Emptiness title={words('value.null')} note={words('value.nullNote')} />;
  if (entry.size === 0 && !editable) return <Emptiness title={words('value.empty')} note={words('value.emptyNote')} />;

  return (
    <div className="value-tab">
      <div className="value-bar">
        <ReadAs entryKey={entry.key} kind={content.kind} rules={rules} separator={separator} />
        <span className="muted num">{formatBytes(entry.size ?? 0)}</span>
        {(entry.size ?? 0) === 0 && <span className="muted clip">{words(entry.size === null ? 'value.nullNote' : 'value.emptyNote')}</span>}
        {value?.kind === 'gzip' && value.inner !== null && <Packed value={value} />}
        {content.kind === 'binary' && <span className="muted clip">{words('value.binaryNote')}</span>}
        {content.plain && <span className="muted clip">{words('value.plainNote')}</span>}
        {asFormatted && !asForm && <span className="muted clip">{words('value.formattedNote')}</span>}
        <span className="spacer" />
        {flags !== undefined && <ViewChoice view={view} onChange={setView} />}
        {content.text === null && <BytesChoice bytesAs={bytesAs} onChange={setBytesAs} />}
        {content.canBeFormatted && !asForm && draft === null && (
          <SegmentedControl
            value={formatted ? 'formatted' : 'stored'}
            onChange={(value) => setFormatted(value === 'formatted')}
            data={[
              { value: 'stored', label: words('value.asStored') },
              { value: 'formatted', label: words('value.formatted') },
            ]}
          />
        )}
        {content.language !== 'hex' && !asForm && (
          <IconButton label={words('value.wrap')} size={22} aria-pressed={wrap} onClick={() => setWrap(!wrap)}>
            <IconTextWrap size={15} />
          </IconButton>
        )}
        <CopyButton label={words('value.copy')} text={() => content.text ?? content.shown} />
      </div>
      {packed && draft !== null && <IdleDraft sourceId={sourceId} draft={draft} />}
      {!known.ready && (!whole || draft !== null) && (
        <div className="value-loading" role="status">
          {facts.fault === null && (facts.loading || whole) ? (
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
      {reading !== null && reading.value.kind === 'number' && (
        <Suspense>
          <NumberField
            entryKey={entry.key}
            text={reading.value.text ?? ''}
            stored={reading.stored.text ?? ''}
            problems={reading.value.problems}
            editable={changeable}
            onText={edit}
          />
        </Suspense>
      )}
      {asForm && !editable && (
        <Suspense>
          <FlagsForm key={entry.key} live={document} value={flags} editable={false} onText={edit} />
        </Suspense>
      )}
      {editable && (asForm || !asFormatted) && (
        <Suspense fallback={<div className="code-view" />}>
          <ValueEditor
            sourceId={sourceId}
            entry={entry}
            live={live}
            liveBytes={bytes}
            ready={ready}
            language={content.language}
            completed={reading === null ? null : completedFormat(reading)}
            rules={rules}
            separator={separator}
            wrap={wrap}
            busy={busy}
            writable={writable}
          >
            {asForm && <FlagsForm key={entry.key} live={document} value={flags} editable={changeable} onText={edit} />}
          </ValueEditor>
        </Suspense>
      )}
      {!asForm && (!editable || asFormatted) && (
        <CodeView key={entry.key} text={text} language={content.language} label={words('names.value')} wrap={content.language === 'hex' ? bytesAs === 'base64' : wrap} />
      )}
    </div>
  );
}

/** The format of the flags in a value. A draft that is being typed may not be read as flags for a while. */
function completedFormat({ value, stored }: Reading): CompletedFormat | null {
  const kinds = [value.kind, stored.kind];
  return kinds.find((kind) => kind === 'flagd' || kind === 'featureprobe') ?? null;
}

/** That what is shown is compressed in the store. */
function Packed({ value }: { value: Value }) {
  const words = useWords();
  const inner = unpacked(value);
  return <span className="muted clip">{words('form.gzip', { kind: words(`value.kind.${inner.kind}`), size: formatBytes(inner.bytes?.length ?? 0) })}</span>;
}

function BytesChoice({ bytesAs, onChange }: { bytesAs: BytesAs; onChange: (bytesAs: BytesAs) => void }) {
  const words = useWords();
  return (
    <SegmentedControl
      aria-label={words('form.bytesAs')}
      value={bytesAs}
      onChange={(chosen) => onChange(chosen === 'base64' ? 'base64' : 'hex')}
      data={[
        { value: 'hex', label: words('form.hex') },
        { value: 'base64', label: words('form.base64') },
      ]}
    />
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
