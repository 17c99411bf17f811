import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** A throwaway self-signed certificate for loopback, which is its own CA. */
export interface Certificate {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** The same as PKCS12, for Java; password `changeit`. */
  readonly store: string;
}

/** Makes a certificate in this folder. */
export function makeCertificate(folder: string): Certificate {
  const certificate = path.join(folder, 'server.pem');
  const key = path.join(folder, 'server.key');
  const store = path.join(folder, 'server.p12');
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
  );
  openssl('pkcs12', '-export', '-in', certificate, '-inkey', key, '-out', store, '-passout', 'pass:changeit', '-name', 'server');
  return { ca: certificate, certificate, key, store };
}
