import { useState } from 'react';
import type { SourceStatus } from '../../../shared/contract';
import type { Fault } from '../../../shared/fault';
import type { Phase } from '../../../shared/model/phase';
import { isSizeFault } from './size-fault';

/** Why a source is not live. A try passes through connecting: the last fault holds until the outcome is known. */
export function heldFault(held: Fault | null, phase: Phase): Fault | null {
  const fault = 'fault' in phase ? phase.fault : undefined;
  if (fault !== undefined) return fault;
  // a question that was answered is no fault any more
  return phase.kind === 'live' || phase.kind === 'closed' || isSizeFault(held) ? null : held;
}

/** The fault that a source is held up by, or null. */
export function useHeldFault(state: { readonly info: { readonly open: boolean }; readonly status: SourceStatus | null } | null): Fault | null {
  const [held, setHeld] = useState<Fault | null>(null);
  const now = heldFault(held, state?.status?.phase ?? { kind: state?.info.open === true ? 'connecting' : 'closed' });
  if (now !== held) setHeld(now);
  return now;
}
