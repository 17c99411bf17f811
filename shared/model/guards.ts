/** Guards: what a source's environment and access demand of whoever writes to it. Main enforces them; the window asks for what they demand. */
import { z } from 'zod';
import { fault, type Fault } from '../fault';
import type { Key } from './key';
import type { Plan } from './plan';
import type { Environment, Source } from './source';

/** What a write has to come with. */
export interface Demands {
  /** Its differences were looked at. */
  readonly review: boolean;
  readonly reason: boolean;
  /** What has to be typed: the name of the environment. */
  readonly typedName?: Environment;
}

/** What a write came with. */
export const approvalSchema = z.object({
  reviewed: z.boolean().optional(),
  reason: z.string().max(4000).optional(),
  typedName: z.string().max(64).optional(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** Whether every write to this source is reviewed first. */
export const isGuarded = ({ environment, access }: Pick<Source, 'environment' | 'access'>): boolean => environment === 'production' || access === 'guarded';

/** What applying these plans, one after another, to this source demands. */
export function demandsOf(source: Pick<Source, 'environment' | 'access'>, plans: readonly Plan[]): Demands {
  const guarded = isGuarded(source);
  const named = source.environment === 'production' && writesSeveral(plans);
  return { review: guarded, reason: guarded, ...(named && { typedName: source.environment }) };
}

/** Whether more than one key is written. It ends with the second: there may be very many. */
function writesSeveral(plans: readonly Plan[]): boolean {
  let first: Key | undefined;
  return plans.some(({ edits }) => edits.some(({ kind, key }) => kind !== 'check' && key !== (first ??= key)));
}

/** The first demand that is not met, as a fault; undefined where all are. */
export function unmetDemand(demands: Demands, { reviewed, reason, typedName }: Approval): Fault | undefined {
  if (demands.review && reviewed !== true) return fault('invalid', 'review-demanded');
  if (demands.reason && (reason ?? '').trim() === '') return fault('invalid', 'reason-demanded');
  if (demands.typedName !== undefined && typedName?.trim() !== demands.typedName) return fault('invalid', 'name-demanded', { name: demands.typedName });
  return undefined;
}
