import type { FaultReason } from '../../../shared/fault';
import type { ConnectOptions } from '../../../shared/model/source';

/** Whether a source may need secrets: a password for its user, a passphrase for its key. */
export const asksForSecrets = ({ user, tls }: Pick<ConnectOptions, 'user' | 'tls'>): boolean =>
  user !== undefined || tls?.key !== undefined || tls?.pkcs12 !== undefined;

const helped: ReadonlySet<FaultReason> = new Set(['password-needed', 'auth-failed', 'passphrase-missing', 'passphrase-wrong']);

/** Whether entering secrets may help against this fault. */
export const isHelpedBySecrets = (reason: FaultReason): boolean => helped.has(reason);
