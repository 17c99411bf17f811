import './settings.css';
import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Fault } from '../../../shared/fault';
import { defaultSecretWords } from '../../../shared/model/key-rules';
import type { Source } from '../../../shared/model/source';
import { openDialog, setPreferences } from '../../store/actions';
import { usePreferences, useSources } from '../../store/hooks';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { useReturnFocus } from '../focus';
import { BesideRows } from './BesideRows';
import { defaultForm, dropForm, formOf, leaveForm, preferencesOf, problemsOf, unfinishedForm, type FormProblems, type SettingsForm } from './form';
import { PatternField } from './PatternField';
import { PlaceRows } from './PlaceRows';
import { RuleRows } from './RuleRows';

const noProblems: FormProblems = { flagPatterns: [], secretPatterns: [], configPlaces: new Map(), formatRules: new Map(), auditBeside: new Map() };

/** What holds for all sources. Nothing is kept before it is saved, and what is saved holds at once. */
export function SettingsDialog() {
  useReturnFocus();
  const words = useWords();
  const kept = formOf(usePreferences());
  const sources = useSources();
  const [began] = useState(kept);
  const [form, setForm] = useState(() => unfinishedForm() ?? kept);
  const [note, setNote] = useState<'restored' | 'resetDone' | null>(unfinishedForm() === undefined ? null : 'restored');
  const [problems, setProblems] = useState(noProblems);
  const [refusals, setRefusals] = useState(0);
  const [refusal, setRefusal] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  const change = (part: Partial<SettingsForm>) => {
    setForm({ ...form, ...part });
    setNote(null);
    // what is being corrected is no longer wrong
    const corrected = Object.fromEntries(Object.keys(part).map((field) => [field, noProblems[field as keyof FormProblems]]));
    setProblems({ ...problems, ...corrected });
  };
  const fill = (other: SettingsForm, told: typeof note) => {
    setForm(other);
    setNote(told);
    setProblems(noProblems);
  };
  const close = () => {
    dropForm();
    openDialog(null);
  };
  const leave = () => {
    leaveForm(form, began);
    openDialog(null);
  };
  const save = async () => {
    const wrong = problemsOf(form, sources.map(({ info }) => info.source as Source));
    if (wrong !== undefined) {
      setProblems(wrong);
      setRefusals(refusals + 1);
      return;
    }
    setBusy(true);
    const result = await setPreferences(preferencesOf(form));
    if (result.ok) return close();
    setRefusal(result.fault);
    setBusy(false);
  };
  // the first field that is wrong is where one goes on
  useEffect(() => {
    if (refusals > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void save();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!busy) void save();
  };

  return (
    <Modal opened onClose={leave} title={words('settings.title')} size={680} className="settings-dialog" closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form ref={element} className="form" onSubmit={submit} onKeyDown={onKeyDown} noValidate>
        <div className="settings-scroll">
          {note === 'restored' && (
            <p className="settings-note muted" role="status">
              {words('settings.restored')}{' '}
              <button type="button" className="settings-link" onClick={() => fill(kept, null)}>
                {words('settings.startOver')}
              </button>
            </p>
          )}
          <p className="settings-note muted">{words('settings.patternNote')}</p>
          <PatternField
            first
            label={words('settings.flags.label')}
            note={
              <>
                {words('settings.flags.note')} {words('settings.default', { defaults: defaultForm.flagPatterns.replaceAll('\n', ', ') })}
              </>
            }
            value={form.flagPatterns}
            problems={problems.flagPatterns}
            onChange={(flagPatterns) => change({ flagPatterns })}
          />
          <PatternField
            label={words('settings.secrets.label')}
            note={
              <>
                {words('settings.secrets.note')} {words('settings.secrets.default', { defaults: defaultSecretWords.join(', ') })}
              </>
            }
            value={form.secretPatterns}
            problems={problems.secretPatterns}
            onChange={(secretPatterns) => change({ secretPatterns })}
          />
          <PlaceRows places={form.configPlaces} problems={problems.configPlaces} onChange={(configPlaces) => change({ configPlaces })} />
          <RuleRows rules={form.formatRules} problems={problems.formatRules} onChange={(formatRules) => change({ formatRules })} />
          <BesideRows chosen={form.auditBeside} problems={problems.auditBeside} onChange={(auditBeside) => change({ auditBeside })} />
        </div>
        <div className="settings-foot">
          <div aria-live="polite">
            {note === 'resetDone' && <p className="settings-note muted">{words('settings.resetDone')}</p>}
            {refusal !== null && (
              <Note tone="bad" role="alert">
                {faultSentence(refusal)}
              </Note>
            )}
          </div>
          <div className="dialog-actions">
            <Button variant="default" onClick={() => fill(defaultForm, 'resetDone')}>
              {words('settings.reset')}
            </Button>
            <span className="spacer" />
            <Button variant="default" onClick={close}>
              {words('common.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {words('settings.save')}
            </Button>
          </div>
        </div>
      </form>
    </Modal>
  );
}
