/** Which secrets a source needs, and which of those that are kept may go along with a changed or copied one. */
import { fault, type Fault } from '../../shared/fault';
import { keepsPassphrase, keyFileOf, newPlace } from '../../shared/model/kept-secrets';
import type { ConnectOptions, SecretsChange, SourceSecrets } from '../../shared/model/source';
import { changed } from '../settings/secrets';

/** What has to be entered before a try makes sense: a server that is asked with a wrong password may lock the account. */
export function missingSecret({ user }: ConnectOptions, { password }: SourceSecrets): Fault | undefined {
  // an empty password that was entered is one
  return user !== undefined && password === undefined ? fault('auth-failed', 'password-needed', { user }) : undefined;
}

/** The secrets of a target that follows another one: those that go along with it, as far as the change leaves them. */
export function followingSecrets(before: ConnectOptions, after: ConnectOptions, kept: SourceSecrets, change: SecretsChange = {}): SourceSecrets {
  const { password, passphrase } = kept;
  const following = {
    ...(password !== undefined && newPlace(before, after) === undefined && { password }),
    ...(passphrase !== undefined && keepsPassphrase(before, after) && { passphrase }),
  };
  const { password: newPassword, passphrase: newPassphrase } = changed(following, change);
  return {
    ...(after.user !== undefined && newPassword !== undefined && { password: newPassword }),
    ...(keyFileOf(after) !== undefined && newPassphrase !== undefined && { passphrase: newPassphrase }),
  };
}
