import type { Fault } from '../../../shared/fault';
import { faultSentence, type Words } from '../../ui/text';
import type { Question } from './use-question';

/** Why something could not be evaluated. No other key is to be chosen in the place of the one that is open. */
export const rolloutFault = (fault: Fault, { key, gone }: Pick<Question, 'key' | 'gone'>, words: Words): string =>
  gone && fault.reason === 'rollout-no-key' && fault.key === key ? words('rollout.keyGone') : faultSentence(fault);
