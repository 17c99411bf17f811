/**
 * TLS of the remote drivers: the files that a source names, read anew at every attempt, so that a renewed certificate is taken
 * up without a restart. Whatever is wrong with them is found here, before a server is asked, and told by the file's name.
 */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import tls from 'node:tls';
import { fault, FaultError, type FaultReason } from '../../shared/fault';
import type { ConnectOptions, SourceSecrets, TlsOptions } from '../../shared/model/source';
import { identityProblem } from '../../shared/model/source-check';
import { moment, nameOf } from './certificate-words';
import { explain } from './file-words';

/** How a source's connections are secured. */
export interface Security {
  readonly context: tls.SecureContext;
  /** The file of the authorities that are trusted; undefined for the public ones that the runtime brings along. */
  readonly ca: string | undefined;
  /** The name that the server's certificate must be for, where it is not the host that is connected to. */
  readonly serverName: string | undefined;
  /** Whose certificate we show to a server that asks for one, and the file that it stands in. */
  readonly own: { readonly subject: string; readonly path: string } | undefined;
}

const CERTIFICATES = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/** What BoringSSL and OpenSSL call an encryption that they do not know; OpenSSL's decoder says `ERR_OSSL_UNSUPPORTED` of any garbage. */
const UNKNOWN_ENCRYPTION = /EVP_UNSUPPORTED|UNSUPPORTED_(?:CIPHER|KEY_DERIVATION|PRF|ENCRYPTION|ALGORITHM)|UNKNOWN_(?:ALGORITHM|CIPHER|DIGEST)/;

/** The security of a source, undefined for one in plain. Rejects with a FaultError that names the file and what to do. */
export async function readSecurity({ tls: options }: ConnectOptions, secrets?: SourceSecrets): Promise<Security | undefined> {
  if (options === undefined) return undefined;
  const { ca, serverName } = options;
  const [authorities, identity] = await Promise.all([ca === undefined ? undefined : readAuthorities(ca), readIdentity(options, secrets?.passphrase)]);
  const context = contextOf({ ...identity?.material, ...(authorities && { ca: authorities }) }, options, secrets?.passphrase);
  const certificate = identity && ownCertificate(context);
  if (certificate) assertCurrent(certificate, identity.path);
  return { context, ca, serverName, own: identity && { subject: certificate ? nameOf(certificate.subject) : identity.path, path: identity.path } };
}

/** How `tls.connect` reaches this host: the certificate must be for the source's server name, or else for the host, be it an address. */
export function connectionOptions({ context, serverName }: Security, host: string): tls.ConnectionOptions {
  const expected = serverName ?? host;
  return {
    secureContext: context,
    // an address is no name to ask a server for
    ...(net.isIP(expected) === 0 && { servername: expected }),
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(expected, certificate),
  };
}

async function readAuthorities(path: string): Promise<Buffer> {
  const pem = await read(path);
  if (certificatesIn(pem, path).length === 0) throw wrong('ca-empty', { path });
  return pem;
}

/** What of a source's own certificate goes into the context. */
interface Identity {
  readonly path: string;
  readonly material: tls.SecureContextOptions;
}

async function readIdentity(options: TlsOptions, passphrase: string | undefined): Promise<Identity | undefined> {
  const problem = identityProblem(options);
  if (problem) throw new FaultError(problem.fault);
  const { certificate, key, pkcs12 } = options;
  if (pkcs12 !== undefined) return { path: pkcs12, material: { pfx: await read(pkcs12), ...(passphrase !== undefined && { passphrase }) } };
  if (certificate === undefined || key === undefined) return undefined;
  const [chain, secret] = await Promise.all([read(certificate), read(key)]);
  const [first] = certificatesIn(chain, certificate);
  if (first === undefined) throw wrong('certificate-empty', { path: certificate });
  if (!first.checkPrivateKey(openKey(secret, key, passphrase))) throw wrong('key-mismatch', { path: key, certificate });
  return { path: certificate, material: { cert: chain, key: secret, ...(passphrase !== undefined && { passphrase }) } };
}

/** Certificates that do not parse are an error: Node would pass over them in silence, and over whole files without any. */
function certificatesIn(pem: Buffer, path: string): X509Certificate[] {
  return (pem.toString('latin1').match(CERTIFICATES) ?? []).map((block) => {
    try {
      return new X509Certificate(block.replaceAll(/(?:X509|TRUSTED) /g, ''));
    } catch {
      throw wrong('certificate-damaged', { path });
    }
  });
}

function openKey(pem: Buffer, path: string, passphrase: string | undefined): KeyObject {
  const text = pem.toString('latin1');
  if (!text.includes('PRIVATE KEY-----')) throw wrong('key-empty', { path });
  const encrypted = text.includes('ENCRYPTED');
  if (encrypted && !passphrase) throw wrong('passphrase-missing', { path });
  try {
    return createPrivateKey({ key: pem, ...(encrypted && passphrase !== undefined && { passphrase }) });
  } catch (error) {
    if (!encrypted) throw wrong('key-damaged', { path });
    throw wrong(UNKNOWN_ENCRYPTION.test(codeAndWords(error)) ? 'key-encryption' : 'passphrase-wrong', { path });
  }
}

function contextOf(material: tls.SecureContextOptions, { pkcs12: path, certificate = '' }: TlsOptions, passphrase: string | undefined): tls.SecureContext {
  try {
    return tls.createSecureContext(material);
  } catch (error) {
    // with PEM files only what OpenSSL thinks too weak is left to be refused
    if (path === undefined) throw wrong('certificate-refused-here', { path: certificate, detail: codeAndWords(error) });
    const words = codeAndWords(error);
    if (/mac verify failure|INCORRECT_PASSWORD|bad.decrypt/i.test(words)) throw wrong(passphrase ? 'passphrase-wrong' : 'passphrase-missing', { path });
    if (/unsupported|unknown.(?:algorithm|cipher|digest)|mac absent|MISSING_MAC/i.test(words)) throw wrong('pkcs12-encryption', { path });
    if (/Unable to load (?:private key|certificate)/.test(words)) throw wrong('pkcs12-incomplete', { path });
    throw wrong('pkcs12-damaged', { path });
  }
}

/** The certificate that a context shows. Node tells it of sockets only; this one is never connected. */
function ownCertificate(context: tls.SecureContext): X509Certificate | undefined {
  const socket = new tls.TLSSocket(new net.Socket(), { secureContext: context });
  try {
    return socket.getX509Certificate();
  } finally {
    socket.destroy();
  }
}

function assertCurrent({ subject, validFrom, validTo }: X509Certificate, path: string): void {
  const about = { path, subject: nameOf(subject) };
  if (Date.parse(validTo) < Date.now()) throw wrong('own-certificate-expired', { ...about, until: moment(validTo) });
  if (Date.parse(validFrom) > Date.now()) throw wrong('own-certificate-early', { ...about, from: moment(validFrom) });
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw wrong('certificate-missing', { path });
    throw new FaultError(fault('invalid', 'certificate-unreadable', { path, detail: explain(error) }));
  }
}

const wrong = (reason: FaultReason, params: Readonly<Record<string, string>>): FaultError => new FaultError(fault('invalid', reason, params));

function codeAndWords(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return `${code} ${message}`.trim();
}
