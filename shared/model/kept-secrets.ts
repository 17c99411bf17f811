/** Which secrets that are kept may go along with a source that is changed, copied, tested or imported. Main decides by it, the window says it. */
import { formatEndpoint, type ConnectOptions } from './source';

/** What of a place is new, so that a password that was given before it changed is not sent there. */
export type NewPlace = 'user' | 'servers' | 'tls';

/**
 * Why a password that was given for `before` may not be sent to `after`; undefined where it may: as the same user, to no server that is
 * new, and with the same trust in what answers there. Fewer servers, another order, other roots or an own certificate reach nobody new.
 */
export function newPlace(before: ConnectOptions, after: ConnectOptions): NewPlace | undefined {
  const known = new Set(before.endpoints.map(addressOf));
  if (before.user !== after.user) return 'user';
  if (before.backend !== after.backend || !after.endpoints.every((endpoint) => known.has(addressOf(endpoint)))) return 'servers';
  return trustOf(before) === trustOf(after) ? undefined : 'tls';
}

/** Whether a passphrase still has its key to open. It is sent to nobody, but belongs to one file. */
export const keepsPassphrase = (before: ConnectOptions, after: ConnectOptions): boolean => keyFileOf(before) !== undefined && keyFileOf(before) === keyFileOf(after);

/** The file that a passphrase opens. */
export const keyFileOf = ({ tls }: ConnectOptions): string | undefined => tls?.pkcs12 ?? tls?.key;

const addressOf = (endpoint: ConnectOptions['endpoints'][number]): string => formatEndpoint(endpoint).toLowerCase();

/** Who is taken for the server. Authorities inside a PKCS12 file are trusted as well. */
const trustOf = ({ tls }: ConnectOptions): string => JSON.stringify(tls ? [tls.ca, tls.serverName, tls.pkcs12] : null);
