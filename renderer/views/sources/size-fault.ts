import type { Fault } from '../../../shared/fault';
import { countedIn } from '../../../shared/model/loading';

/** Whether this fault is a question: how much of a large store is to be loaded. */
export const isSizeFault = (fault: Fault | null | undefined): fault is Fault => fault !== null && fault !== undefined && countedIn(fault) !== undefined;
