import net from 'node:net';
import { randomInt } from 'node:crypto';

/** From and to of the ports that this process gives out. Processes that start many servers at once are given ranges apart. */
export const PORTS_VARIABLE = 'FLAGSCOPE_TEST_PORTS';
const [FROM = 0, TO = 0] = (process.env[PORTS_VARIABLE] ?? '12000-32000').split('-').map(Number);

/** Given out so far: the server on it may be down, and come back. */
const given = new Set<number>();

/**
 * A loopback port that is free now. Taken from below the kernel's ephemeral range: while a server is down between two
 * starts, no outgoing connection can be given its port (nor connect to itself on it).
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO);
    if (given.has(port)) continue;
    given.add(port);
    if (await canListen(port)) return port;
  }
}

/** As many different free ports. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
