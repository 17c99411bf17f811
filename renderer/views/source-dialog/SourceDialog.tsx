import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { SourceTest } from '../../../shared/model/source-answers';
import type { Result } from '../../../shared/fault';
import type { SourceDraft } from '../../../shared/model/source';
import { addSource, changeSource, keptSecrets, openDialog, testSource } from '../../store/actions';
import { useSource, useSources, useUi } from '../../store/hooks';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { Fold } from './Fold';
import { automaticName, draftOf, emptyForm, fillFromUrl, formAmong, isSourceUrl, secretsAfter, type Field, type FieldErrors, type SourceForm } from './form';
import { LoginFields } from './LoginFields';
import { OfferRow } from './OfferRow';
import { SafetyFields } from './SafetyFields';
import { SeparatorField } from './SeparatorField';
import { TargetFields } from './TargetFields';
import { TestReport } from './TestReport';
import { TlsFields, tlsSummary } from './TlsFields';
import { dropForm, leaveForm, unfinishedForm } from './unfinished';
import './source-dialog.css';
import { useReturnFocus } from '../focus';

type Outcome =
  | { readonly kind: 'none' | 'filled' }
  | { readonly kind: 'tested'; readonly result: Result<SourceTest> }
  | { readonly kind: 'kept'; readonly result: Result<unknown> };

const tlsFieldNames: ReadonlySet<string> = new Set<Field>(['ca', 'certificate', 'key', 'pkcs12', 'serverName']);

