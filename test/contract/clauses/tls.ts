import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Connection, Driver } from '../../../electron/drivers/driver';
import { FaultError, type Fault, type FaultReason } from '../../../shared/fault';
import type { ConnectOptions, Endpoint, SourceSecrets, TlsOptions } from '../../../shared/model/source';
import { Authority, encryptKey, future, makeStore, PASSPHRASE, past, type Certificate } from '../../support/certificate';
import { freePort } from '../../support/ports';
import { removeScratch, scratchFolder } from '../../support/process';
import { collect } from '../../support/wait';
import { create, holds } from '../harness';

/** A running server. */
export interface TlsServer {
  readonly port: number;
  /** Where it may be reached in plain: its own other port, or that of a server without TLS. */
  readonly plainPort: number;
  stop(): Promise<void>;
}

export interface TlsStore {
  readonly driver: Driver;
  /** What the whole store is called. */
  readonly root: string;
  start(how: { certificate: Certificate; clientsOf?: Authority }): Promise<TlsServer>;
}

/** The secured link, by real servers: one for each way in which a server may be set up. */
export function tlsClauses({ driver, root, start }: TlsStore): void {
  const folder = scratchFolder('tls');
  const authority = new Authority(path.join(folder, 'trusted'));
  const stranger = new Authority(path.join(folder, 'stranger'), 'Stranger');
  const { ca } = authority;
  const alice = authority.issue('alice');
  const mallory = stranger.issue('mallory');
  const stale = authority.issue('stale', { validity: past });
  const early = authority.issue('early', { validity: future });
  const inFile = (name: string, content: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    return file;
  };

  const setups = {
    open: { certificate: authority.issue('open') },
    mutual: { certificate: authority.issue('mutual'), clientsOf: authority },
    expired: { certificate: authority.issue('expired', { validity: past }) },
    early: { certificate: authority.issue('early', { validity: future }) },
    elsewhere: { certificate: authority.issue('elsewhere', { names: 'DNS:store.example,IP:192.0.2.1' }) },
  } as const;
  const servers = new Map<keyof typeof setups, TlsServer>();
  beforeAll(async () => {
    const starting = Object.entries(setups).map(async ([name, how]) => servers.set(name as keyof typeof setups, await start(how)));
    await Promise.all(starting);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    removeScratch(folder);
  });

  const optionsAt = (endpoint: Endpoint, tls?: TlsOptions): ConnectOptions => ({ backend: driver.name, endpoints: [endpoint], roots: [root], ...(tls && { tls }) });
  const at = (name: keyof typeof setups, tls: TlsOptions, host = 'localhost'): ConnectOptions =>
    optionsAt({ host, port: servers.get(name)?.port ?? 0 }, tls);
  const connect = async (options: ConnectOptions, secrets: SourceSecrets = {}): Promise<Connection> => {
    const connection = await driver.connect({ options, secrets, signal: new AbortController().signal });
    onTestFinished(() => connection.close());
    return connection;
  };
  const refusal = async (options: ConnectOptions, secrets?: SourceSecrets): Promise<Fault> => {
    const error = await connect(options, secrets).then(
      () => new Error('this should not have connected'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof FaultError)) throw error;
    expect(error.fault.message).not.toMatch(/\{\{|undefined/);
    return error.fault;
  };

  describe('lets in', () => {
    const encrypted = encryptKey(alice);
    test.each<[string, keyof typeof setups, TlsOptions, string?]>([
      ['a client that trusts its authority, by name', 'open', { ca }, 'localhost'],
      ['a client that trusts its authority, by address', 'open', { ca }, '127.0.0.1'],
      ['a client with a certificate in PEM files', 'mutual', { ca, certificate: alice.certificate, key: alice.key }],
      ['a client with an encrypted key', 'mutual', { ca, certificate: alice.certificate, key: encrypted }],
      ['a client with a PKCS12 store', 'mutual', { ca, pkcs12: alice.store }, '127.0.0.1'],
      ['a client that expects another name', 'elsewhere', { ca, serverName: 'store.example' }],
      ['a client that expects another address', 'elsewhere', { ca, serverName: '192.0.2.1' }, '127.0.0.1'],
    ])('%s, who reads, writes and is told of changes', async (title, name, tls, host) => {
      const connection = await connect(at(name, tls, host), { passphrase: PASSPHRASE });
      const { signal } = new AbortController();
      const live = collect(connection.frames({ signal, onReceived: () => {} }));
      await live.waitFor(() => live.frames.length > 0, 'the listing');
      const key = `/${title.replaceAll(' ', '-')}`;
      await create(connection, [key, 'true']);
      await live.waitFor((entries) => holds(entries, key, 'true'), 'our own put');
      expect(connection.server).toMatch(/^(?:ZooKeeper|etcd) ?\d*/);
    });
  });

  describe('a server that is not what it should be is named with what to do', () => {
    test.each<[FaultReason, keyof typeof setups, TlsOptions, readonly string[]]>([
      ['certificate-expired', 'expired', { ca }, ['expired', '2021-02-03 04:05 UTC']],
      ['certificate-early', 'early', { ca }, ['early', '2096-01-01 00:00 UTC']],
      ['certificate-name', 'elsewhere', { ca }, ['store.example, 192.0.2.1', 'localhost']],
      ['certificate-name', 'open', { ca, serverName: 'other.example' }, ['localhost, 127.0.0.1', 'other.example']],
      ['issuer-unknown', 'open', { ca: stranger.ca }, ['Test authority', stranger.ca]],
      ['issuer-unknown', 'open', {}, ['Test authority', 'the public authorities']],
      ['certificate-wanted', 'mutual', { ca }, []],
      ['certificate-refused', 'mutual', { ca, certificate: mallory.certificate, key: mallory.key }, ['mallory', mallory.certificate]],
    ])('%s: %s, %o', async (reason, name, tls, words) => {
      const fault = await refusal(at(name, tls));
      expect(fault.reason).toBe(reason);
      for (const word of [`localhost:${servers.get(name)?.port}`, ...words]) expect(fault.message).toContain(word);
    });

    test('one that does not speak TLS', async () => {
      const port = servers.get('open')?.plainPort ?? 0;
      expect(await refusal(optionsAt({ host: '127.0.0.1', port }, { ca }))).toMatchObject({ code: 'unreachable', reason: 'no-tls' });
    });

    test.each(['open', 'mutual'] as const)('one that expects TLS: %s', async (name) => {
      const options = optionsAt({ host: '127.0.0.1', port: servers.get(name)?.port ?? 0 });
      expect(await refusal(options)).toMatchObject({ code: 'unreachable', reason: 'tls-expected' });
    });

    test('one that is down, and one without a host', async () => {
      expect(await refusal(optionsAt({ host: '127.0.0.1', port: await freePort() }, { ca }))).toMatchObject({ reason: 'refused' });
      expect(await refusal(optionsAt({ host: 'no-such-host.invalid', port: 1 }, { ca }))).toMatchObject({ reason: 'host-unknown' });
    });
  });

  describe('a file that is not what it should be is named before a server is asked', () => {
    const other = authority.issue('other');
    const text = inFile('text.pem', 'no certificate here\n');
    const damaged = inFile('damaged.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const brokenKey = inFile('broken.key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    const absent = path.join(folder, 'absent.pem');
    const { certificate, key, store: pkcs12 } = alice;
    const encrypted = encryptKey(other);
    // RC2 and ARIA: OpenSSL reads the second, BoringSSL the first, neither both
    const legacy = makeStore(alice, ['-legacy'], 'legacy.p12');
    const keyless = makeStore(alice, ['-nokeys'], 'keyless.p12');

    test.each<[FaultReason, TlsOptions, string, (SourceSecrets | undefined)?]>([
      ['certificate-missing', { ca: absent }, absent],
      ['certificate-missing', { pkcs12: absent }, absent],
      ['certificate-unreadable', { ca: folder }, folder],
      ['ca-empty', { ca: text }, text],
      ['certificate-damaged', { ca: damaged }, damaged],
      ['key-not-given', { certificate }, certificate],
      ['certificate-not-given', { key }, key],
      ['identity-twice', { certificate, key, pkcs12 }, pkcs12],
      ['certificate-empty', { certificate: text, key }, text],
      ['key-empty', { certificate, key: certificate }, certificate],
      ['key-damaged', { certificate, key: brokenKey }, brokenKey],
      ['key-mismatch', { certificate, key: other.key }, other.key],
      ['passphrase-missing', { certificate: other.certificate, key: encrypted }, encrypted],
      ['passphrase-wrong', { certificate: other.certificate, key: encrypted }, encrypted, { passphrase: 'guess' }],
      ['passphrase-missing', { pkcs12 }, pkcs12],
      ['passphrase-wrong', { pkcs12 }, pkcs12, { passphrase: 'guess' }],
      ['pkcs12-damaged', { pkcs12: certificate }, certificate, { passphrase: PASSPHRASE }],
      ['pkcs12-encryption', { pkcs12: legacy }, legacy, { passphrase: PASSPHRASE }],
      ['pkcs12-incomplete', { pkcs12: keyless }, keyless, { passphrase: PASSPHRASE }],
      ['own-certificate-expired', { certificate: stale.certificate, key: stale.key }, stale.certificate],
      ['own-certificate-expired', { pkcs12: stale.store }, stale.store, { passphrase: PASSPHRASE }],
      ['own-certificate-early', { certificate: early.certificate, key: early.key }, early.certificate],
    ])('%s: %o', async (reason, tls, file, secrets) => {
      const fault = await refusal(optionsAt({ host: '127.0.0.1', port: 1 }, tls), secrets);
      expect(fault).toMatchObject({ code: 'invalid', reason });
      expect(fault.message).toContain(file);
      expect(fault.message).not.toContain(secrets?.passphrase ?? PASSPHRASE);
    });
  });
}
