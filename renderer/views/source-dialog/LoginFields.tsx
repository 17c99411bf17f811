import { TextInput } from '@mantine/core';
import type { NewPlace } from '../../../shared/model/kept-secrets';
import { useWords } from '../../ui/text';
import type { FormParts } from './fields';
import { SecretInput } from './SecretInput';

export interface LoginFieldsProps extends FormParts {
  /** Why a password that is kept does not go along, if it does not. */
  newPlace: NewPlace | undefined;
}

/** Who connects. */
export function LoginFields({ form, change, errorOf, newPlace }: LoginFieldsProps) {
  const words = useWords();
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
          field={form.password}
          askedAgain={newPlace && words(`source.dialog.askedAgain.${newPlace}`)}
          onChange={(password) => change({ password, user: form.user })}
        />
      </div>
      <p className="muted form-note">
        {words('source.dialog.secretsNote')} {words('source.dialog.notYet')}
      </p>
    </>
  );
}
