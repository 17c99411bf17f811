import { Button, Modal, PasswordInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import type { Fault } from '../../../shared/fault';
import { keptSecrets, openDialog, unlockSource } from '../../store/actions';
import { useSource, useUi } from '../../store/hooks';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';

/** Asks for what a source needs to be let in, and says where it will be kept. */
export function UnlockDialog() {
  const words = useWords();
  const { subject } = useUi();
  const { sourceId } = subject;
  const source = useSource(sourceId ?? null)?.info.source;
  const [password, setPassword] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [lasting, setLasting] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Fault | null>(null);
  const close = () => openDialog(null);
  useEffect(() => {
    if (sourceId !== undefined) void keptSecrets(sourceId).then((kept) => kept.ok && setLasting(kept.value.lasting));
  }, [sourceId]);
  if (source === undefined || sourceId === undefined) return null;
  const hasKey = source.tls?.key !== undefined || source.tls?.pkcs12 !== undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await unlockSource(sourceId, {
      // an empty one is a password as well; a passphrase that is left empty is none
      ...(source.user !== undefined && { password }),
      ...(hasKey && passphrase !== '' && { passphrase }),
    });
    if (result.ok) return close();
    setRefusal(result.fault);
    setBusy(false);
  };
  return (
    <Modal opened onClose={close} title={words('source.unlock.title')} size={420} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <p className="dialog-question">
          {source.user === undefined
            ? words('source.unlock.introKey', { name: source.name })
            : words('source.unlock.intro', { name: source.name, user: source.user })}
        </p>
        {source.user !== undefined && (
          <PasswordInput
            data-autofocus
            label={words('source.dialog.password')}
            description={words('source.unlock.empty')}
            value={password}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': words('source.dialog.showPassword') }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {hasKey && (
          <PasswordInput
            {...(source.user === undefined && { 'data-autofocus': true })}
            label={words('source.dialog.passphrase')}
            description={words('source.dialog.passphraseNote')}
            value={passphrase}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': words('source.dialog.showPassphrase') }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
        )}
        <p className="muted form-note">{lasting === null ? '\u00a0' : words(lasting ? 'source.unlock.lasting' : 'source.unlock.passing')}</p>
        {refusal !== null && (
          <Note tone="bad" role="alert">
            {faultSentence(refusal)}
          </Note>
        )}
        <div className="dialog-actions">
          <span className="spacer" />
          <Button variant="default" onClick={close}>
            {words('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {words('source.unlock.confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
