/** The Simplified Chinese catalog. Native terms of ZooKeeper and etcd stay as their documentation has them. */
import { faults } from './faults';
import { window } from './window';

export const zhCN = { window, faults } as const;
