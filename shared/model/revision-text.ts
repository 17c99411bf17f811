import type { Revision } from './entry';
import type { Backend } from './source';

/** A revision as its store's own tools and logs write it: a zxid in hexadecimal, others as plain numbers. */
export const revisionText = (revision: Revision, backend: Backend): string => (backend === 'zookeeper' ? `0x${revision.toString(16)}` : String(revision));
