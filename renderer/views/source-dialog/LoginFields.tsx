import { TextInput } from '@mantine/core';
import { useWords } from '../../ui/text';
import type { FormParts } from './fields';
import { SecretInput } from './SecretInput';

/** Who connects. */
export function LoginFields({ form, change, errorOf, keptUser }: FormParts & { keptUser: string }) {
  const words = useWords();
  // a password belongs to its user
  const kept = form.user.trim() === keptUser ? form.password.kept : 'none';
  return (
    <>
      <div className="form-pair">
        <TextInput
          label={words('source.dialog.user')}
          description={words(form.backend === 'zookeeper' ? 'source.dialog.userZookeeperNote' : 'source.dialog.userEtcdNote')}
          value={form.user}
          error={errorOf('user')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ user: event.currentTarget.value })}
        />
        <SecretInput
          label={words('source.dialog.password')}
          toggleLabel={words('source.dialog.showPassword')}
          note={words('source.dialog.passwordNote')}
          field={{ ...form.password, kept }}
          onChange={(password) => change({ password, user: form.user })}
        />
      </div>
      <p className="muted form-note">
        {words('source.dialog.secretsNote')} {words('source.dialog.notYet')}
      </p>
    </>
  );
}
