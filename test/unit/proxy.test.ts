import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../support/proxy';
import { until } from '../support/wait';

test('a cut in the middle of an answer comes after what a slow link still carries, never before it', async () => {
  const served: net.Socket[] = [];
  const server = net.createServer((socket) => served.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startProxy((server.address() as net.AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  proxy.slow({ bytesPerSecond: Number.POSITIVE_INFINITY, latencyMs: 50 });
  let received = '';
  const client = net.connect(proxy.port, '127.0.0.1').on('data', (chunk) => (received += chunk.toString()));
  const cut = new Promise((resolve) => client.on('error', () => {}).on('close', resolve));
  const [socket] = await until(() => (served.length > 0 ? served : undefined), 'the proxy has connected');
  socket?.write('first');
  await until(() => proxy.bytes().toClient === 'first'.length, 'the proxy has the beginning');
  proxy.cutAfter(3);
  socket?.write('second');
  await cut;
  expect(received).toBe('firstsec');
});

test('what a server says right before it hangs up arrives, over a slow link as over one that is fast again', async () => {
  const server = net.createServer((socket) => socket.on('error', () => {}).on('data', () => socket.end('no, and goodbye')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startProxy((server.address() as net.AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  const answer = (): Promise<string> =>
    new Promise((resolve) => {
      let received = '';
      const client = net.connect(proxy.port, '127.0.0.1', () => client.write('may I?'));
      client.on('data', (chunk) => (received += chunk.toString())).on('error', () => {}).on('close', () => resolve(received));
    });
  proxy.slow({ bytesPerSecond: 1000, latencyMs: 30 });
  expect(await answer()).toBe('no, and goodbye');
  proxy.slow({ bytesPerSecond: Number.POSITIVE_INFINITY, latencyMs: 0 });
  expect(await Promise.all(Array.from({ length: 50 }, answer))).toEqual(Array.from({ length: 50 }, () => 'no, and goodbye'));
});
