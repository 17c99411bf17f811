/** Throwaway certificates for loopback, made by the openssl command. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The password of every PKCS12 store and encrypted key made here. */
export const PASSPHRASE = 'changeit';

/** A certificate with its key, and what else its holder may need. */
export interface Certificate {
  /** Whom it is trusted by. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** The same as PKCS12, for Java. */
  readonly store: string;
}

export interface CertificateOptions {
  /** Names and addresses that it is for, as openssl writes them; those of loopback unless given. */
  readonly names?: string;
  /** From when until when, as `YYYYMMDDhhmmssZ`; two days from now on unless given. */
  readonly validity?: { readonly from: string; readonly until: string };
}

const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const LOOPBACK = 'DNS:localhost,IP:127.0.0.1';

/** Long over and still to come. */
export const past = { from: '20200101000000Z', until: '20210203040506Z' } as const;
export const future = { from: '20960101000000Z', until: '20970101000000Z' } as const;

/** Makes a self-signed certificate in this folder, which is its own CA. */
export function makeCertificate(folder: string): Certificate {
  const certificate = path.join(folder, 'server.pem');
  const key = path.join(folder, 'server.key');
  openssl(
    ...['req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=localhost', '-addext', `subjectAltName=${LOOPBACK}`],
    ...['-keyout', key, '-out', certificate],
  );
  return { ca: certificate, certificate, key, store: makeStore({ certificate, key }) };
}

/** A PKCS12 store beside the certificate; `more` are switches of `openssl pkcs12 -export`. */
export function makeStore({ certificate, key }: Pick<Certificate, 'certificate' | 'key'>, more: readonly string[] = [], ending = 'p12'): string {
  const store = certificate.replace(/pem$/, ending);
  openssl('pkcs12', '-export', '-in', certificate, '-inkey', key, '-out', store, '-passout', `pass:${PASSPHRASE}`, '-name', 'own', ...more);
  return store;
}

/** The key of a certificate anew, encrypted. */
export function encryptKey({ key }: Pick<Certificate, 'key'>): string {
  const encrypted = `${key}.encrypted`;
  openssl('pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', key, '-out', encrypted, '-passout', `pass:${PASSPHRASE}`);
  return encrypted;
}

/** An authority that issues certificates into its folder. */
export class Authority {
  readonly ca: string;
  readonly #key: string;
  readonly #folder: string;
  #issued = 0;

  constructor(folder: string, readonly name = 'Test authority') {
    this.#folder = folder;
    this.ca = path.join(folder, 'ca.pem');
    this.#key = path.join(folder, 'ca.key');
    fs.mkdirSync(folder, { recursive: true });
    openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', `/CN=${name}`, '-keyout', this.#key, '-out', this.ca);
  }

  /** Issues a certificate to this common name, good for servers and clients alike. */
  issue(subject: string, { names = LOOPBACK, validity }: CertificateOptions = {}): Certificate {
    const base = path.join(this.#folder, `issued-${++this.#issued}`);
    const [certificate, key, request, config] = [`${base}.pem`, `${base}.key`, `${base}.csr`, `${base}.cnf`];
    openssl('req', '-new', ...NEW_KEY, '-subj', `/CN=${subject}`, '-keyout', key, '-out', request);
    // only `openssl ca` of OpenSSL 3.0 makes certificates whose time is over or still to come
    fs.writeFileSync(`${base}.index`, '');
    fs.writeFileSync(
      config,
      `[ca]\ndefault_ca=own\n[own]\ndatabase=${base}.index\nnew_certs_dir=${this.#folder}\nrand_serial=yes\ndefault_md=sha256\n` +
        `default_days=2\npolicy=any\nunique_subject=no\nx509_extensions=usage\n[any]\ncommonName=supplied\n[usage]\nsubjectAltName=${names}\n` +
        'extendedKeyUsage=serverAuth,clientAuth\n',
    );
    const time = validity ? ['-startdate', validity.from, '-enddate', validity.until] : [];
    openssl('ca', '-batch', '-notext', '-config', config, '-cert', this.ca, '-keyfile', this.#key, '-in', request, '-out', certificate, ...time);
    return { ca: this.ca, certificate, key, store: makeStore({ certificate, key }) };
  }

  /** A PKCS12 store that holds the authority alone, for Java to trust. */
  trustStore(): string {
    const store = path.join(this.#folder, 'trust.p12');
    if (fs.existsSync(store)) return store;
    // Java takes only what its own keytool marks as trusted
    execFileSync('keytool', ['-importcert', '-noprompt', '-alias', 'ca', '-file', this.ca, '-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSPHRASE], { stdio: 'pipe' });
    return store;
  }
}
