import { etcd } from '../../electron/drivers/etcd/index';
import { driverContract } from './driver-contract';
import { startEtcdHarness } from './etcd-harness';

driverContract('etcd, the whole store', { driver: etcd, network: true, scoped: false, start: () => startEtcdHarness('') });
driverContract('etcd, under a prefix', { driver: etcd, network: true, scoped: true, start: () => startEtcdHarness('/scoped/root/') });
