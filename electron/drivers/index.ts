import type { Backend } from '../../shared/model/source';
import type { Driver } from './driver';
import { etcd } from './etcd/index';
import { local } from './local/index';
import { zookeeper } from './zookeeper/index';

export { reach, type Reach } from './reach';

/** The driver of each back-end. */
export const drivers: Readonly<Record<Backend, Driver>> = { local, zookeeper, etcd };