/** Asks for a source, tries it, connects it; or changes one that is there. */
export function SourceDialog({ mode }: { mode: 'add' | 'edit' }) {
  const words = useWords();
  useReturnFocus();
  const { subject } = useUi();
  const { sourceId } = subject;
  const source = useSource(sourceId ?? null)?.info.source;
  const listed = useSources().map(({ info }) => info.source);
  const others = listed.flatMap(({ id, name }) => (id === sourceId ? [] : [name]));
  const taken = mode === 'edit' ? others : listed.map(({ name }) => name);
  /** A form of its own, which is kept when it is left by Escape. */
  const isOwn = mode === 'add' && sourceId === undefined && subject.draft === undefined;
  const [restored, setRestored] = useState(isOwn && unfinishedForm() !== undefined);
  const [form, setForm] = useState<SourceForm>(() => {
    const draft = (mode === 'edit' ? source : subject.draft) as SourceDraft | undefined;
    return draft === undefined ? (unfinishedForm() ?? emptyForm) : formAmong(draft, others, taken);
  });
  const [errors, setErrors] = useState<FieldErrors>({});
  const [busy, setBusy] = useState<'test' | 'keep' | null>(null);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [unfolded, setUnfolded] = useState({ tls: false, separator: form.separator !== '/' });
  const [refusals, setRefusals] = useState(0);
  const formElement = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const invalid = formElement.current?.querySelector('[aria-invalid="true"]');
    if (invalid instanceof HTMLElement) invalid.focus();
  }, [refusals]);
  useEffect(() => {
    if (sourceId === undefined) return;
    void keptSecrets(sourceId).then((kept) => {
      if (!kept.ok) return;
      const field = (is: boolean) => ({ text: '', kept: is ? 'kept' : 'none' }) as const;
      setForm((before) => ({ ...before, password: field(kept.value.password), passphrase: field(kept.value.passphrase) }));
    });
  }, [sourceId]);

  const change = (part: Partial<SourceForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setOutcome({ kind: 'none' });
    // what is being corrected is no longer wrong
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !((field.split('.')[0] ?? '') in part))));
  };
  const changeEndpoints = (text: string) => {
    if (!isSourceUrl(text)) return change({ endpoints: text });
    const filled = fillFromUrl(form, text);
    change('form' in filled ? filled.form : { endpoints: text });
    if ('form' in filled) setOutcome({ kind: 'filled' });
    else setErrors({ endpoints: filled.fault });
  };
  const fill = (draft: SourceDraft) => change(formAmong(draft, others, taken));
  const errorOf = (field: Field): string | undefined => (errors[field] === undefined ? undefined : faultSentence(errors[field]));
  const close = () => {
    if (isOwn) dropForm();
    openDialog(null);
  };
  const leave = () => {
    if (isOwn) leaveForm(form);
    openDialog(null);
  };
  const startOver = () => {
    dropForm();
    setRestored(false);
    change(emptyForm);
    const first = formElement.current?.querySelector('[data-autofocus]');
    if (first instanceof HTMLElement) first.focus();
  };

  const submit = async (what: 'test' | 'keep') => {
    const checked = draftOf(form, taken);
    if ('errors' in checked) {
      setErrors(checked.errors);
      const wrong = Object.keys(checked.errors);
      setUnfolded({ tls: unfolded.tls || wrong.some((field) => tlsFieldNames.has(field)), separator: unfolded.separator || wrong.includes('separator') });
      setRefusals(refusals + 1);
      return;
    }
    setBusy(what);
    setOutcome({ kind: 'none' });
    const { draft, secrets } = checked;
    const following = { secrets, ...(sourceId !== undefined && { secretsOf: sourceId }) };
    if (what === 'test') {
      setOutcome({ kind: 'tested', result: await testSource(draft, following) });
    } else {
      const result = await (mode === 'edit' && sourceId !== undefined ? changeSource(sourceId, draft, secrets) : addSource(draft, following));
      if (result.ok) return close();
      setOutcome({ kind: 'kept', result });
    }
    setBusy(null);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (busy === null) void submit('keep');
  };

  const parts = { form, change, errorOf };
  const after = source && secretsAfter(form, source);
  const toggle = (section: keyof typeof unfolded) => setUnfolded({ ...unfolded, [section]: !unfolded[section] });
  return (
    <Modal
      opened
      onClose={leave}
      title={words(mode === 'edit' ? 'source.dialog.edit' : 'source.dialog.add')}
      size={620}
      className="source-dialog"
      closeButtonProps={{ 'aria-label': words('common.close') }}
    >
      <form ref={formElement} className="form" onSubmit={onSubmit} noValidate>
        <div className="form-scroll">
          {restored && (
            <p className="form-restored muted">
              {words('source.dialog.restored')}
              <button type="button" className="form-offer" onClick={startOver}>
                {words('source.dialog.startOver')}
              </button>
            </p>
          )}
          {mode === 'add' && sourceId === undefined && <OfferRow onFill={fill} />}
          <TargetFields {...parts} first={subject.field ?? 'endpoints'} filled={outcome.kind === 'filled'} onEndpoints={changeEndpoints} />
          <SafetyFields {...parts} automaticName={automaticName(form, taken)} />
          {form.backend !== 'local' && (
            <>
              <LoginFields {...parts} newPlace={after?.password} />
              <Fold title={words('source.dialog.tls')} summary={tlsSummary(form, words)} open={unfolded.tls} onToggle={() => toggle('tls')}>
                <TlsFields {...parts} keepsPassphrase={after?.passphrase ?? false} />
              </Fold>
            </>
          )}
          {form.backend !== 'zookeeper' && (
            <Fold
              title={words('source.dialog.separator')}
              summary={words('source.dialog.separatorSummary', { separator: form.separator })}
              open={unfolded.separator}
              onToggle={() => toggle('separator')}
            >
              <SeparatorField {...parts} />
            </Fold>
          )}
        </div>
        <div role="status" className="form-outcome">
          {busy === 'test' && <p className="muted">{words('source.dialog.testing')}</p>}
          {outcome.kind === 'filled' && <p className="visually-hidden">{words('source.dialog.filled')}</p>}
          {outcome.kind === 'tested' && <TestReport result={outcome.result} />}
          {outcome.kind === 'kept' && !outcome.result.ok && <Note tone="bad">{faultSentence(outcome.result.fault)}</Note>}
        </div>
        <div className="dialog-actions">
          <Button variant="default" loading={busy === 'test'} disabled={busy === 'keep'} onClick={() => void submit('test')}>
            {words('source.dialog.test')}
          </Button>
          <span className="spacer" />
          <Button variant="default" onClick={close}>
            {words('common.cancel')}
          </Button>
          <Button type="submit" loading={busy === 'keep'} disabled={busy === 'test'}>
            {words(mode === 'edit' ? 'source.dialog.save' : 'source.dialog.connect')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
