import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { zookeeper } from '../../../electron/drivers/zookeeper/index';
import { faultOf } from '../../../shared/fault';
import { collect } from '../../support/wait';

const framed = (body: Buffer): Buffer => {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeInt32BE(body.length, 0);
  body.copy(frame, 4);
  return frame;
};

/** A server that takes any session, and answers every request with this much of a reply's header. */
async function serverThatAnswers(length: number): Promise<number> {
  const server = net.createServer((socket) => {
    let received = Buffer.alloc(0);
    let isGreeted = false;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.toString('latin1', 0, 4) === 'srvr') return void socket.end();
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const request = received.subarray(4, 4 + received.readInt32BE(0));
        received = received.subarray(4 + request.length);
        const answer = Buffer.alloc(isGreeted ? length : 36);
        if (isGreeted) answer.writeInt32BE(request.readInt32BE(0), 0);
        else {
          answer.writeInt32BE(30_000, 4);
          answer.writeInt32BE(16, 16);
        }
        isGreeted = true;
        socket.write(framed(answer));
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as net.AddressInfo).port;
}

test.each([4, 8, 12])('an answer that ends within its header, after %i bytes, ends the watch', async (length) => {
  const port = await serverThatAnswers(length);
  const { signal } = new AbortController();
  const options = { backend: 'zookeeper' as const, endpoints: [{ host: '127.0.0.1', port }], roots: ['/'] };
  const connection = await zookeeper.connect({ options, signal });
  onTestFinished(() => connection.close());
  const { ended } = collect(connection.frames({ signal, onReceived: () => {} }));
  expect(faultOf(await ended)).toMatchObject({ code: 'unreachable', reason: 'wrong-protocol' });
});
