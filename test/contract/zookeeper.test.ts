import { zookeeper } from '../../electron/drivers/zookeeper/index';
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

ownClauses('what only zookeeper has', () => startZookeeperHarness('/own/root'), zookeeperClauses);
