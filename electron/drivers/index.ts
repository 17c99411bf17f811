import type { Backend } from '../../shared/model/source';
import type { Driver } from './driver';
import { etcd } from './etcd/index';
import { local } from './local/index';
import { zookeeper } from './zookeeper/index';

/** The driver of each back-end. */
export const drivers: Readonly<Record<Backend, Driver>> = { local, zookeeper, etcd };
