/** Certificates in the few words that a sentence has room for. */

/** The common name of a subject or issuer, or else all of it in one line. Takes X509Certificate's text and a peer certificate's object. */
export function nameOf(name: string | object): string {
  const fields = typeof name === 'string' ? name.split('\n').filter(Boolean) : Object.entries(name).map(([field, value]) => `${field}=${[value].flat().join(', ')}`);
  const common = fields.find((field) => field.startsWith('CN='));
  return common?.slice(3) ?? (fields.join(', ') || '""');
}

/** A time as certificates write it, `2026-11-27 14:51 UTC`. */
export function moment(written: string): string {
  const time = new Date(written);
  return Number.isNaN(time.getTime()) ? written : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The names and addresses that a certificate is for, out of `DNS:localhost, IP Address:127.0.0.1`; without any, its common name. */
export function namesFor(alternatives: string | undefined, subject: object): string {
  const names = (alternatives ?? '').split(', ').map((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1]).filter((name) => name !== undefined);
  return names.length > 0 ? names.join(', ') : nameOf(subject);
}
