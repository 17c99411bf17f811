import { etcd } from '../../electron/drivers/etcd/index';
import { etcdClauses } from './clauses/etcd';
import { driverContract } from './driver-contract';
import { startEtcdHarness } from './etcd-harness';
import { ownClauses } from './own-clauses';

driverContract('etcd, the whole store', { driver: etcd, network: true, scoped: false, start: () => startEtcdHarness('') });
driverContract('etcd, under a prefix', { driver: etcd, network: true, scoped: true, start: () => startEtcdHarness('/scoped/root/') });

ownClauses('what only etcd has', () => startEtcdHarness('/own/root/'), etcdClauses);
