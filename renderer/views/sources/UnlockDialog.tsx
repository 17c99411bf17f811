import { Modal, PasswordInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import type { KeptSecrets } from '../../../shared/model/source-answers';
import type { Fault } from '../../../shared/fault';
import { keptSecrets, openDialog, unlockSource } from '../../store/actions';
import { useSource, useUi } from '../../store/hooks';
import { DialogActions, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { useReturnFocus } from '../focus';

/** Asks for what a source needs to be let in, and says where it will be kept. */
export function UnlockDialog() {
  const words = useWords();
  useReturnFocus();
  const { subject } = useUi();
  const { sourceId } = subject;
  const state = useSource(sourceId ?? null);
  const source = state?.info.source;
  /** Null until something is typed: an empty password is one that somebody left empty, not one that is kept. */
  const [password, setPassword] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [kept, setKept] = useState<KeptSecrets | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Fault | null>(null);
  const close = () => openDialog(null);
  useEffect(() => {
    if (sourceId !== undefined) void keptSecrets(sourceId).then((result) => result.ok && setKept(result.value));
  }, [sourceId]);
  if (source === undefined || sourceId === undefined) return null;
  const fault = state?.status?.phase.kind === 'suspended' ? state.status.phase.fault : undefined;
  const asksForKey = fault?.reason.startsWith('passphrase') === true;
  const hasKey = source.tls?.key !== undefined || source.tls?.pkcs12 !== undefined;
  const keepsPassword = asksForKey && kept?.password === true;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await unlockSource(sourceId, {
      // an empty one is a password as well; a passphrase that is left empty is none
      ...(source.user !== undefined && (password !== null || !keepsPassword) && { password: password ?? '' }),
      ...(hasKey && passphrase !== '' && { passphrase }),
    });
    if (result.ok) return close();
    setRefusal(result.fault);
    setBusy(false);
  };
  return (
    <Modal opened onClose={close} title={words(asksForKey || source.user === undefined ? 'source.unlock.titleKey' : 'source.unlock.title')} size={420} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <p className="dialog-question">
          {source.user === undefined
            ? words('source.unlock.introKey', { name: source.name })
            : words('source.unlock.intro', { name: source.name, user: source.user })}
        </p>
        {source.user !== undefined && (
          <PasswordInput
            {...(!asksForKey && { 'data-autofocus': true })}
            label={words('source.dialog.password')}
            description={words(keepsPassword ? 'source.dialog.keptNote' : 'source.unlock.empty')}
            placeholder={keepsPassword ? words('source.dialog.keptPlaceholder') : ''}
            value={password ?? ''}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': words('source.dialog.showPassword') }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {hasKey && (
          <PasswordInput
            {...((asksForKey || source.user === undefined) && { 'data-autofocus': true })}
            label={words('source.dialog.passphrase')}
            description={words('source.dialog.passphraseNote')}
            value={passphrase}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': words('source.dialog.showPassphrase') }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
        )}
        <p className="muted form-note">{kept === null ? '\u00a0' : words(kept.lasting ? 'source.unlock.lasting' : 'source.unlock.passing')}</p>
        {refusal !== null && (
          <Note tone="bad" role="alert">
            {faultSentence(refusal)}
          </Note>
        )}
        <DialogActions label={words('source.unlock.confirm')} onCancel={close} busy={busy} />
      </form>
    </Modal>
  );
}
