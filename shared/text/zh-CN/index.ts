/** The Simplified Chinese catalog. Native terms of ZooKeeper and etcd stay as their documentation has them. */
import { details } from './details';
import { faults } from './faults';
import { menu } from './menu';
import { plans } from './plans';
import { window } from './window';

export const zhCN = { window, menu, faults, details, plans } as const;
