import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { driverContract } from './driver-contract';
import { startZookeeperHarness } from './zookeeper-harness';

driverContract('zookeeper, the whole store', { driver: zookeeper, network: true, scoped: false, start: () => startZookeeperHarness('/') });
driverContract('zookeeper, under a root', { driver: zookeeper, network: true, scoped: true, start: () => startZookeeperHarness('/scoped/root') });
