import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { startZookeeper } from '../support/zookeeper';
import { tlsClauses } from './clauses/tls';

tlsClauses({
  driver: zookeeper,
  root: '/',
  start: async ({ certificate, clientsOf }) => {
    const server = await startZookeeper({ tls: certificate, ...(clientsOf && { clientsOf }) });
    return { port: server.tls?.port ?? 0, plainPort: server.port, stop: () => server.stop() };
  },
});
