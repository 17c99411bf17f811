import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useWords, type Words } from '../../ui/text';
import type { FormParts } from './fields';
import { FileInput } from './FileInput';
import type { SourceForm } from './form';
import { SecretInput } from './SecretInput';

/** What the folded section says of itself. */
export function tlsSummary({ tls, ca, identity }: SourceForm, words: Words): string {
  if (!tls) return words('source.dialog.tlsOff');
  const parts = [
    words('source.dialog.tlsOn'),
    ...(ca.trim() === '' ? [] : [words('source.dialog.tlsOwnCa')]),
    ...(identity === 'none' ? [] : [words(identity === 'pem' ? 'source.dialog.tlsPem' : 'source.dialog.tlsPkcs12')]),
  ];
  return parts.join(' · ');
}

/** Whether and whom we trust, and how we prove who we are. */
export function TlsFields({ form, change, errorOf, keepsPassphrase }: FormParts & { keepsPassphrase: boolean }) {
  const words = useWords();
  const passphrase = (
    <SecretInput
      label={words('source.dialog.passphrase')}
      toggleLabel={words('source.dialog.showPassphrase')}
      note={words('source.dialog.passphraseNote')}
      field={form.passphrase}
      askedAgain={keepsPassphrase ? undefined : words('source.dialog.askedAgain.key')}
      onChange={(field) => change({ passphrase: field })}
    />
  );
  const file = (what: 'ca' | 'certificate' | 'key' | 'pkcs12', description?: string) => (
    <FileInput
      what={what}
      label={words(`source.dialog.${what}`)}
      {...(description !== undefined && { description })}
      value={form[what]}
      error={errorOf(what)}
      onChange={(path) => change({ [what]: path })}
    />
  );
  return (
    <>
      <Checkbox size="xs" label={words('source.dialog.useTls')} checked={form.tls} onChange={(event) => change({ tls: event.currentTarget.checked })} />
      {form.tls && (
        <>
          {file('ca', words('source.dialog.caNote'))}
          <div className="form-labelled">
            <span id="source-identity">{words('source.dialog.identity')}</span>
            <SegmentedControl
              aria-labelledby="source-identity"
              value={form.identity}
              onChange={(value) => change({ identity: value as SourceForm['identity'] })}
              data={[
                { value: 'none', label: words('source.dialog.identityNone') },
                { value: 'pem', label: words('source.dialog.identityPem') },
                { value: 'pkcs12', label: words('source.dialog.identityPkcs12') },
              ]}
            />
          </div>
          {form.identity === 'pem' && (
            <>
              {file('certificate')}
              {file('key')}
              {passphrase}
            </>
          )}
          {form.identity === 'pkcs12' && (
            <>
              {file('pkcs12')}
              {passphrase}
            </>
          )}
          <TextInput
            label={words('source.dialog.serverName')}
            description={words('source.dialog.serverNameNote')}
            value={form.serverName}
            error={errorOf('serverName')}
            spellCheck={false}
            className="mono-input"
            onChange={(event) => change({ serverName: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
