import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { startZookeeper } from '../support/zookeeper';
import { tlsClauses } from './clauses/tls';
import { zookeeperClauses } from './clauses/zookeeper';
import { driverContract } from './driver-contract';
import { ownClauses } from './own-clauses';
import { startZookeeperHarness } from './zookeeper-harness';

driverContract('zookeeper, the whole store', { driver: zookeeper, network: true, scoped: false, start: () => startZookeeperHarness('/') });
driverContract('zookeeper, under a root', {
  driver: zookeeper,
  network: true,
  scoped: true,
  start: () => startZookeeperHarness('/scoped/root'),
});

ownClauses(
  'what only zookeeper has',
  () => startZookeeperHarness('/own/root'),
  (harness) => {
    zookeeperClauses(harness);
    tlsClauses(zookeeper, harness, async () => {
      const server = await startZookeeper({ tls: true });
      if (server.tls === undefined) throw new Error('this ZooKeeper does not serve TLS');
      return { endpoint: { host: 'localhost', port: server.tls.port }, ca: server.tls.ca, root: '/', stop: () => server.stop() };
    });
  },
);
