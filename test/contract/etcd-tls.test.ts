import { etcd } from '../../electron/drivers/etcd/index';
import { startEtcd } from '../support/etcd';
import { tlsClauses } from './clauses/tls';

tlsClauses({
  driver: etcd,
  root: '',
  start: async ({ certificate, clientsOf }) => {
    const server = await startEtcd({ tls: certificate, ...(clientsOf && { clientsOf }) });
    return { port: server.port, plainPort: server.metricsPort, stop: () => server.stop() };
  },
});
