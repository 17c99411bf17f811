import type { Fault } from '../../../shared/fault';

/** Whether this fault is a question: how much of a large store is to be loaded. */
export const isSizeFault = (fault: Fault | null | undefined): fault is Fault => fault?.reason === 'too-many-keys' || fault?.reason === 'too-much-data';
