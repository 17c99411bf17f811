import { etcd } from '../../electron/drivers/etcd/index';
import { startEtcd } from '../support/etcd';
import { etcdClauses } from './clauses/etcd';
import { tlsClauses } from './clauses/tls';
import { driverContract } from './driver-contract';
import { startEtcdHarness } from './etcd-harness';
import { ownClauses } from './own-clauses';

driverContract('etcd, the whole store', { driver: etcd, network: true, scoped: false, start: () => startEtcdHarness('') });
driverContract('etcd, under a prefix', { driver: etcd, network: true, scoped: true, start: () => startEtcdHarness('/scoped/root/') });

ownClauses(
  'what only etcd has',
  () => startEtcdHarness('/own/root/'),
  (harness) => {
    etcdClauses(harness);
    tlsClauses(etcd, harness, async () => {
      const server = await startEtcd({ tls: true });
      if (server.tls === undefined) throw new Error('this etcd does not serve TLS');
      return { endpoint: { host: 'localhost', port: server.port }, ca: server.tls.ca, root: '/', stop: () => server.stop() };
    });
  },
);
