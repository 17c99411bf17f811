import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import fs from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { FaultError, type Fault } from '../../../shared/fault';
import { makeCertificate } from '../../support/certificate';
import { freePort } from '../../support/ports';
import { removeScratch, scratchFolder } from '../../support/process';
import { until } from '../../support/wait';
import { watch, type Harness } from '../harness';

/** Addresses at which there is no store. One attempt each, given up after five seconds. */
export function connectClauses(driver: Driver, harness: () => Harness): void {
  const attempt = async (host: string, port: number): Promise<Fault> => {
    const { signal } = new AbortController();
    try {
      const connection = await driver.connect({ options: { ...harness().options, endpoints: [{ host, port }] }, signal });
      await connection.close();
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      expect(error.fault.message).not.toContain('{{');
      return error.fault;
    }
    throw new Error('the connection should have failed');
  };

  test('a server that is down is reported as refused', async () => {
    const port = await freePort();
    const fault = await attempt('127.0.0.1', port);
    expect(fault).toMatchObject({ code: 'unreachable', reason: 'refused' });
    expect(fault.message).toContain(`127.0.0.1:${port}`);
  });

  test('a port that accepts and says nothing is reported as silent', async () => {
    const server = net.createServer(() => {});
    expect(await attempt('127.0.0.1', await listen(server))).toMatchObject({ code: 'unreachable', reason: 'silent' });
  });

  test('a host name that does not exist is reported by its name', async () => {
    const fault = await attempt('no-such-host.invalid', 2181);
    expect(fault).toMatchObject({ code: 'unreachable', reason: 'host-unknown' });
    expect(fault.message).toContain('no-such-host.invalid');
  });

  test('a port that speaks something else is reported as such', async () => {
    const server = http.createServer((_, response) => response.end('hello'));
    expect(await attempt('127.0.0.1', await listen(server))).toMatchObject({ code: 'unreachable', reason: 'wrong-protocol' });
  });

  test('a port that greets with something else is reported as such', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 mail.example ESMTP ready\r\n');
    });
    expect(await attempt('127.0.0.1', await listen(server))).toMatchObject({ code: 'unreachable', reason: 'wrong-protocol' });
  });

  test('a port that closes at once is reported', async () => {
    const server = net.createServer((socket) => socket.destroy());
    expect((await attempt('127.0.0.1', await listen(server))).code).toBe('unreachable');
  });

  test('a TLS server reached in plain is reported as expecting TLS', async () => {
    const folder = scratchFolder('certificate');
    onTestFinished(() => removeScratch(folder));
    const { certificate, key } = makeCertificate(folder);
    const server = tls.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key), ALPNProtocols: ['h2'] });
    server.on('tlsClientError', () => {});
    expect(await attempt('127.0.0.1', await listen(server))).toMatchObject({ code: 'unreachable', reason: 'tls-expected' });
  });

  test('an abort while connecting ends the attempt and its socket at once', async () => {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      socket.resume();
    });
    const port = await listen(server);
    const stopping = new AbortController();
    const attempted = driver.connect({
      options: { ...harness().options, endpoints: [{ host: '127.0.0.1', port }] },
      signal: stopping.signal,
    });
    const outcome = attempted.then(
      () => 'connected',
      (error: unknown) => (error instanceof FaultError ? error.fault.code : error),
    );
    await until(() => sockets.size > 0, 'the attempt has reached the server');
    stopping.abort();
    expect(await outcome).toBe('aborted');
    await until(() => sockets.size === 0, 'the socket is gone');
  });

  test('of several endpoints one that serves is enough', async () => {
    const { host, port } = harness().options.endpoints[0] ?? { host: '', port: 0 };
    const endpoints = [
      { host: '127.0.0.1', port: await freePort() },
      { host, port },
    ];
    const { live } = await watch(harness(), { ...harness().options, endpoints });
    expect(live.frames[0]?.kind).toBe('listing');
  });
}

/** Listens on a free loopback port until the test is over, cutting what is still connected. */
async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return port;
}
