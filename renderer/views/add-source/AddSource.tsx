import { Button, Checkbox, Modal, NativeSelect, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { testFault, type SourceTest } from '../../../shared/contract';
import type { Result } from '../../../shared/fault';
import { accesses, backends, environments, type Backend } from '../../../shared/model/source';
import { addSource, openDialog, testSource } from '../../store/actions';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { automaticName, draftOf, emptyForm, endpointExample, fillFromUrl, isSourceUrl, type Field, type FieldErrors, type SourceForm } from './form';

const orderOfBackends = ['zookeeper', 'etcd', 'local'] as const satisfies readonly (typeof backends)[number][];

type Outcome = { readonly kind: 'none' } | { readonly kind: 'filled' } | { readonly kind: 'tested' | 'added'; readonly result: Result<SourceTest | unknown> };

/** Asks for a source, tries it, connects it. */
export function AddSource() {
  const words = useWords();
  const [form, setForm] = useState<SourceForm>(emptyForm);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [busy, setBusy] = useState<'test' | 'connect' | null>(null);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });

  const [refusals, setRefusals] = useState(0);
  const formElement = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const invalid = formElement.current?.querySelector('[aria-invalid="true"]');
    if (invalid instanceof HTMLElement) invalid.focus();
  }, [refusals]);

  const change = (part: Partial<SourceForm>) => {
    setForm({ ...form, ...part });
    setOutcome({ kind: 'none' });
    // what is being corrected is no longer wrong
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in part))));
  };
  const changeEndpoints = (text: string) => {
    if (!isSourceUrl(text)) return change({ endpoints: text });
    const filled = fillFromUrl(form, text);
    change('form' in filled ? filled.form : { endpoints: text });
    if ('form' in filled) setOutcome({ kind: 'filled' });
    else setErrors({ endpoints: { kind: 'fault', fault: filled.fault } });
  };
  const errorOf = (field: Field): string | undefined => {
    const error = errors[field];
    if (error === undefined) return undefined;
    return error.kind === 'fault' ? faultSentence(error.fault) : words(`add.errors.${error.text}`, { text: '', example: '', ...error.params });
  };
  const close = () => openDialog(null);

  const submit = async (what: 'test' | 'connect') => {
    const checked = draftOf(form);
    if ('errors' in checked) {
      setErrors(checked.errors);
      setRefusals(refusals + 1);
      return;
    }
    setBusy(what);
    setOutcome({ kind: 'none' });
    if (what === 'test') {
      setOutcome({ kind: 'tested', result: await testSource(checked.draft, checked.secrets) });
    } else {
      const result = await addSource(checked.draft, checked.secrets);
      if (result.ok) return close();
      setOutcome({ kind: 'added', result });
    }
    setBusy(null);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (busy === null) void submit('connect');
  };

  const remote = form.backend !== 'local';
  const roots = {
    zookeeper: { label: words('add.rootZookeeper'), note: words('add.rootZookeeperNote'), example: '/' },
    etcd: { label: words('add.rootEtcd'), note: words('add.rootEtcdNote'), example: '/config/' },
    local: { label: words('add.rootLocal'), note: words('add.rootLocalNote'), example: words('add.rootLocalPlaceholder') },
  }[form.backend];
  const production = form.environment === 'production';

  return (
    <Modal opened onClose={close} title={words('add.title')} size={560} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form ref={formElement} className="form" onSubmit={onSubmit} noValidate>
        <SegmentedControl
          fullWidth
          aria-label={words('add.backend')}
          value={form.backend}
          onChange={(value) => change({ backend: value as Backend, root: '' })}
          data={orderOfBackends.map((value) => ({ value, label: words(`backend.${value}`) }))}
        />
        {remote && (
          <TextInput
            data-autofocus
            label={words('add.endpoints')}
            description={words('add.endpointsNote')}
            placeholder={endpointExample(form.backend)}
            value={form.endpoints}
            error={errorOf('endpoints')}
            spellCheck={false}
            className="mono-input"
            onChange={(event) => changeEndpoints(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={roots.label}
          description={roots.note}
          placeholder={roots.example}
          value={form.root}
          error={errorOf('root')}
          spellCheck={false}
          className="mono-input"
          onChange={(event) => change({ root: event.currentTarget.value })}
        />
        <TextInput
          label={words('add.name')}
          placeholder={automaticName(form)}
          value={form.name}
          error={errorOf('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <div className="form-pair">
          <NativeSelect
            label={words('add.environment')}
            value={form.environment}
            onChange={(event) => {
              const environment = environments.find((known) => known === event.currentTarget.value) ?? 'development';
              change({ environment, access: environment === 'production' ? 'guarded' : form.access });
            }}
            data={environments.map((value) => ({ value, label: words(`environment.${value}`) }))}
          />
          <NativeSelect
            label={words('add.access')}
            value={form.access}
            onChange={(event) => change({ access: accesses.find((known) => known === event.currentTarget.value) ?? 'read-write' })}
            data={accesses.map((value) => ({ value, label: words(`access.${value}`) }))}
          />
        </div>
        {production && form.access !== 'read-only' && <Note tone="warn">{words('add.productionNote')}</Note>}
        {form.access === 'read-only' && <Note tone="info">{words('add.readOnlyNote')}</Note>}
        {remote && (
          <>
            <div className="form-pair">
              <TextInput
                label={words('add.user')}
                description={words(form.backend === 'zookeeper' ? 'add.userZookeeperNote' : 'add.userEtcdNote')}
                value={form.user}
                error={errorOf('user')}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => change({ user: event.currentTarget.value })}
              />
              <PasswordInput
                label={words('add.password')}
                description={'\u00a0'}
                value={form.password}
                autoComplete="off"
                visibilityToggleButtonProps={{ 'aria-label': words('add.showPassword') }}
                onChange={(event) => change({ password: event.currentTarget.value, user: form.user })}
              />
            </div>
            {form.password !== '' && <p className="muted form-note">{words('add.passwordNote')}</p>}
            <Checkbox size="xs" label={words('add.tls')} checked={form.tls} onChange={(event) => change({ tls: event.currentTarget.checked })} />
            {form.tls && (
              <TextInput
                label={words('add.ca')}
                description={words('add.caNote')}
                value={form.ca}
                spellCheck={false}
                className="mono-input"
                onChange={(event) => change({ ca: event.currentTarget.value })}
              />
            )}
          </>
        )}
        <div role="status" className="form-outcome">
          {busy === 'test' && <p className="muted">{words('add.testing')}</p>}
          {outcome.kind === 'filled' && <Note tone="info">{words('add.filled')}</Note>}
          {outcome.kind === 'tested' && <TestNote result={outcome.result as Result<SourceTest>} />}
          {outcome.kind === 'added' && !outcome.result.ok && <Note tone="bad">{faultSentence(outcome.result.fault)}</Note>}
        </div>
        <div className="dialog-actions">
          <Button variant="default" loading={busy === 'test'} disabled={busy === 'connect'} onClick={() => void submit('test')}>
            {words('add.test')}
          </Button>
          <span className="spacer" />
          <Button variant="default" onClick={close}>
            {words('common.cancel')}
          </Button>
          <Button type="submit" loading={busy === 'connect'} disabled={busy === 'test'}>
            {words('add.connect')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function TestNote({ result }: { result: Result<SourceTest> }) {
  const words = useWords();
  const fault = result.ok ? testFault(result.value) : result.fault;
  return result.ok && !fault ? (
    <Note tone="ok">{result.value.creates ? words('add.testCreates') : words('add.testOk', { server: result.value.server, ms: result.value.steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0) })}</Note>
  ) : (
    <Note tone="bad">{fault && faultSentence(fault)}</Note>
  );
}
