import { expect, onTestFinished, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { FaultError } from '../../../shared/fault';
import type { Endpoint } from '../../../shared/model/source';
import { makeCertificate } from '../../support/certificate';
import { removeScratch, scratchFolder } from '../../support/process';
import { create, holds, watch, type Harness } from '../harness';

export interface TlsServer {
  readonly endpoint: Endpoint;
  readonly ca: string;
  /** A root that exists. */
  readonly root: string;
  stop(): Promise<void>;
}

/** A server that speaks TLS. */
export function tlsClauses(driver: Driver, harness: () => Harness, start: () => Promise<TlsServer>): void {
  test('over TLS the store is listed, followed and written', async () => {
    const server = await start();
    onTestFinished(() => server.stop());
    const options = { ...harness().options, roots: [server.root], endpoints: [server.endpoint], tls: { ca: server.ca } };
    const { connection, live } = await watch(harness(), options);
    const key = `${server.root}flag`;
    await create(connection, [key, 'true']);
    await live.waitFor((entries) => holds(entries, key, 'true'), 'our own put');
  });

  test('a server whose certificate is not trusted is refused, and one reached in plain is named as expecting TLS', async () => {
    const server = await start();
    onTestFinished(() => server.stop());
    const folder = scratchFolder('certificate');
    onTestFinished(() => removeScratch(folder));
    const stranger = makeCertificate(folder).ca;
    const { signal } = new AbortController();
    const options = { ...harness().options, roots: [server.root], endpoints: [server.endpoint] };

    const untrusted = driver.connect({ options: { ...options, tls: { ca: stranger } }, signal });
    await expect(untrusted).rejects.toBeInstanceOf(FaultError);
    await expect(untrusted).rejects.toMatchObject({ fault: { code: 'unreachable' } });
    const plain = driver.connect({ options, signal });
    await expect(plain).rejects.toMatchObject({ fault: { code: 'unreachable', reason: 'tls-expected' } });
  });
}
