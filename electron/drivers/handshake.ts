/**
 * One TLS handshake over a socket of its own, to find out what a server shows and what stands in the way. Nothing is sent over it,
 * so it goes through with whomever; the connections that carry anything verify their server.
 */
import net from 'node:net';
import tls from 'node:tls';
import { detail, fault, type Fault } from '../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../shared/model/source';
import { moment, nameOf, namesFor } from './certificate-words';
import { unconnected } from './endpoints';
import { connectionOptions, type Security } from './tls';

/** How a server took a handshake. */
export type Handshake =
  | { readonly kind: 'unconnected'; readonly error: NodeJS.ErrnoException | undefined }
  /** It took the connection, and did not answer in TLS: not at all, or by hanging up or something else. */
  | { readonly kind: 'silent' | 'no-tls' }
  /** It or we gave up, for a reason that has a code. */
  | { readonly kind: 'failed'; readonly code: string }
  | {
      readonly kind: 'done';
      readonly protocol: string;
      readonly certificate: tls.DetailedPeerCertificate;
      /** Why the certificate is not to be trusted, as Node calls it; undefined where it is. */
      readonly problem: string | undefined;
    };

/** By TLS 1.3 a server that refuses our certificate, or the lack of one, says so only after the handshake; one that does not usually sends tickets. */
const SECOND_THOUGHTS_MS = 1_000;

/** Alerts that tell that the server does not take our certificate, or wants one. */
const CERTIFICATE_ALERT = /ALERT_(?:CERTIFICATE_\w+|BAD_CERTIFICATE\w*|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)|BAD_CERTIFICATE/;
/** What a server that speaks something else makes of our side. */
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|INVALID_RECORD|RECORD_LAYER|UNKNOWN_PROTOCOL/;

/** Shakes hands until `limit` aborts. Without security, whoever the server may be. */
export function shakeHands(endpoint: Endpoint, security: Security | undefined, limit: AbortSignal): Promise<Handshake> {
  return new Promise((resolve) => {
    const { host, port } = endpoint;
    let connected = false;
    let done: Handshake | undefined;
    let timer: NodeJS.Timeout | undefined;
    const how = security ? connectionOptions(security, host) : { ...(net.isIP(host) === 0 && { servername: host }) };
    const socket = tls.connect({ host, port, ...how, rejectUnauthorized: false });
    const end = (handshake: Handshake): void => {
      clearTimeout(timer);
      limit.removeEventListener('abort', conclude);
      socket.destroy();
      resolve(handshake);
    };
    const conclude = (): void => end(done ?? (connected ? { kind: 'silent' } : { kind: 'unconnected', error: undefined }));
    limit.addEventListener('abort', conclude);
    socket.on('connect', () => (connected = true));
    socket.on('secureConnect', () => {
      const { problem, protocol } = (done = handshakeOf(socket));
      if (problem !== undefined || protocol !== 'TLSv1.3') return conclude();
      timer = setTimeout(conclude, SECOND_THOUGHTS_MS);
      socket.on('session', conclude);
      socket.on('data', conclude);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const broken = failure(error, connected);
      end(done && broken.kind !== 'failed' ? done : broken);
    });
    socket.on('close', () => end(done ?? { kind: 'no-tls' }));
    if (limit.aborted) conclude();
  });
}

/** Whether the server speaks TLS, trusted or not: it shakes hands, or sends an alert. */
export const speaksTls = (handshake: Handshake): boolean => handshake.kind === 'done' || (handshake.kind === 'failed' && /ALERT/.test(handshake.code));

/** What is wrong by this handshake; undefined where nothing is. */
export function handshakeFault(handshake: Handshake, endpoint: Endpoint, security: Security, backend: string): Fault | undefined {
  const about = { endpoint: formatEndpoint(endpoint) };
  switch (handshake.kind) {
    case 'unconnected':
      return unconnected(endpoint, handshake.error);
    case 'silent':
      return fault('unreachable', 'silent', { ...about, backend });
    case 'no-tls':
      return fault('unreachable', 'no-tls', about);
    case 'failed':
      return refusal(handshake.code, about.endpoint, security);
    case 'done':
      return handshake.problem === undefined ? undefined : certificateFault(handshake.problem, handshake.certificate, endpoint, security);
  }
}

function handshakeOf(socket: tls.TLSSocket): Extract<Handshake, { kind: 'done' }> {
  const error: Error | string | null = socket.authorizationError;
  const problem = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : (error ?? undefined);
  return { kind: 'done', protocol: socket.getProtocol() ?? '', certificate: socket.getPeerCertificate(true), problem };
}

function failure(error: NodeJS.ErrnoException, connected: boolean): Handshake {
  if (!connected) return { kind: 'unconnected', error };
  const code = error.code ?? error.message;
  return code.startsWith('ERR_SSL') && !NOT_TLS.test(code) ? { kind: 'failed', code } : { kind: 'no-tls' };
}

/** What a server means that broke off: our certificate, the lack of one, or a kind of TLS that only one side knows. */
function refusal(code: string, endpoint: string, { own }: Security): Fault {
  if (!CERTIFICATE_ALERT.test(code)) return fault('unreachable', 'tls-failed', { endpoint, detail: code });
  if (own === undefined) return fault('auth-failed', 'certificate-wanted', { endpoint });
  const why = /UNKNOWN_CA/.test(code) ? detail('refused-issuer') : /EXPIRED/.test(code) ? detail('refused-expired') : detail('refused-alert', { code });
  return fault('auth-failed', 'certificate-refused', { endpoint, ...own, detail: why });
}

function certificateFault(problem: string, certificate: tls.DetailedPeerCertificate, endpoint: Endpoint, { ca, serverName }: Security): Fault {
  const chain = chainOf(certificate);
  const about = { endpoint: formatEndpoint(endpoint), subject: nameOf(certificate.subject) };
  const authorities = ca === undefined ? detail('authorities-system') : detail('authorities-file', { path: ca });
  switch (problem) {
    case 'CERT_HAS_EXPIRED': {
      const old = chain.find(({ valid_to: until }) => Date.parse(until) < Date.now()) ?? certificate;
      return fault('unreachable', 'certificate-expired', { ...about, subject: nameOf(old.subject), until: moment(old.valid_to) });
    }
    case 'CERT_NOT_YET_VALID': {
      const early = chain.find(({ valid_from: from }) => Date.parse(from) > Date.now()) ?? certificate;
      return fault('unreachable', 'certificate-early', { ...about, subject: nameOf(early.subject), from: moment(early.valid_from) });
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return fault('unreachable', 'certificate-self-signed', { ...about, authorities });
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
      return fault('unreachable', 'issuer-unknown', { ...about, issuer: nameOf((chain.at(-1) ?? certificate).issuer), authorities });
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = namesFor(certificate.subjectaltname, certificate.subject);
      return fault('unreachable', 'certificate-name', { ...about, names, expected: serverName ?? endpoint.host });
    }
    default:
      return fault('unreachable', 'certificate-invalid', { ...about, detail: problem });
  }
}

/** From the server's own certificate up; a root names itself as its issuer. */
function chainOf(certificate: tls.DetailedPeerCertificate): tls.DetailedPeerCertificate[] {
  const chain = [certificate];
  let { issuerCertificate: next } = certificate;
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}
