/** The etcd driver: frames from listings and a raw watch stream with a resume of its own, plans as single guarded transactions. */
import type { Driver } from '../driver';
import { capabilities } from './capabilities';
import { connect } from './connect';

/** etcd 3.4 and later, over gRPC. */
export const etcd: Driver = { name: 'etcd', capabilities, connect };
